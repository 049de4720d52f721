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
  const like = heard.instrument.replaceAll('-', ' ');
  const probability = formatNumber(heard.probability, 2);
  const own = stem.instrument === null ? null : stem.instrument.replaceAll('-', ' ');
  const expected =
    own === null || heard.expected === null || heard.instrument === stem.instrument
      ? ''
      : ` As ${own} it would be ${formatNumber(heard.expected, 2)}.`;
  switch (heard.verdict) {
    case 'agrees':
      return {
        tone: 'plain',
        text: `sounds like ${like}, ${probability}`,
        detail: `The listening model hears ${like} in this stem with a probability of ${probability}.`,
      };
    case 'differs':
      return {
        tone: 'warning',
        text: `sounds more like ${like}, ${probability}`,
        detail: `The listening model hears ${like} in this stem with a probability of ${probability}.${expected} Listen whether the players were told apart.`,
      };
    case 'unsure':
      return {
        tone: 'faint',
        text: `not clear what it sounds like`,
        detail: `Nothing is heard clearly in this stem; nearest is ${like}, ${probability}.${expected}`,
      };
    case 'silent':
      return {
        tone: 'faint',
        text: 'nearly silent',
        detail: 'Nothing in this stem is loud enough to tell what it sounds like.',
      };
  }
}
