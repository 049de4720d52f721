import { describe, expect, test } from 'vitest';
import { newRecordingId, newStudyId } from '../../../../../src-shared/project/ids.ts';
import type { EarTreatment } from '../../../../../src-shared/project/fitting.ts';
import type { ScreenAnswer } from '../../../../../src-shared/studies/answers.ts';
import { planOf, type Screen } from '../../../../../src-shared/studies/plan.ts';
import { csvOf, longRows } from '../../../../../src-shared/studies/results/csv.ts';
import type { AnsweredSession } from '../../../../../src-shared/studies/results/observations.ts';
import { resultsOf } from '../../../../../src-shared/studies/results/results.ts';
import { newStudy, type StudyDocument } from '../../../../../src-shared/studies/study.ts';

const source = {
  kind: 'audio',
  audioId: newRecordingId(),
  label: '=SUM(A1), "quoted"',
  modelId: 'm-1',
} as const;

function study(kind: StudyDocument['kind'], change: Partial<StudyDocument> = {}): StudyDocument {
  return {
    ...newStudy(newStudyId(), 'A study', kind, 'How good is it?'),
    conditions: ['c1', 'c2'].map((id) => ({ id, name: id.toUpperCase(), treatment: null })),
    trials: Array.from({ length: 8 }, (_, index) => ({
      ...{
        id: `t${index + 1}`,
        name: `Trial ${index + 1}`,
        isTraining: index === 0,
        reference: source,
        excerpt: null,
      },
      sources: { c1: source, c2: source },
    })),
    ...change,
  };
}

function session(
  document: StudyDocument,
  number: number,
  answer: (screen: Screen, at: number) => ScreenAnswer,
  isFinal = true,
): AnsweredSession {
  const seed = 1000 + number;
  return {
    ...{
      label: `P0${number}`,
      seed,
      revision: 1,
      study: document,
      startedAt: null,
      finishedAt: null,
      questions: {},
    },
    answers: planOf(document, seed).map((screen, at) => ({
      key: screen.key,
      answer: answer(screen, at),
      effort: { seconds: 1, plays: [] },
      isFinal,
      answeredAt: '2026-01-01T00:00:00.000Z',
    })),
  };
}

const rate =
  (byKey: Readonly<Record<string, number>>, hidden = 100) =>
  ({ slots }: Screen): ScreenAnswer => ({
    kind: 'mushra',
    ratings: slots.map((key) => (key === 'ref:hidden' ? hidden : (byKey[key] ?? 20))),
  });

describe('MUSHRA', () => {
  test('the 7 kHz anchor leaves out who does not hear it, but not where many do not', () => {
    const document = study('mushra');
    const excluded = (deaf: number): (string | null)[] =>
      resultsOf(
        document,
        [1, 2, 3, 4, 5].map((number) =>
          session(document, number, rate({ 'anchor:7kHz': number <= deaf ? 95 : 40, c1: 70, c2: 50 })),
        ),
      ).screening.map((listener) => listener.excluded);
    expect(excluded(1)).toEqual(['anchor', null, null, null, null]);
    expect(excluded(2)).toEqual([null, null, null, null, null]);
  });

  test('leaves out training, unfinished answers and whom the screening excludes', () => {
    const document = study('mushra');
    const training = (screen: Screen): boolean => screen.trialId === 't1';
    const sessions = [
      session(document, 1, (screen) => rate({ c1: training(screen) ? 0 : 80, c2: 60 })(screen)),
      session(document, 2, rate({ c1: 70, c2: 50 })),
      // One of seven trials is below 90, 14 %; two are 29 %.
      session(document, 3, (screen) => rate({ c1: 70, c2: 50 }, screen.trialId === 't3' ? 89 : 90)(screen)),
      session(document, 4, (screen) =>
        rate({ c1: 10, c2: 10 }, ['t3', 't4'].includes(screen.trialId) ? 89 : 90)(screen),
      ),
      session(document, 5, rate({ c1: 10, c2: 10, 'anchor:7kHz': 95 })),
      session(document, 6, rate({ c1: 1, c2: 1 }), false),
    ];
    const results = resultsOf(document, sessions);
    expect(results.listeners).toBe(5);
    expect(results.screening.map(({ label, excluded }) => [label, excluded])).toEqual([
      ['P01', null],
      ['P02', null],
      ['P03', null],
      ['P04', 'hidden-reference'],
      ['P05', 'anchor'],
    ]);
    const { screened, all } = results.ratings ?? {};
    expect(screened?.conditions.find(({ key }) => key === 'c1')).toMatchObject({
      n: 21,
      median: 70,
      q1: 70,
      q3: 80,
    });
    expect(all?.conditions.find(({ key }) => key === 'c1')?.n).toBe(35);
    expect(screened?.friedman).toMatchObject({ degrees: 4, blocks: 3 });
    expect(screened?.anova?.degrees).toEqual([4, 8]);
    // Both anchors got the same from everybody, so there is nothing to test between them.
    expect(screened?.pairs).toHaveLength(9);
  });
});

