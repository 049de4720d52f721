import type { ProposalScore, Proposals } from '../../../src-shared/contract/item-schemas.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { count } from '../../ui/format.ts';

/** How far proposals can be trusted, and what they lack, in plain words. All pure. */

const METHOD_NAMES: Readonly<Record<ProposalScore['method'], string>> = {
  logistic: 'logistic regression',
  neighbours: 'nearest neighbours',
};

/** Within this of always giving the commoner answer, the proposals know nothing. */
const NO_BETTER = 0.05;

export interface Trust {
  readonly tone: 'good' | 'fair' | 'poor';
  readonly sentence: string;
  /** The figures behind it. */
  readonly detail: string;
}

const scoreOf = (score: ProposalScore): number => score.weighted[score.method];

/** "Right for about 8 of 10", and whether that is more than guessing would be. */
export function trustOf(score: ProposalScore): Trust {
  const value = scoreOf(score);
  const tenths = Math.round(value * 10);
  const right = tenths >= 10 ? 'right for nearly all' : `right for about ${tenths} of 10`;
  const useless = value < score.majority + NO_BETTER;
  const tone = useless ? 'poor' : value >= 0.8 ? 'good' : 'fair';
  const flattered =
    score.groupedBy === 'item'
      ? ' They come from too few recordings to be tested across them, so expect less.'
      : '';
  return {
    tone,
    sentence: useless
      ? `No better than guessing so far: ${right} of the examples it was not shown. Tag more, and more varied, ones.`
      : `On examples it was not shown, it was ${right}.${flattered}`,
    detail:
      `Weighted F1 ${formatNumber(value, 2)} by ${METHOD_NAMES[score.method]}, ` +
      `cross-validated on ${count(score.examples, 'example')} in ${count(score.folds, 'fold')}` +
      `${score.groupedBy === 'recording' ? ', each recording in one of them' : ''}; ` +
      `always giving the commoner answer would score ${formatNumber(score.majority, 2)}.`,
  };
}

/** What is missing before anything can be proposed. */
export function tooFewSentence(proposals: Pick<Proposals, 'positives' | 'negatives' | 'needed'>): string {
  const { positives, negatives, needed } = proposals;
  const without = negatives.refused + negatives.presumed;
  if (positives < needed) {
    const more = needed - positives;
    return `${positives === 0 ? 'Nothing' : `Only ${count(positives, 'item')}`} with this tag can be compared yet. Tag ${more} more, and Divisi proposes others that sound alike.`;
  }
  return `Everything that could be compared has this tag${without === 0 ? '' : ' but a few'}. Import or separate something that should not have it, and Divisi learns the difference.`;
}

/** What the proposals were learnt from. */
export function learntFrom(proposals: Proposals): string {
  const { positives, recordings, negatives } = proposals;
  const against = [
    ...(negatives.refused > 0 ? [`${negatives.refused} that you refused`] : []),
    ...(negatives.presumed > 0 ? [`${negatives.presumed} without the tag`] : []),
  ];
  return `Learnt from ${count(positives, 'item')} of ${count(recordings, 'recording')} with it, against ${against.join(' and ')}.`;
}
