import { Mixer } from '../../../src-shared/mixing/mixer.ts';
import { MIX_BLOCK } from '../../../src-shared/mixing/types.ts';
import type { MixSettings } from '../../../src-shared/mixing/types.ts';
import type { PcmReader } from '../read/pcm.ts';
import { cancelled } from '../read/source-stream.ts';

/** Frames read of every stem at a time. */
const CHUNK_FRAMES = MIX_BLOCK * 256;
/** As the worklet does before a seek: filters and detectors have settled by then. */
const PRE_ROLL_SECONDS = 0.5;

export interface RenderInput {
  readonly settings: MixSettings;
  /** One a track of `settings`. */
  readonly readers: readonly PcmReader[];
  readonly sampleRate: number;
  /** Samples of the project, half open. */
  readonly from: number;
  readonly to: number;
  /** One channel out: only where both would be equal. */
  readonly mono: boolean;
  readonly signal: AbortSignal;
}

/** Where a render begins so that `from` sounds as within the whole: a multiple of the mixer's block. */
export function preRollStart(from: number, sampleRate: number): number {
  return Math.max(0, Math.floor((from - PRE_ROLL_SECONDS * sampleRate) / MIX_BLOCK) * MIX_BLOCK);
}

/** The mix of `[from, to)`, in planar blocks; the same code and blocks as playback. */
export async function* render(input: RenderInput): AsyncGenerator<Float32Array[], void> {
  const { readers, settings, from, to, mono } = input;
  const mixer = new Mixer(input.sampleRate);
  mixer.configure(settings);
  const anySolo = settings.tracks.some((track) => track.soloed);
  const audible = settings.tracks.map((track) => !track.muted && (track.soloed || !anySolo));
  for (let at = preRollStart(from, input.sampleRate); at < to; at += CHUNK_FRAMES) {
    if (input.signal.aborted) throw cancelled();
    const frames = Math.min(CHUNK_FRAMES, Math.ceil((to - at) / MIX_BLOCK) * MIX_BLOCK);
    const stems = await Promise.all(
      readers.map(async (reader, track) =>
        audible[track] === true ? padded(await reader.read(at, frames), frames) : null,
      ),
    );
    const left = new Float32Array(frames);
    const right = new Float32Array(frames);
    for (let block = 0; block < frames; block += MIX_BLOCK) {
      const cut = (samples: Float32Array): Float32Array => samples.subarray(block, block + MIX_BLOCK);
      const inputs = stems.map((stem) => stem?.map(cut) ?? null);
      mixer.process(at + block, inputs, cut(left), cut(right));
    }
    const wanted = (mono ? [left] : [left, right]).map((samples) =>
      samples.subarray(Math.max(0, from - at), Math.max(0, to - at)),
    );
    if ((wanted[0]?.length ?? 0) > 0) yield wanted;
  }
}

/** The last block of a file is shorter than what the mixer takes. */
function padded(channels: readonly Float32Array[], frames: number): readonly Float32Array[] {
  return channels.map((samples) => {
    if (samples.length === frames) return samples;
    const full = new Float32Array(frames);
    full.set(samples);
    return full;
  });
}
