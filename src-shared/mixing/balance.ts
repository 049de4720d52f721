import type { ProjectDocument, Track } from '../project/document.ts';
import type { InstrumentGain } from './rebalance.ts';

/** The tracks that a balance changes together: those of one instrument, a track without one, or the rest. */
export interface Part {
  /** As `rebalanced` knows it. */
  readonly name: string;
  readonly instrument: Track['instrument'];
  /** The first track's. */
  readonly title: string;
  readonly trackIds: readonly string[];
}

/** The parts of a document in the order of its tracks. */
export function partsOf({ tracks }: Pick<ProjectDocument, 'tracks'>): Part[] {
  const parts = new Map<string, Part>();
  for (const { id, name: title, source, instrument: played } of tracks) {
    const instrument = source.kind === 'rest' ? null : played;
    const name = source.kind === 'rest' ? 'rest' : (instrument ?? title);
    const before = parts.get(name);
    const trackIds = [...(before?.trackIds ?? []), id];
    parts.set(name, { title, name, instrument, ...before, trackIds });
  }
  return [...parts.values()];
}

/** By how much a part is louder than it was in an earlier document, dB. */
export function offsetDb({ trackIds }: Part, before: ProjectDocument, now: ProjectDocument): number {
  const gainIn = ({ tracks }: ProjectDocument): number =>
    tracks.find(({ id }) => id === trackIds[0])?.gainDb ?? 0;
  return tenths(gainIn(now) - gainIn(before));
}

/** How far the lead stands out against the mean of the others, dB. */
export function leadDb(lead: Part, offsets: ReadonlyMap<string, number>): number {
  const others = [...offsets].filter(([name]) => name !== lead.name).map(([, db]) => db);
  const mean = others.length === 0 ? 0 : others.reduce((sum, db) => sum + db, 0) / others.length;
  return tenths((offsets.get(lead.name) ?? 0) - mean);
}

/** The gains that bring the lead further out by this much: half up, and half down for everything else. */
export function leadGains(lead: Part, parts: readonly Part[], byDb: number): InstrumentGain[] {
  return parts.map(({ name }) => ({ name, gainDb: (name === lead.name ? 1 : -1) * (byDb / 2) }));
}

const tenths = (db: number): number => Math.round(db * 10) / 10;
