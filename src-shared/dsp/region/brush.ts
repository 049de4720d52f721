import type { BrushShape } from './shapes.ts';
import { octavesOfBins, octavesPerBins, squaredDistance, type Grid } from './weights.ts';

/** The inner half of a brush takes everything; from there a raised cosine falls to nothing at its rim. */
const SOLID = 0.5;
/** Bins from the middle of a brush to its rim, at least: what is narrower would ring. */
const LEAST_BINS = 2;
const SEMITONES = 12;

/** Weights of what an elliptical brush covers. It is never shorter than an edge in time, or narrower than four bins. */
export function brushWeights(shape: BrushShape, { sampleRate, fftSize, edge }: Grid) {
  const octaves = octavesOfBins(sampleRate, fftSize);
  const least = octavesPerBins(LEAST_BINS, fftSize);
  const wide = Math.max(edge / 2, (shape.seconds * sampleRate) / 2);
  const high = shape.semitones / SEMITONES / 2;
  const places = shape.points.map(({ at, hz }) => ({ x: at, y: Math.log2(hz) }));
  const segments = places.map((place, index) => ({ a: places[index - 1] ?? place, b: place }));
  return (centre: number, out: Float64Array): void => {
    out.fill(0);
    const near = segments.filter(
      ({ a, b }) => Math.min(a.x, b.x) < centre + wide && Math.max(a.x, b.x) > centre - wide,
    );
    if (near.length === 0) return;
    for (let bin = 0; bin < out.length; bin += 1) {
      const y = octaves[bin]!;
      const tall = Math.max(high, least[bin]!);
      let nearest = 1;
      for (const { a, b } of near) {
        if (Math.min(a.y, b.y) > y + tall || Math.max(a.y, b.y) < y - tall) continue;
        const squared = squaredDistance(
          0,
          0,
          (a.x - centre) / wide,
          (a.y - y) / tall,
          (b.x - centre) / wide,
          (b.y - y) / tall,
        );
        if (squared < nearest) nearest = squared;
      }
      if (nearest === 1) continue;
      const beyond = Math.max(0, Math.sqrt(nearest) - SOLID) / (1 - SOLID);
      out[bin] = Math.cos((Math.PI / 2) * beyond) ** 2;
    }
  };
}
