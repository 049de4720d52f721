/** Deterministic test signals (mulberry32 noise) and comparisons of whole buffers. */
export function noise(length: number, seed: number, amplitude = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return amplitude * (((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1);
  });
}

export function sine(length: number, sampleRate: number, hz: number, amplitude = 1, phase = 0): Float32Array {
  return Float32Array.from(
    { length },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRate + phase),
  );
}

/** The maximum absolute difference; throws if the lengths differ. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let worst = 0;
  for (let n = 0; n < a.length; n += 1) {
    const difference = Math.abs((a[n] ?? Number.NaN) - (b[n] ?? Number.NaN));
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

export const toDb = (amplitude: number): number => 20 * Math.log10(amplitude);

/** RMS over all samples and channels. */
export function rmsOf(channels: readonly Float32Array[]): number {
  const samples = channels.reduce((sum, channel) => sum + channel.length, 0);
  const energy = channels.reduce((sum, channel) => sum + channel.reduce((e, v) => e + v * v, 0), 0);
  return samples === 0 ? 0 : Math.sqrt(energy / samples);
}

/** Noise that falls by 3 dB an octave within about 1 dB, in the audible range: low-passed noises an octave apart. */
export function pinkNoise(length: number, seed: number): Float32Array {
  const sum = new Float32Array(length);
  for (let octave = 1; octave <= 11; octave += 1) {
    const pole = Math.exp(-2 * Math.PI * 2 ** -octave);
    let state = 0;
    for (const [n, x] of noise(length, 100 * seed + octave).entries()) {
      state = pole * state + (1 - pole) * x;
      sum[n]! += state / Math.sqrt(1 - pole);
    }
  }
  const peak = sum.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return sum.map((x) => x / peak);
}
