import { Failure } from '../../src-shared/contract/failure.ts';
import type { RepeatChoice } from '../../src-shared/project/alignment.ts';
import { leaveOut } from './leave-out.ts';
import type { Score, ScoreFile } from './score.ts';

/** One way to play a score's repeats. */
export interface Performance {
  /** For each repeat, whether it is played. */
  readonly played: readonly boolean[];
  readonly score: Score;
}

/** How much of a recording a score explains, on a scale of its own; `near` is a similar one, to save time. */
export type Worth<W extends { readonly gain: number }> = (score: Score, near: W | null) => W | null;

/** With up to this many repeats, every combination is tried. */
const MOST_COMBINED = 4;
/** What explains less than this share of the best is not looked at closely. */
const LEAST_SHARE = 0.95;
const MOST_PROPOSED = 3;

/** @throws Failure `call/invalid` for a choice that is not about this score's repeats */
export function chosenPerformance(file: ScoreFile, choice: RepeatChoice): Performance {
  const { score, repeats } = file;
  const played =
    choice === 'as-written' || choice === 'left-out' ? repeats.map(() => choice === 'as-written') : choice;
  if (played.length !== repeats.length) {
    throw new Failure(
      'call/invalid',
      `The score has ${repeats.length} repeats, and the choice is about ${played.length}`,
    );
  }
  return {
    played,
    score: leaveOut(
      score,
      repeats.filter((_, index) => played[index] === false),
    ),
  };
}

/**
 * The few ways to play the repeats that explain most of a recording, to be compared closely. Of up to four repeats every
 * combination is tried; of more, each is turned over once, from all or from none of them.
 */
export function proposedPerformances<W extends { readonly gain: number }>(
  file: ScoreFile,
  worthOf: Worth<W>,
): Performance[] {
  const count = file.repeats.length;
  const all = file.repeats.map(() => true);
  const none = file.repeats.map(() => false);
  if (count === 0) return [chosenPerformance(file, all)];
  if (count === 1) return [all, none].map((played) => chosenPerformance(file, played));
  const tried = new Map<string, { readonly performance: Performance; readonly worth: W }>();
  const attempt = (played: readonly boolean[], near: W | null): W | null => {
    const performance = chosenPerformance(file, [...played]);
    const worth = tried.get(played.join())?.worth ?? worthOf(performance.score, near);
    if (worth !== null) tried.set(played.join(), { performance, worth });
    return worth;
  };
  const [whole, short] = [attempt(all, null), attempt(none, null)];
  let best = (whole?.gain ?? -Infinity) >= (short?.gain ?? -Infinity) ? whole : short;
  let bestPlayed: readonly boolean[] = best === whole ? all : none;
  const take = (played: readonly boolean[]): void => {
    const worth = attempt(played, best);
    if (worth !== null && worth.gain > (best?.gain ?? -Infinity)) [best, bestPlayed] = [worth, played];
  };
  if (count <= MOST_COMBINED) {
    for (let set = 1; set < 2 ** count - 1; set += 1) take(all.map((_, index) => ((set >> index) & 1) === 1));
  } else {
    for (const index of all.keys()) take(bestPlayed.map((is, at) => (at === index ? !is : is)));
  }
  const most = best?.gain ?? 0;
  return [...tried.values()]
    .filter(({ worth: { gain } }) => gain >= LEAST_SHARE * most)
    .sort((a, b) => b.worth.gain - a.worth.gain)
    .slice(0, MOST_PROPOSED)
    .map(({ performance }) => performance);
}
