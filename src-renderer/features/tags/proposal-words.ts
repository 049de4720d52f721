import type { ProposalScore, Proposals } from '../../../src-shared/contract/item-schemas.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

/** Describes how reliable proposals are and what they lack, in plain language. All functions here are pure. */

/** Proposals that beat the majority-class baseline by less than this count as uninformative. */
const NO_BETTER = 0.05;

export interface Trust {
  readonly tone: 'good' | 'fair' | 'poor';
  readonly sentence: string;
  /** The underlying figures. */
  readonly detail: string;
}

const scoreOf = (score: ProposalScore): number => score.weighted[score.method];

/** Describes how often the proposals are right, and whether that is better than guessing. */
export function trustOf(score: ProposalScore): Trust {
  const texts = words().tags.trust;
  const value = scoreOf(score);
  const tenths = Math.round(value * 10);
  const useless = value < score.majority + NO_BETTER;
  const flattered = score.groupedBy === 'item' ? ` ${texts.fewRecordings}` : '';
  return {
    tone: useless ? 'poor' : value >= 0.8 ? 'good' : 'fair',
    sentence: useless ? texts.useless(tenths) : `${texts.tested(tenths)}${flattered}`,
    detail:
      `${texts.figures(formatNumber(value, 2), texts[score.method])}, ` +
      `${texts.validated(score.examples, score.folds, score.groupedBy === 'recording')}; ` +
      texts.majority(formatNumber(score.majority, 2)),
  };
}

/** Says what is missing before Divisi can make proposals. */
export function tooFewSentence(proposals: Pick<Proposals, 'positives' | 'negatives' | 'needed'>): string {
  const { positives, negatives, needed } = proposals;
  const without = negatives.refused + negatives.presumed;
  const texts = words().tags.trust;
  if (positives < needed) return texts.tooFew(positives, needed - positives);
  return `${without === 0 ? texts.allTagged : texts.nearlyAllTagged} ${texts.needsOthers}`;
}

/** Describes the data that the proposals are learned from. */
export function learntFrom(proposals: Proposals): string {
  const { positives, recordings, negatives } = proposals;
  const texts = words().tags.trust;
  return texts.learnt(positives, recordings, [
    ...(negatives.refused > 0 ? [texts.refusedOnes(negatives.refused)] : []),
    ...(negatives.presumed > 0 ? [texts.untagged(negatives.presumed)] : []),
  ]);
}
