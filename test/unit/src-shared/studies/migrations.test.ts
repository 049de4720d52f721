import { expect, it } from 'vitest';
import { newProjectId, newRecordingId, newStudyId } from '../../../../src-shared/project/ids.ts';
import { newStudy, parseStudy } from '../../../../src-shared/studies/study.ts';

it('a study of schema 1 is heard as it was, and does not know its models', () => {
  const before: Record<string, unknown> = newStudy(newStudyId(), 'Old', 'mushra', 'How good?');
  delete before['referenceTreatment'];
  const file = { kind: 'file', file: `${'a'.repeat(64)}.wav`, label: 'A file' };
  const audio = { kind: 'audio', audioId: newRecordingId(), label: 'A recording' };
  const mix = { kind: 'mix', projectId: newProjectId(), label: 'A mix' };
  const trial = { id: 't1', name: 'One', isTraining: false, excerpt: null };
  const read = parseStudy({
    ...{ ...before, schema: 1, conditions: [{ id: 'c1', name: 'C' }] },
    trials: [
      { ...trial, reference: audio, sources: { c1: mix } },
      { ...trial, id: 't2', reference: null, sources: { c1: file } },
    ],
  });
  expect(read.referenceTreatment).toBeNull();
  expect(read.conditions).toEqual([{ id: 'c1', name: 'C', treatment: null }]);
  expect(read.trials[0]).toMatchObject({
    reference: { ...audio, modelId: null },
    sources: { c1: { ...mix, modelId: null } },
  });
  expect(read.trials[1]).toMatchObject({ reference: null, sources: { c1: file } });
});
