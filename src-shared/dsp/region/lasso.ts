import type { LassoShape } from './shapes.ts';
import { EDGE_BINS, octavesOfBins, octavesPerBins, rise, squaredDistance, type Grid } from './weights.ts';

interface Edge {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
}

/**
 * Weights of a polygon's inside. The edge is a raised cosine of the signed distance to the outline, centred on it, where
 * one unit is `edge` samples in time and four bins in frequency.
 */
export function lassoWeights(shape: LassoShape, { sampleRate, fftSize, edge }: Grid) {
  const octaves = octavesOfBins(sampleRate, fftSize);
  const units = octavesPerBins(EDGE_BINS, fftSize);
  const edges = edgesOf(shape);
  return (centre: number, out: Float64Array): void => {
    const inside = crossings(edges, centre);
    // Only these come closer than one unit.
    const near = edges.filter(
      ({ ax, bx }) => Math.min(ax, bx) < centre + edge && Math.max(ax, bx) > centre - edge,
    );
    out.fill(0);
    if (near.length === 0 && inside.length === 0) return;
    let passed = 0;
    for (let bin = 0; bin < out.length; bin += 1) {
      const y = octaves[bin]!;
      const unit = units[bin]!;
      while (passed < inside.length && inside[passed]! <= y) passed += 1;
      let nearest = 1;
      for (const { ax, ay, bx, by } of near) {
        if (Math.min(ay, by) > y + unit || Math.max(ay, by) < y - unit) continue;
        const squared = squaredDistance(
          0,
          0,
          (ax - centre) / edge,
          (ay - y) / unit,
          (bx - centre) / edge,
          (by - y) / unit,
        );
        if (squared < nearest) nearest = squared;
      }
      const distance = Math.sqrt(nearest);
      out[bin] = rise(passed % 2 === 1 ? distance : -distance);
    }
  };
}

function edgesOf({ points }: LassoShape): Edge[] {
  return points.map((a, index) => {
    const b = points[(index + 1) % points.length]!;
    return { ax: a.at, ay: Math.log2(a.hz), bx: b.at, by: Math.log2(b.hz) };
  });
}

/** Where a vertical line crosses the outline, in octaves, ascending. */
function crossings(edges: readonly Edge[], x: number): number[] {
  return edges
    .filter(({ ax, bx }) => ax <= x !== bx <= x)
    .map(({ ax, ay, bx, by }) => ay + ((x - ax) / (bx - ax)) * (by - ay))
    .sort((a, b) => a - b);
}
