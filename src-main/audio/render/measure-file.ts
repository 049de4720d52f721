import { LoudnessMeter, type ProgrammeLoudness } from '../../../src-shared/dsp/loudness.ts';
import { DECODERS } from '../decode/registry.ts';
import { openBytes } from '../read/byte-file.ts';
import { sniff } from '../read/sniff.ts';
import { streamSource } from '../read/source-stream.ts';

/**
 * Loudness and true peak of a compressed file, as a player decodes it.
 * @throws Failure `file/*`, `call/cancelled`
 */
export async function measureFile(
  path: string,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<ProgrammeLoudness> {
  const file = await openBytes(path);
  try {
    const sniffed = await sniff(file);
    if (sniffed.kind !== 'own') throw new Error(`${path} is no compressed file of ours`);
    const source = streamSource(file, signal);
    const stream = await DECODERS[sniffed.format]({ ...sniffed, file, bytes: source.pieces, signal });
    try {
      const meter = new LoudnessMeter(stream.sampleRate, stream.channels);
      for await (const block of stream.blocks()) {
        meter.push(block);
        progress(source.done());
      }
      return meter.result();
    } finally {
      stream.close();
    }
  } finally {
    await file.close();
  }
}
