import type { Item } from '../../../../src-shared/contract/item-schemas.ts';
import type { ProjectDocument, Region } from '../../../../src-shared/project/document.ts';
import type { StemId } from '../../../../src-shared/project/ids.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { FrameRange } from '../../../engine/protocol.ts';
import { words } from '../../../words/words.ts';

/** Sets a marker at a position, or where a passage is given, makes a region of it. @returns its id */
export function addRegion(store: DocumentStore, position: number, passage: FrameRange | null): string {
  const { regions } = store.getSnapshot().document;
  const isMarker = passage === null;
  const count = regions.filter(({ end }) => (end === null) === isMarker).length + 1;
  const name = isMarker ? words().regions.marker(count) : words().regions.region(count);
  const id = crypto.randomUUID();
  const start = Math.round(passage?.start ?? position);
  store.apply({ type: 'addRegion', region: { id, name, start, end: passage?.end ?? null } });
  return id;
}

/** Within this much of a marker, "previous" means the one before it, so that it can be reached while playing. */
const BEFORE_SECONDS = 0.5;

/** The start of the region or marker before or after a position; null if there is none. */
export function neighbour(
  { regions, sampleRate }: Pick<ProjectDocument, 'regions' | 'sampleRate'>,
  position: number,
  direction: 1 | -1,
): number | null {
  const found =
    direction === 1
      ? regions.find(({ start }) => start > Math.ceil(position))
      : regions.findLast(({ start }) => start < position - BEFORE_SECONDS * sampleRate);
  return found?.start ?? null;
}

/** The passage of a region, or null for a marker. */
export const passageOf = ({ start, end }: Pick<Region, 'start' | 'end'>): FrameRange | null =>
  end === null ? null : { start, end };

/** An excerpt of the library that lies in the project, in samples of the project. */
export interface PlacedExcerpt {
  readonly id: string;
  readonly name: string;
  /** The stem's name; null for an excerpt of the recording. */
  readonly stem: string | null;
  readonly start: number;
  readonly end: number;
}

/** The excerpts of the recording and of the project's stems that lie wholly within the project. */
export function placed(
  excerpts: readonly Item[],
  { offset, frames, tracks }: Pick<ProjectDocument, 'offset' | 'frames' | 'tracks'>,
): PlacedExcerpt[] {
  const names = new Map<StemId, string>(tracks.map((track) => [track.source.stemId, track.name]));
  return excerpts.flatMap(({ id, title, stemId, from, to }) => {
    const stem = stemId === null ? null : names.get(stemId);
    if (stem === undefined) return [];
    const [start, end] = stem === null ? [from - offset, to - offset] : [from, to];
    return start < 0 || end > frames ? [] : [{ id, name: title, stem, start, end }];
  });
}
