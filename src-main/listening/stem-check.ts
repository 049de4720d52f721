import type { StemHeard, StemVerdict } from '../../src-shared/contract/listening.ts';
import type { Instrument } from '../../src-shared/project/players.ts';

/** What a stem as a whole sounds like; one entry per class of the model. */
export interface WholeSound {
  readonly instrument: Instrument;
  /** 0 to 1. */
  readonly probability: number;
  readonly threshold: number;
}

/** How much more probable than the expected instrument another one may be before the stem is in doubt. */
const LEAD = 0.2;

/**
 * Compares a stem's sound with the instrument it was separated as. `agrees`: the expected instrument is heard and no
 * other is much more probable. `differs`: it is not heard and another is. `unsure`: neither is heard, or both are and
 * the other one leads.
 * @param expected null for a stem whose instrument the model does not know: it agrees with whatever is heard
 * @throws Error for a model without classes
 */
export function checkStem(
  sounds: readonly WholeSound[],
  silent: boolean,
  expected: Instrument | null,
): StemHeard {
  const [top] = [...sounds].sort((a, b) => b.probability - a.probability);
  if (top === undefined) throw new Error('a model without classes was asked');
  const wanted = sounds.find(({ instrument }) => instrument === expected) ?? null;
  return {
    instrument: top.instrument,
    probability: top.probability,
    expected: wanted?.probability ?? null,
    verdict: silent ? 'silent' : verdictOf(top, wanted),
  };
}

const isHeard = ({ probability, threshold }: WholeSound): boolean => probability >= threshold;

function verdictOf(top: WholeSound, wanted: WholeSound | null): StemVerdict {
  if (wanted === null) return isHeard(top) ? 'agrees' : 'unsure';
  if (isHeard(wanted)) return top.probability - wanted.probability <= LEAD ? 'agrees' : 'unsure';
  return top !== wanted && isHeard(top) ? 'differs' : 'unsure';
}
