import { ANCHOR_70, HIDDEN_REFERENCE, type StimulusKey } from '../plan.ts';
import type { Rating } from './observations.ts';
import type { ScreenedListener } from './schema.ts';

const THRESHOLD = 90;
const MOST_SHARE = 0.15;

/**
 * Post-screening of ITU-R BS.1534-3, 4.1.2: leaves out listeners who rate the hidden reference below 90 in more than 15 %
 * of the trials, or the 7 kHz anchor above 90 in more than 15 % of them.
 * @param ratings without training
 */
export function screened(ratings: readonly Rating[]): ScreenedListener[] {
  const labels = [...new Set(ratings.map(({ listener }) => listener))];
  return labels.map((label) => {
    const own = ratings.filter(({ listener }) => listener === label);
    const hiddenBelow90 = shareOf(own, HIDDEN_REFERENCE, (value) => value < THRESHOLD);
    const anchorAbove90 = shareOf(own, ANCHOR_70, (value) => value > THRESHOLD);
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

function shareOf(
  ratings: readonly Rating[],
  key: StimulusKey,
  matches: (value: number) => boolean,
): number | null {
  const values = ratings.filter((rating) => rating.key === key).map(({ value }) => value);
  return values.length === 0 ? null : values.filter(matches).length / values.length;
}
