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
  const mixer = new Mixer(input.sampleRate);
  for (const [id, response] of input.impulses ?? []) mixer.setImpulse(id, response);
  mixer.configure(settings);
  const heard = audible(settings.tracks, settings.groups);
  const { latency } = mixer;
  const start = preRollStart(from, input.sampleRate, preRollSeconds(settings));
  for (let at = start; at < to + latency; at += CHUNK_FRAMES) {
    if (input.signal.aborted) throw cancelled();
    const frames = Math.min(CHUNK_FRAMES, Math.ceil((to + latency - at) / MIX_BLOCK) * MIX_BLOCK);
    const stems = await Promise.all(
      readers.map(async (reader, track) =>
        heard[track] === true ? padded(await reader.read(at, frames), frames) : null,
      ),
    );
    const left = new Float32Array(frames);
    const right = new Float32Array(frames);
    for (let block = 0; block < frames; block += MIX_BLOCK) {
      const cut = (samples: Float32Array): Float32Array => samples.subarray(block, block + MIX_BLOCK);
      const inputs = stems.map((stem) => stem?.map(cut) ?? null);
      mixer.process(at + block, inputs, cut(left), cut(right));
    }
    const wanted = (channels === 1 ? [left] : [left, right]).map((samples) =>
      // What the mixer gives is `latency` frames late.
      samples.subarray(Math.max(0, from + latency - at), Math.max(0, to + latency - at)),
    );
    if ((wanted[0]?.length ?? 0) > 0) yield wanted;
  }
}

/** The last block of a file is shorter than the mixer's block. */
function padded(channels: readonly Float32Array[], frames: number): readonly Float32Array[] {
  return channels.map((samples) => {
    if (samples.length === frames) return samples;
    const full = new Float32Array(frames);
    full.set(samples);
    return full;
  });
}
