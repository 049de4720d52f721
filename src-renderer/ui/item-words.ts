import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { words } from '../words/words.ts';
import type { AuditionRequest } from './audition.ts';
import { formatTime } from '../../src-shared/format/time.ts';

/** Text that describes recordings, stems and excerpts. */

/** For example `violin, cello`; empty if no instruments were declared. */
export const instrumentsText = (item: Pick<Item, 'instruments'>): string =>
  words().units.listOf(item.instruments.map(words().instruments.name));

/** Describes an item's origin: `Stem of Quartet in F`, `Excerpt 0:12–0:20 of Quartet in F`. */
export function placeText(item: Item): string {
  switch (item.kind) {
    case 'recording':
      return words().items.kinds.recording;
    case 'stem':
      return words().items.stemOf(item.recordingTitle);
    case 'excerpt': {
      const from = formatTime(item.from / item.sampleRate);
      const to = formatTime(item.to / item.sampleRate);
      const { excerptOf, excerptOfStem } = words().items;
      return (item.stemId === null ? excerptOf : excerptOfStem)(from, to, item.recordingTitle);
    }
  }
}

/** For example `Viola, Quartet in F`, which is unambiguous where the title alone is not. */
export const spokenTitle = (item: Item): string =>
  item.kind === 'recording' ? item.title : words().items.titleIn(item.title, item.recordingTitle);

export const auditionOf = (item: Item): AuditionRequest => ({
  key: item.id,
  title: spokenTitle(item),
  audioId: item.audioId,
  sampleRate: item.sampleRate,
  channels: item.channels,
  from: item.from,
  to: item.to,
});

/** Converts a cosine distance to a similarity from 0 to 1, where 1 means the same sound. */
export const likeness = (distance: number): number => Math.min(1, Math.max(0, 1 - distance));
