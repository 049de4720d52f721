import { EDGE_SECONDS } from './weights.ts';

/**
 * Regions of time and frequency, as plain data: positions in samples, frequencies in Hz. Later shapes lie over earlier
 * ones; one that erases takes its part away again.
 */
export type RegionShape = RectangleShape | LassoShape | HarmonicsShape | BrushShape;

interface Erasing {
  readonly erase: boolean;
}

/** A passage in a band; null reaches to 0 Hz, and to half the sample rate. */
export interface RectangleShape extends Erasing {
  readonly kind: 'rectangle';
  readonly from: number;
  readonly to: number;
  readonly lowHz: number | null;
  readonly highHz: number | null;
}

/** The inside of a closed polygon whose edges are straight over time and log frequency (even-odd rule). */
export interface LassoShape extends Erasing {
  readonly kind: 'lasso';
  readonly points: readonly RegionPoint[];
}

/** Bands around a fundamental and its harmonics. */
export interface HarmonicsShape extends Erasing {
  readonly kind: 'harmonics';
  readonly from: number;
  readonly to: number;
  /** Of the fundamental. */
  readonly hz: number;
  /** How many bands, the fundamental's included. */
  readonly count: number;
  /** Full width of each band. */
  readonly cents: number;
}

/** What an elliptical brush covers on its way. */
export interface BrushShape extends Erasing {
  readonly kind: 'brush';
  readonly points: readonly RegionPoint[];
  /** Full width and height of the brush. */
  readonly seconds: number;
  readonly semitones: number;
}

export interface RegionPoint {
  readonly at: number;
  readonly hz: number;
}

/** Samples, half open. */
export interface RegionSpan {
  readonly from: number;
  readonly to: number;
}

/** The samples that the shapes reach, erasing ones apart; may lie outside the signal. Null if none adds anything. */
export function spanOfShapes(shapes: readonly RegionShape[], sampleRate: number): RegionSpan | null {
  let [from, to] = [Infinity, -Infinity];
  for (const shape of shapes) {
    if (shape.erase) continue;
    const span = spanOfShape(shape, sampleRate);
    from = Math.min(from, span.from);
    to = Math.max(to, span.to);
  }
  return from < to ? { from, to } : null;
}

function spanOfShape(shape: RegionShape, sampleRate: number): RegionSpan {
  switch (shape.kind) {
    case 'rectangle':
    case 'harmonics':
      return { from: shape.from, to: shape.to };
    case 'lasso':
    case 'brush': {
      const seconds = shape.kind === 'brush' ? Math.max(EDGE_SECONDS, shape.seconds) : 0;
      const radius = (seconds * sampleRate) / 2;
      let [from, to] = [Infinity, -Infinity];
      for (const { at } of shape.points) {
        from = Math.min(from, at);
        to = Math.max(to, at);
      }
      return { from: Math.floor(from - radius), to: Math.ceil(to + radius) };
    }
  }
}

/** Moves shapes in time. */
export function shiftedShapes(shapes: readonly RegionShape[], samples: number): RegionShape[] {
  return shapes.map((shape) => {
    switch (shape.kind) {
      case 'rectangle':
      case 'harmonics':
        return { ...shape, from: shape.from + samples, to: shape.to + samples };
      case 'lasso':
      case 'brush':
        return { ...shape, points: shape.points.map(({ at, hz }) => ({ at: at + samples, hz })) };
    }
  });
}
