import type { StemHeard } from '../../src-shared/contract/listening.ts';
import type { Stem } from '../../src-shared/contract/separation.ts';
import { doubtOf, levelBelow } from '../../src-shared/quality/presence.ts';
import { formatNumber } from '../../src-shared/format/numbers.ts';
import { words } from '../words/words.ts';

/** The instrument check's verdict on a stem: a short text for the row and a full one for the tooltip. */
export interface StemWords {
  readonly tone: 'plain' | 'warning' | 'faint';
  readonly text: string;
  readonly detail: string;
}

type Checked = Pick<Stem, 'heard' | 'instrument' | 'isRest' | 'rmsDbfs' | 'expectedSdr'>;

/**
 * Returns null for unchecked stems, for the residual stem, and where the check can't tell: a guess would be a wrong
 * comfort. A stem with a low level or low estimated quality gets a warning instead of a confirmation.
 * @param stems all stems of the separation
 */
export function stemWords(stem: Checked, stems: readonly Checked[]): StemWords | null {
  const { heard, instrument } = stem;
  if (heard === null) return null;
  const texts = words().stems;
  const check = heardWords(heard, instrument);
  const doubt = doubtOf(stem, stems);
  if (heard.verdict === 'unsure' && doubt === null) return null;
  if (doubt === null || heard.verdict === 'silent') return check;
  const reasons = doubtReasons(stem, stems);
  if (heard.verdict === 'differs' || (heard.verdict === 'unsure' && doubt === 'mixed')) {
    return { ...check, detail: `${check.detail} ${reasons}` };
  }
  const player =
    instrument === null ? texts.thisPlayer : texts.withArticle(words().instruments.name(instrument));
  const detail = [
    ...(doubt === 'faint' && heard.verdict === 'agrees' ? [texts.it(check.text)] : []),
    reasons,
    texts.perhapsNobody,
    check.detail,
  ].join(' ');
  return {
    tone: 'warning',
    text: doubt === 'faint' ? texts.faint(player) : texts.mixed(check.text),
    detail,
  };
}

/** Says how far the stem's level lies below the others, and what SDR to expect. */
function doubtReasons(stem: Checked, stems: readonly Checked[]): string {
  const texts = words().stems;
  const below = levelBelow(stem, stems);
  return [
    ...(below === null || below < 1 ? [] : [texts.below(Math.round(below))]),
    ...(stem.expectedSdr === null ? [] : [texts.expected(formatNumber(stem.expectedSdr, 1))]),
  ].join(' ');
}

function heardWords(heard: StemHeard, instrument: Checked['instrument']): StemWords {
  const texts = words().stems;
  const likeness = (id: string, probability: number): string =>
    texts.likeness(words().instruments.name(id), formatNumber(probability, 2));
  const top = likeness(heard.instrument, heard.probability);
  /** The probability of the stem's own instrument, if another one is more probable. */
  const own =
    instrument === null || heard.expected === null || heard.instrument === instrument
      ? null
      : likeness(instrument, heard.expected);
  switch (heard.verdict) {
    case 'agrees':
      return { tone: 'plain', text: texts.like(own ?? top), detail: texts.scale };
    case 'differs': {
      const declared = own === null ? [] : [texts.ownIs(own)];
      return {
        tone: 'warning',
        text: texts.moreLike(top),
        detail: [...declared, texts.checkMixUp, texts.scale].join(' '),
      };
    }
    case 'unsure':
      return { tone: 'faint', text: texts.unsure, detail: texts.unsureDetail };
    case 'silent':
      return { tone: 'faint', text: texts.silent, detail: texts.silentDetail };
  }
}
