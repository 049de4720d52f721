import type { Stem } from '../../src-shared/contract/schemas.ts';
import { formatNumber } from './format.ts';

/** What the instrument check says of a stem, short for a row and whole for a tooltip. */
export interface StemWords {
  readonly tone: 'plain' | 'warning' | 'faint';
  readonly text: string;
  readonly detail: string;
}

/** Null where the stem was not checked, and for the rest. */
export function stemWords(stem: Pick<Stem, 'heard' | 'instrument'>): StemWords | null {
  const { heard } = stem;
  if (heard === null) return null;
  const likeness = (instrument: string, probability: number): string =>
    `${instrument.replaceAll('-', ' ')}, ${formatNumber(probability, 2)}`;
  const top = likeness(heard.instrument, heard.probability);
  /** What it was separated as, where something else is more probable. */
  const own =
    stem.instrument === null || heard.expected === null || heard.instrument === stem.instrument
      ? null
      : likeness(stem.instrument, heard.expected);
  const scale = 'Probabilities from 0 to 1, by the listening model.';
  switch (heard.verdict) {
    case 'agrees':
      return {
        tone: 'plain',
        text: `sounds like ${own ?? top}`,
        detail: own === null ? scale : `A little more like ${top}, but both are heard. ${scale}`,
      };
    case 'differs':
      return {
        tone: 'warning',
        text: `sounds more like ${top}`,
        detail: `${own === null ? '' : `As what it should be: ${own}. `}Listen whether the players were told apart. ${scale}`,
      };
    case 'unsure':
      return {
        tone: 'faint',
        text: `not clear: ${top}${own === null ? '' : `; ${own}`}`,
        detail: `No instrument is heard clearly, or another one as well. ${scale}`,
      };
    case 'silent':
      return {
        tone: 'faint',
        text: 'nearly silent',
        detail: 'Nothing in this stem is loud enough to tell what it sounds like.',
      };
  }
}
