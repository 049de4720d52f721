import type { Mixer } from '../../src-shared/mixing/mixer.ts';
import { MIX_BLOCK, type MixSettings } from '../../src-shared/mixing/types.ts';

/**
 * Renders `[from, to)` in blocks, with the mixer's latency compensated; past their ends, sources are silent. `events`
 * reconfigure at the block that starts at their key.
 */
export function renderMix(
  mixer: Mixer,
  sources: readonly (readonly Float32Array[] | null)[],
  from: number,
  to: number,
  events: Readonly<Record<number, MixSettings>> = {},
): [Float32Array, Float32Array] {
  // The settings tell how late the mixer is.
  if (events[from] !== undefined) mixer.configure(events[from]);
  const length = Math.ceil((to - from) / MIX_BLOCK) * MIX_BLOCK + mixer.latency;
  const out = [new Float32Array(length), new Float32Array(length)] as const;
  for (let at = from; at < from + length; at += MIX_BLOCK) {
    const settings = events[at];
    if (settings !== undefined) mixer.configure(settings);
    const inputs = sources.map((channels) => channels?.map((samples) => blockOf(samples, at)) ?? null);
    const [left, right] = out.map((samples) => samples.subarray(at - from, at - from + MIX_BLOCK));
    mixer.process(at, inputs, left!, right!);
  }
  const [left, right] = out.map((samples) => samples.subarray(mixer.latency, mixer.latency + to - from));
  return [left!, right!];
}

function blockOf(samples: Float32Array, at: number): Float32Array {
  const block = new Float32Array(MIX_BLOCK);
  block.set(samples.subarray(at, at + MIX_BLOCK));
  return block;
}
