import { ANCHOR_70, HIDDEN_REFERENCE, type StimulusKey } from '../plan.ts';
import type { Rating } from './observations.ts';
import type { ScreenedListener } from './schema.ts';

const THRESHOLD = 90;
const MOST_SHARE = 0.15;
/** A trial whose 7 kHz anchor more than this share of the listeners rate above 90 says nothing about a listener. */
const MOST_LISTENERS = 0.25;

/**
 * Post-screening of ITU-R BS.1534-3, 4.1.2: leaves out listeners who rate the hidden reference below 90 in more than 15 %
 * of the trials, or the 7 kHz anchor above 90 in more than 15 % of them. Trials whose anchor more than 25 % of the listeners
 * rate above 90 don't count there: the filter is hardly heard in them.
 * @param ratings without training
 */
export function screened(ratings: readonly Rating[]): ScreenedListener[] {
  const labels = [...new Set(ratings.map(({ listener }) => listener))];
  const unfit = trialsWithoutAudibleAnchor(ratings);
  return labels.map((label) => {
    const own = ratings.filter(({ listener }) => listener === label);
    const hiddenBelow90 = shareOf(own, HIDDEN_REFERENCE, (value) => value < THRESHOLD);
    const telling = own.filter(({ trialId }) => !unfit.has(trialId));
    const anchorAbove90 = shareOf(telling, ANCHOR_70, isAbove);
    const excluded =
      (hiddenBelow90 ?? 0) > MOST_SHARE
        ? 'hidden-reference'
        : (anchorAbove90 ?? 0) > MOST_SHARE
          ? 'anchor'
          : null;
    const trials = new Set(own.map(({ trialId }) => trialId)).size;
    return { label, trials, hiddenBelow90, anchorAbove90, excluded };
  });
}

const isAbove = (value: number): boolean => value > THRESHOLD;

function trialsWithoutAudibleAnchor(ratings: readonly Rating[]): ReadonlySet<string> {
  const trials = [...new Set(ratings.map(({ trialId }) => trialId))];
  return new Set(
    trials.filter((id) => {
      const own = ratings.filter(({ trialId }) => trialId === id);
      return (shareOf(own, ANCHOR_70, isAbove) ?? 0) > MOST_LISTENERS;
    }),
  );
}

function shareOf(
  ratings: readonly Rating[],
  key: StimulusKey,
  matches: (value: number) => boolean,
): number | null {
  const values = ratings.filter((rating) => rating.key === key).map(({ value }) => value);
  return values.length === 0 ? null : values.filter(matches).length / values.length;
}
