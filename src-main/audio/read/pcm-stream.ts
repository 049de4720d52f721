import { bytesPerFrame } from './layout.ts';
import type { PcmLayout } from './layout.ts';
import { deinterleave } from './samples.ts';

/** The samples of a PCM file as its bytes pass by: planar blocks of the chosen channels. */
export async function* pcmBlocks(
  pieces: AsyncIterable<Buffer>,
  layout: PcmLayout,
  channelMap: readonly number[],
): AsyncGenerator<Float32Array[], void> {
  const frameBytes = bytesPerFrame(layout);
  const dataEnd = layout.dataOffset + layout.frames * frameBytes;
  let position = 0;
  let carried: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const from = Math.max(0, layout.dataOffset - position);
    const to = Math.min(piece.length, dataEnd - position);
    position += piece.length;
    if (from >= to) continue;
    const data = piece.subarray(from, to);
    const missing = carried.length === 0 ? 0 : frameBytes - carried.length;
    if (missing > data.length) {
      carried = Buffer.concat([carried, data]);
      continue;
    }
    if (missing > 0) {
      const frame = Buffer.concat([carried, data.subarray(0, missing)]);
      yield deinterleave(frame, layout.encoding, layout.channels, channelMap);
    }
    const whole = Math.floor((data.length - missing) / frameBytes) * frameBytes;
    if (whole > 0) {
      const body = data.subarray(missing, missing + whole);
      yield deinterleave(body, layout.encoding, layout.channels, channelMap);
    }
    carried = Buffer.from(data.subarray(missing + whole));
  }
}
