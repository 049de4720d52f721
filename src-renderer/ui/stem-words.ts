import type { StemHeard } from '../../src-shared/contract/listening.ts';
import type { Stem } from '../../src-shared/contract/separation.ts';
import { doubtOf, levelBelow } from '../../src-shared/quality/presence.ts';
import { formatNumber } from '../../src-shared/format/numbers.ts';

/** What the instrument check says of a stem, short for a row and whole for a tooltip. */
export interface StemWords {
  readonly tone: 'plain' | 'warning' | 'faint';
  readonly text: string;
  readonly detail: string;
}

type Checked = Pick<Stem, 'heard' | 'instrument' | 'isRest' | 'rmsDbfs' | 'expectedSdr'>;

/**
 * Null where the stem was not checked, and for the rest. The listening model says what a stem sounds like, however
 * little there is: level and estimated quality must not gainsay it before the check confirms anything.
 * @param stems all of the separation
 */
export function stemWords(stem: Checked, stems: readonly Checked[]): StemWords | null {
  const { heard, instrument } = stem;
  if (heard === null) return null;
  const words = heardWords(heard, instrument);
  const doubt = doubtOf(stem, stems);
  if (doubt === null || heard.verdict === 'silent') return words;
  const reasons = doubtReasons(stem, stems);
  if (heard.verdict === 'differs' || (heard.verdict === 'unsure' && doubt === 'mixed')) {
    return { ...words, detail: `${words.detail} ${reasons}` };
  }
  const name = instrument?.replaceAll('-', ' ') ?? 'this player';
  return {
    tone: 'warning',
    text:
      doubt === 'faint'
        ? `doubtful: hardly anything of ${instrument === null ? name : withArticle(name)} was found`
        : `doubtful: ${words.text}, but is probably mixed with others`,
    detail: `${doubt === 'faint' ? `It ${words.text}. ` : ''}${reasons} Perhaps nobody plays it: listen, or separate again without it. ${words.detail}`,
  };
}

const withArticle = (name: string): string => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;

/** How far it lies below the others, and what SDR to expect. */
function doubtReasons(stem: Checked, stems: readonly Checked[]): string {
  const below = levelBelow(stem, stems);
  return [
    ...(below === null || below < 1
      ? []
      : [`It lies ${Math.round(below)} dB below the loudest player’s stem.`]),
    ...(stem.expectedSdr === null
      ? []
      : [`Its expected SDR is about ${formatNumber(stem.expectedSdr, 1)} dB.`]),
  ].join(' ');
}

function heardWords(heard: StemHeard, instrument: Checked['instrument']): StemWords {
  const likeness = (instrument: string, probability: number): string =>
    `${instrument.replaceAll('-', ' ')}, ${formatNumber(probability, 2)}`;
  const top = likeness(heard.instrument, heard.probability);
  /** What it was separated as, where something else is more probable. */
  const own =
    instrument === null || heard.expected === null || heard.instrument === instrument
      ? null
      : likeness(instrument, heard.expected);
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
