import { audible } from '../../../src-shared/mixing/audible.ts';
import { Mixer } from '../../../src-shared/mixing/mixer.ts';
import { preRollSeconds, preRollStart } from '../../../src-shared/mixing/pre-roll.ts';
import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import type { MixSettings } from '../../../src-shared/mixing/types.ts';
import type { PcmReader } from '../read/pcm.ts';
import { cancelled } from '../read/source-stream.ts';

/** Frames read of every stem at a time. */
const CHUNK_FRAMES = MIX_BLOCK * 256;

export interface RenderInput {
  readonly settings: MixSettings;
  /** One a track of `settings`. */
  readonly readers: readonly PcmReader[];
  readonly sampleRate: number;
  /** Of the rooms, by id; a room whose response is not there is silent. */
  readonly impulses?: ReadonlyMap<string, readonly Float32Array[]>;
  /** Samples of the project, half open. */
  readonly from: number;
  readonly to: number;
  /** Of the mix, as `mixChannels` says; of one, the left side. */
  readonly channels: 1 | 2;
  readonly signal: AbortSignal;
}

/** The mix of `[from, to)`, in planar blocks; the same code and blocks as playback. */
export async function* render(input: RenderInput): AsyncGenerator<Float32Array[], void> {
  const { readers, settings, from, to, channels } = input;
  const mixer = new Mixer(input.sampleRate, { meters: false });
  for (const [id, response] of input.impulses ?? []) mixer.setImpulse(id, response);
  mixer.configure(settings);
  const heard = audible(settings.tracks, settings.groups);
  const { latency } = mixer;
  const start = preRollStart(from, input.sampleRate, preRollSeconds(settings));
  const tracks = readers.map((reader, track) => (heard[track] === true ? new TrackInput(reader) : null));
  const inputs = tracks.map((track) => track?.block ?? null);
  const mixed = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  for (let at = start; at < to + latency; at += CHUNK_FRAMES) {
    if (input.signal.aborted) throw cancelled();
    const frames = Math.min(CHUNK_FRAMES, Math.ceil((to + latency - at) / MIX_BLOCK) * MIX_BLOCK);
    await Promise.all(tracks.map(async (track) => track?.read(at, frames)));
    const left = new Float32Array(frames);
    const right = new Float32Array(frames);
    for (let block = 0; block < frames; block += MIX_BLOCK) {
      for (const track of tracks) track?.seek(block);
      mixer.process(at + block, inputs, ...mixed);
      left.set(mixed[0], block);
      right.set(mixed[1], block);
    }
    const wanted = (channels === 1 ? [left] : [left, right]).map((samples) =>
      // What the mixer gives is `latency` frames late.
      samples.subarray(Math.max(0, from + latency - at), Math.max(0, to + latency - at)),
    );
    if ((wanted[0]?.length ?? 0) > 0) yield wanted;
  }
}

/** A track's samples on their way into the mixer, in memory that is used again for each chunk and each block. */
class TrackInput {
  /** Views of the chunk, made anew for every block, would cost more than copying it does. */
  readonly block: readonly Float32Array[];
  readonly #reader: PcmReader;
  #chunk: Float32Array[] = [];

  constructor(reader: PcmReader) {
    this.#reader = reader;
    this.block = Array.from({ length: reader.channels }, () => new Float32Array(MIX_BLOCK));
  }

  async read(from: number, frames: number): Promise<void> {
    this.#chunk = await this.#reader.read(from, frames, this.#chunk);
  }

  /** Sets `block` to what begins at a frame of the chunk; past the end of the file there is silence. */
  seek(from: number): void {
    for (const [channel, block] of this.block.entries()) {
      const samples = this.#chunk[channel] as Float32Array;
      const count = Math.min(MIX_BLOCK, samples.length - from);
      for (let n = 0; n < count; n += 1) block[n] = samples[from + n] as number;
      if (count < MIX_BLOCK) block.fill(0, Math.max(0, count));
    }
  }
}
