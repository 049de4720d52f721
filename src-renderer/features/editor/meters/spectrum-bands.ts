interface Bands {
  readonly lowHz: number;
  readonly highHz: number;
  readonly bands: number;
}

/**
 * The highest level in each of a number of equal parts of an octave; where a band is narrower than a bin, that of the bin
 * which contains its middle.
 * @param bins levels in dB at multiples of `sampleRate / (2 · bins.length)`
 */
export function bandLevels(
  bins: Float32Array,
  sampleRate: number,
  { lowHz, highHz, bands }: Bands,
): number[] {
  const binHz = sampleRate / 2 / bins.length;
  const edge = (band: number): number => (lowHz * (highHz / lowHz) ** (band / bands)) / binHz;
  return Array.from({ length: bands }, (_, band) => {
    let level = bins[Math.min(bins.length - 1, Math.round(edge(band + 0.5)))] ?? -Infinity;
    const last = Math.min(bins.length - 1, Math.floor(edge(band + 1)));
    for (let bin = Math.ceil(edge(band)); bin <= last; bin += 1)
      level = Math.max(level, bins[bin] ?? -Infinity);
    return level;
  });
}
