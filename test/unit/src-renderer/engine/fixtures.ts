import type { MixerLike, MixMeters, MixSettings } from '../../../../src-shared/mixing/types.ts';

/** Sums its inputs as they are and remembers which blocks it was given: the transport's tests need no more. */
export class SummingMixer implements MixerLike {
  readonly blocks: number[] = [];
  resets = 0;
  readonly latency = 0;
  settings: MixSettings | null = null;
  readonly meters: MixMeters = {
    peak: new Float32Array(4),
    meanSquare: new Float32Array(4),
    gainReductionDb: new Float32Array(1),
  };

  configure(settings: MixSettings): void {
    this.settings = settings;
  }

  process(
    position: number,
    inputs: readonly (readonly Float32Array[] | null)[],
    left: Float32Array,
    right: Float32Array,
  ): void {
    this.blocks.push(position);
    left.fill(0);
    right.fill(0);
    for (const input of inputs) {
      for (let i = 0; i < left.length; i += 1) {
        left[i] = (left[i] ?? 0) + (input?.[0]?.[i] ?? 0);
        right[i] = (right[i] ?? 0) + (input?.[1]?.[i] ?? input?.[0]?.[i] ?? 0);
      }
    }
    this.meters.peak[0] = 0.5;
  }

  setImpulse(): void {
    // It has no rooms.
  }

  tap(): undefined {
    return undefined;
  }

  reset(): void {
    this.resets += 1;
  }
}

/** Interleaved test audio whose every sample tells its frame and channel. */
export function ramp(from: number, frames: number, channels: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(frames * channels);
  for (let i = 0; i < frames; i += 1) {
    for (let c = 0; c < channels; c += 1) data[i * channels + c] = (c === 0 ? 1 : -1) * (from + i + 1);
  }
  return data;
}
