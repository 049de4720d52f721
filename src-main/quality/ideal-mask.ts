import { StftAnalyser, StftSynthesiser, type Framing } from '../../src-shared/dsp/stft.ts';

/**
 * Applies the ideal ratio mask to a mixture whose sources are known; this is the upper bound for mask-based separation.
 * The mask is |S_i| / Σ |S_j| on the mixture's spectrum, and whatever the references do not explain counts as one more
 * source.
 * @param references [source][channel], @param mixture [channel]; all of one length
 * @returns estimates in the shape of `references`
 */
export function idealRatioMask(
  references: readonly (readonly Float32Array[])[],
  mixture: readonly Float32Array[],
  framing: Framing,
): Float32Array[][] {
  const estimates: Float32Array[][] = references.map(() => []);
  for (const [channel, mixed] of mixture.entries()) {
    const sources = references.map((reference) => reference[channel] ?? new Float32Array(mixed.length));
    const others = mixed.map((value, n) => sources.reduce((left, source) => left - source[n]!, value));
    const made = maskChannel([...sources, others], mixed, framing);
    for (const [source, estimate] of estimates.entries()) estimate.push(made[source]!);
  }
  return estimates;
}

/** The last entry of `sources` is the residual that no reference explains; it has a mask but no estimate. */
function maskChannel(
  sources: readonly Float32Array[],
  mixture: Float32Array,
  framing: Framing,
): Float32Array[] {
  const magnitudes = sources.map((source) => framesOf(source, framing, magnitudesOf));
  const estimates = sources.slice(0, -1).map(() => ({
    synthesiser: new StftSynthesiser(framing, mixture.length),
    out: new Float32Array(mixture.length),
  }));
  const masked = new Float64Array(framing.fftSize + 2);
  const bins = framing.fftSize / 2 + 1;
  for (const [frame, spectrum] of framesOf(mixture, framing, (values) => values.slice()).entries()) {
    const total = new Float64Array(bins);
    for (const source of magnitudes) {
      const magnitude = source[frame]!;
      for (let k = 0; k < bins; k += 1) total[k]! += magnitude[k]!;
    }
    for (const [source, { synthesiser, out }] of estimates.entries()) {
      const magnitude = magnitudes[source]![frame]!;
      for (let k = 0; k < bins; k += 1) {
        const mask = total[k]! > 0 ? magnitude[k]! / total[k]! : 0;
        masked[2 * k] = spectrum[2 * k]! * mask;
        masked[2 * k + 1] = spectrum[2 * k + 1]! * mask;
      }
      const { position } = synthesiser;
      out.set(synthesiser.push(frame, masked), position);
    }
  }
  for (const { synthesiser, out } of estimates) {
    const { position } = synthesiser;
    out.set(synthesiser.finish(), position);
  }
  return estimates.map(({ out }) => out);
}

function magnitudesOf(spectrum: Float64Array): Float64Array {
  return Float64Array.from({ length: spectrum.length / 2 }, (_, k) =>
    Math.sqrt(spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2),
  );
}

function framesOf(
  signal: Float32Array,
  framing: Framing,
  of: (spectrum: Float64Array) => Float64Array,
): Float64Array[] {
  const found: Float64Array[] = [];
  const analyser = new StftAnalyser(framing);
  const keep = (_: number, spectrum: Float64Array): void => {
    found.push(of(spectrum));
  };
  analyser.push(signal, keep);
  analyser.finish(keep);
  return found;
}
