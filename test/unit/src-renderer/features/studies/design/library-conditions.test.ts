import { expect, it } from 'vitest';
import { withLibraryConditions } from '../../../../../../src-renderer/features/studies/design/library-conditions.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../../src-shared/hearing/standard-audiograms.ts';
import type { EarTreatment } from '../../../../../../src-shared/project/fitting.ts';
import { newRecordingId, newStemId, newStudyId } from '../../../../../../src-shared/project/ids.ts';
import { newStudy, parseStudy, STUDY_LIMITS } from '../../../../../../src-shared/studies/study.ts';

const reference = { kind: 'audio', audioId: newRecordingId(), label: 'True', modelId: null } as const;
const stem = (modelId: string) =>
  ({ kind: 'audio', audioId: newStemId(), label: `Viola (${modelId})`, modelId }) as const;
const treatment: EarTreatment = {
  ...{ listener: 'N3', rule: 'nal-r', loss: 'none', fullScaleDbSpl: 95 },
  hearing: { left: STANDARD_AUDIOGRAMS.N3, right: STANDARD_AUDIOGRAMS.N3 },
};
const trial = { isTraining: false, sources: {}, excerpt: null } as const;
const study = {
  ...newStudy(newStudyId(), 'Models', 'mushra', 'How good?'),
  trials: [
    { ...trial, id: 't1', name: 'One', reference },
    { ...trial, id: 't2', name: 'Two', reference: null },
  ],
};

it('a model is one condition, which collects its sounds over the trials', () => {
  const [one, two, other] = [stem('a'), stem('a'), stem('b')];
  const first = withLibraryConditions(study, [
    { name: 'a', trialId: 't1', source: one },
    { name: 'b', trialId: 't1', source: other },
  ]);
  const both = withLibraryConditions(first, [{ name: 'a', trialId: 't2', source: two }]);
  expect(both.conditions.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(both.trials.map(({ sources }) => Object.values(sources))).toEqual([[one, other], [two]]);
  expect(parseStudy(both)).toEqual(both);
});

it('a fitting plays the reference of every trial that has one, and is not taken for a model of its name', () => {
  const source = stem('a');
  const both = withLibraryConditions(study, [
    { name: 'a', trialId: 't1', source },
    { name: 'a', treatment },
  ]);
  expect(both.conditions.map((condition) => condition.treatment)).toEqual([null, treatment]);
  const [model, fitting] = both.conditions.map(({ id }) => id);
  expect(both.trials[0]?.sources).toEqual({ [model ?? '']: source, [fitting ?? '']: reference });
  expect(both.trials[1]?.sources).toEqual({});
  expect(withLibraryConditions(both, [{ name: 'a', treatment }])).toEqual(both);
});

it('leaves out what a study cannot hold', () => {
  const many = Array.from({ length: STUDY_LIMITS.conditions + 2 }, (_, index) => ({
    ...{ name: `m${index}`, trialId: 't1', source: stem(`m${index}`) },
  }));
  const full = withLibraryConditions(study, many);
  expect(full.conditions).toHaveLength(STUDY_LIMITS.conditions);
  expect(Object.keys(full.trials[0]?.sources ?? {})).toHaveLength(STUDY_LIMITS.conditions);
});