describe('ABX', () => {
  test('counts right answers by condition and listener', () => {
    const document = study('abx', { repetitions: 2 });
    const right = ({ x }: Screen): ScreenAnswer => ({ kind: 'abx', choice: x === 0 ? 'a' : 'b' });
    const wrong = ({ x }: Screen): ScreenAnswer => ({ kind: 'abx', choice: x === 0 ? 'b' : 'a' });
    const sessions = [
      session(document, 1, (screen) => (screen.slots.includes('c1') ? right(screen) : wrong(screen))),
      session(document, 2, right),
    ];
    const scores = resultsOf(document, sessions).abx ?? [];
    const of = (key: string, listener: string | null) =>
      scores.find((score) => score.key === key && score.listener === listener);
    expect(of('c1', null)).toMatchObject({ correct: 28, n: 28 });
    expect(of('c1', null)?.p).toBeCloseTo(0.5 ** 28, 12);
    expect(of('c2', 'P01')).toMatchObject({ correct: 0, n: 14, p: 1 });
    expect(of('c2', null)).toMatchObject({ correct: 14, n: 28 });
  });
});

describe('paired comparison', () => {
  test('gives worths that follow the wins, ties counting half', () => {
    const document = study('paired', { allowTie: true });
    const prefer = ({ slots, trialId }: Screen): ScreenAnswer => {
      const wanted = trialId === 't2' ? 'c2' : 'c1';
      if (trialId === 't3') return { kind: 'paired', choice: 'same' };
      return { kind: 'paired', choice: slots[0] === wanted ? 'first' : 'second' };
    };
    const preferences = resultsOf(document, [session(document, 1, prefer)]).preferences;
    // Seven trials: five wins, one loss, one tie.
    expect(preferences?.items.map(({ wins }) => wins)).toEqual([5.5, 1.5]);
    expect(preferences?.items[0]?.worth).toBeCloseTo(5.5 / 7, 9);
    expect(preferences).toMatchObject({ comparisons: 7, isSmoothed: false });
  });
});

test('the long table has a row a sound, with everything that made it, and no formulas', () => {
  const document = study('mushra');
  const sessions = [session(document, 1, rate({ c1: 80, c2: 60 }))];
  const rows = longRows({ sessions, screening: [], prepared: new Map() });
  expect(rows).toHaveLength(8 * 5);
  expect(rows.filter((row) => row['condition_id'] === 'c1').map((row) => row['rating'])).toEqual(
    new Array(8).fill(80),
  );
  expect(rows[0]).toMatchObject({ training: true, position: 1, seed: 1001, role: expect.any(String) });
  const [head, first] = csvOf(rows).split('\r\n');
  expect(head?.split(',')).toContain('gain_db');
  expect(first).toContain(`"'=SUM(A1), ""quoted"""`);
  expect(csvOf([])).toBe('');
});

test('the long table tells through what each sound was heard, and how each ear was matched', () => {
  const treatment: EarTreatment = {
    ...{ listener: 'L7', rule: 'camfit', loss: 'plain', fullScaleDbSpl: 101.5 },
    hearing: {
      left: { frequenciesHz: [500, 2000], levelsDbHl: [20, 45.5] },
      right: { frequenciesHz: [500, 2000], levelsDbHl: [0, -5] },
    },
  };
  const plain = study('mushra');
  const conditions = plain.conditions.map((condition) =>
    condition.id === 'c1' ? { ...condition, treatment } : condition,
  );
  const document = { ...plain, conditions };
  const ears = {
    left: { integratedLufs: -20, gainDb: -3 },
    right: { integratedLufs: -22, gainDb: -1 },
  };
  const stimuli = [{ key: 'c1', integratedLufs: -23, gainDb: 1.5, ears, peakDbfs: -1 }];
  const trial = { trialId: 't2', sampleRate: 44_100, channels: 2, frames: 9, commonGainDb: 0, stimuli };
  const prepared = new Map([[1, { revision: 1, preparedAt: '2026-01-01', trials: [trial] }]]);
  const rows = longRows({
    sessions: [session(document, 1, rate({ c1: 80, c2: 60 }))],
    ...{ screening: [], prepared },
  });
  const of = (key: string) => rows.find((row) => row['trial_id'] === 't2' && row['condition_id'] === key);
  expect(of('c1')).toMatchObject({
    ...{ model: 'm-1', listener: 'L7', fitting: 'camfit', simulated_loss: 'plain', full_scale_db_spl: 101.5 },
    ...{ left_audiogram: '500:20 2000:45.5', right_audiogram: '500:0 2000:-5' },
    ...{ gain_db: 1.5, left_lufs: -20, left_gain_db: -3, right_lufs: -22, right_gain_db: -1 },
  });
  expect(of('c2')).toMatchObject({ listener: null, fitting: null, left_audiogram: null, left_gain_db: null });
});
