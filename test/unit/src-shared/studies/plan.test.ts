import { describe, expect, test } from 'vitest';
import { newStudyId, newRecordingId } from '../../../../src-shared/project/ids.ts';
import { problemOfAnswer, problemOfRatings } from '../../../../src-shared/studies/answers.ts';
import {
  ANCHOR_35,
  ANCHOR_70,
  HIDDEN_REFERENCE,
  planOf,
  problemsOf,
} from '../../../../src-shared/studies/plan.ts';
import { newStudy, parseStudy, type StudyDocument } from '../../../../src-shared/studies/study.ts';

const source = { kind: 'audio', audioId: newRecordingId(), label: 'A recording', modelId: null } as const;

function study(kind: StudyDocument['kind'], change: Partial<StudyDocument> = {}): StudyDocument {
  const trial = (id: string, isTraining: boolean) => ({
    ...{ id, name: id, isTraining, reference: source, excerpt: null },
    sources: { c1: source, c2: source },
  });
  return {
    ...newStudy(newStudyId(), 'A study', kind, 'How good is it?'),
    conditions: [
      { id: 'c1', name: 'One', treatment: null },
      { id: 'c2', name: 'Two', treatment: null },
    ],
    trials: [
      trial('t1', false),
      trial('t2', false),
      trial('warm-up', true),
      ...['t3', 't4', 't5'].map((id) => trial(id, false)),
    ],
    ...change,
  };
}

describe('the plan of a participant', () => {
  test('follows from the seed alone, and seeds differ', () => {
    const document = study('mushra');
    expect(planOf(document, 7)).toEqual(planOf(document, 7));
    const plans = new Set(Array.from({ length: 50 }, (_, seed) => JSON.stringify(planOf(document, seed))));
    expect(plans.size).toBe(50);
  });

  test('shows training first and every trial once, with the same sounds in some order', () => {
    const document = study('mushra');
    for (let seed = 0; seed < 200; seed += 1) {
      const plan = planOf(document, seed);
      expect(plan[0]?.trialId).toBe('warm-up');
      expect(plan.map(({ trialId }) => trialId).sort()).toEqual(document.trials.map(({ id }) => id).sort());
      for (const { slots } of plan) {
        expect([...slots].sort()).toEqual([HIDDEN_REFERENCE, 'c1', 'c2', ANCHOR_35, ANCHOR_70].sort());
      }
    }
  });

  test('every sound comes to every place about as often', () => {
    const document = study('mushra');
    const places = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 2000; seed += 1) {
      const at = planOf(document, seed)[0]?.slots.indexOf(HIDDEN_REFERENCE) ?? -1;
      places[at] = (places[at] ?? 0) + 1;
    }
    // 400 each are expected; the standard deviation is 18.
    for (const count of places) expect(Math.abs(count - 400)).toBeLessThan(90);
  });

  test('keeps the written order where nothing is random', () => {
    const plan = planOf(study('mushra', { shuffleTrials: false, shuffleConditions: false }), 3);
    expect(plan.map(({ trialId }) => trialId)).toEqual(['warm-up', 't1', 't2', 't3', 't4', 't5']);
    expect(plan[0]?.slots).toEqual([HIDDEN_REFERENCE, 'c1', 'c2', ANCHOR_35, ANCHOR_70]);
  });

  test('repeats each pair of an ABX test, with X either of the two', () => {
    const plan = planOf(study('abx', { repetitions: 10 }), 5);
    expect(plan).toHaveLength(6 * 2 * 10);
    expect(new Set(plan.map(({ key }) => key)).size).toBe(plan.length);
    for (const { slots } of plan) expect(slots).toContain(HIDDEN_REFERENCE);
    const xs = plan.filter(({ x }) => x === 1).length;
    expect(xs).toBeGreaterThan(30);
    expect(xs).toBeLessThan(90);
  });

  test('compares every pair, with the reference among them where it is asked for', () => {
    expect(planOf(study('paired'), 1)).toHaveLength(6);
    expect(planOf(study('paired', { hiddenReference: true }), 1)).toHaveLength(6 * 3);
  });
});

describe('a study', () => {
  test('that is complete has no problems; what lacks is named by trial', () => {
    const document = study('mushra');
    expect(problemsOf(document)).toEqual([]);
    const [first] = document.trials;
    if (first === undefined) throw new Error('the study has trials');
    const without = { ...document, trials: [{ ...first, reference: null, sources: {} }] };
    expect(problemsOf(without)).toEqual([
      { what: 'no-reference', trialId: 't1' },
      { what: 'no-sources', trialId: 't1' },
    ]);
    expect(problemsOf(newStudy(newStudyId(), 'Empty', 'abx', '?')).map(({ what }) => what)).toEqual([
      'no-trials',
      'no-conditions',
    ]);
  });

  test('reads what it writes, and refuses what is newer or broken', () => {
    const document = study('paired');
    expect(parseStudy(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(() => parseStudy({ ...document, schema: 99 })).toThrow(/newer Divisi/);
    expect(() => parseStudy({ ...document, question: '' })).toThrow(/question/);
    expect(() => parseStudy('no study')).toThrow(/not a study/);
  });
});

test('ratings are complete with every sound rated and one at 100', () => {
  expect(problemOfRatings([10, null], true)).toBe('unrated');
  expect(problemOfRatings([10, 99], true)).toBe('no-hundred');
  expect(problemOfRatings([10, 99], false)).toBeNull();
  expect(problemOfRatings([0, 100], true)).toBeNull();
});

test('an answer has to fit its screen', () => {
  const document = study('mushra');
  const [screen] = planOf(document, 1);
  if (screen === undefined) throw new Error('the plan has screens');
  const rate = (ratings: (number | null)[], isFinal: boolean) =>
    problemOfAnswer(document, screen, { kind: 'mushra', ratings }, isFinal);
  expect(rate([null, null, null, null, null], false)).toBeNull();
  expect(rate([null, null, null, null, null], true)).toBe('unrated');
  expect(rate([1, 2], false)).toBe('wrong-length');
  expect(problemOfAnswer(document, screen, { kind: 'abx', choice: 'a' }, true)).toBe('other-kind');
  expect(problemOfAnswer(study('paired'), screen, { kind: 'paired', choice: 'same' }, true)).toBe('tie');
});
