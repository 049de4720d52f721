import type { ProjectDocument } from '../project/document.ts';
import { mixOf } from './mix-of.ts';

/**
 * A short text that differs for mixes that may sound different without a fitting: the stems, everything that treats them,
 * and the passage. Names, colours, regions and snapshots don't count.
 * @param stemVersion of the stems that are in use
 */
export function mixFingerprint(document: ProjectDocument, stemVersion: number): string {
  const { recordingId, separationId, offset, frames } = document;
  const mix = {
    ...mixOf(document),
    fitting: null,
    tracks: document.tracks.map(({ name: _, colour: __, instrument: ___, ...heard }) => heard),
    groups: document.groups.map(({ name: _, ...heard }) => heard),
  };
  return fnv1a(JSON.stringify([recordingId, separationId, stemVersion, offset, frames, mix], inOrder));
}

/** Whether a fitting's matched levels are those of the mix that it is in. */
export type LevelMatch = 'current' | 'stale' | 'unknown';

/** @returns null where no fitting has matched levels; `unknown` where nobody recorded the mix that was measured */
export function levelMatchOf(document: ProjectDocument, stemVersion: number): LevelMatch | null {
  const { fitting } = document.master;
  if (fitting?.matchDb == null) return null;
  if (fitting.matchedMix === null) return 'unknown';
  return fitting.matchedMix === mixFingerprint(document, stemVersion) ? 'current' : 'stale';
}

/** A parsed document has its keys in another order than an edited one. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** FNV-1a over UTF-16 units, in two streams of 32 bits, as 16 hexadecimal digits. */
function fnv1a(text: string): string {
  let [a, b] = [0x811c9dc5, 0xcbf29ce4];
  for (let n = 0; n < text.length; n += 1) {
    const unit = text.charCodeAt(n);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + n), 0x01000193);
  }
  return [a, b].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}
