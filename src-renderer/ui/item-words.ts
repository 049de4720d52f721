import type { Item, ItemKind } from '../../src-shared/contract/item-schemas.ts';
import type { AuditionRequest } from './audition.ts';
import { formatTime } from './format.ts';

/** Recordings, stems and excerpts in words. */

export const KIND_NAMES: Readonly<Record<ItemKind, string>> = {
  recording: 'Recording',
  stem: 'Stem',
  excerpt: 'Excerpt',
};

/** `violin, cello`; empty where nobody was declared. */
export const instrumentsText = (item: Pick<Item, 'instruments'>): string =>
  item.instruments.map((instrument) => instrument.replaceAll('-', ' ')).join(', ');

/** Where an item comes from: `Stem of Quartet in F`, `Excerpt 0:12–0:20 of Quartet in F`. */
export function placeText(item: Item): string {
  switch (item.kind) {
    case 'recording':
      return 'Recording';
    case 'stem':
      return `Stem of ${item.recordingTitle}`;
    case 'excerpt': {
      const [from, to] = [item.from / item.sampleRate, item.to / item.sampleRate];
      const what = item.stemId === null ? '' : ' from a stem';
      return `Excerpt ${formatTime(from)}–${formatTime(to)}${what} of ${item.recordingTitle}`;
    }
  }
}

/** `Viola, Quartet in F`: unlike its title alone, this tells one viola from another. */
export const spokenTitle = (item: Item): string =>
  item.kind === 'recording' ? item.title : `${item.title}, ${item.recordingTitle}`;

export const auditionOf = (item: Item): AuditionRequest => ({
  key: item.id,
  audioId: item.audioId,
  sampleRate: item.sampleRate,
  channels: item.channels,
  from: item.from,
  to: item.to,
});

/** Cosine distance as a likeness from 0 to 1: 1 for the same sound. */
export const likeness = (distance: number): number => Math.min(1, Math.max(0, 1 - distance));
