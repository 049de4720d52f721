import type { RecordingId } from '../../../src-shared/project/ids.ts';

/** A passage of a recording in integer samples, half open; null means the whole. All pure. */
export interface Passage {
  readonly from: number;
  readonly to: number;
}

export interface Extent {
  readonly frames: number;
  readonly sampleRate: number;
}

/** Nothing shorter is separated: a tenth of a second, or all of a recording that is shorter still. */
export function shortest({ frames, sampleRate }: Extent): number {
  return Math.max(1, Math.min(frames, Math.round(sampleRate / 10)));
}

/** The passage between two positions in either order, inside the recording, and not too short. */
export function passageBetween(a: number, b: number, extent: Extent): Passage {
  const least = shortest(extent);
  const inside = (at: number): number => Math.min(extent.frames, Math.max(0, Math.round(at)));
  const [low, high] = [inside(Math.min(a, b)), inside(Math.max(a, b))];
  if (high - low >= least) return { from: low, to: high };
  const from = Math.min(low, extent.frames - least);
  return { from, to: from + least };
}

/** One edge moved; the other stays, and pushes back where they would meet. */
export function withEdge(passage: Passage, edge: 'from' | 'to', at: number, extent: Extent): Passage {
  const least = shortest(extent);
  const position = Math.round(at);
  return edge === 'from'
    ? { from: Math.min(Math.max(0, position), passage.to - least), to: passage.to }
    : { from: passage.from, to: Math.max(Math.min(extent.frames, position), passage.from + least) };
}

/** Null where the passage is the whole recording. */
export function normalised(passage: Passage | null, extent: Extent): Passage | null {
  if (passage === null) return null;
  return passage.from <= 0 && passage.to >= extent.frames ? null : passage;
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Seconds between the ruler's marks, so that they stand at least `pixels` apart. */
export function rulerStep(seconds: number, width: number, pixels = 80): number {
  const wanted = (seconds / Math.max(1, width)) * pixels;
  return STEPS.find((step) => step >= wanted) ?? 7200;
}

/** What plays from the waveform and from the rows under it is one thing to start and to stop. */
export const previewKey = (recordingId: RecordingId): string => `passage-${recordingId}`;
