import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdaptationClip, AdaptationResult } from '../../../../../src-shared/contract/adaptation.ts';
import {
  clipIdOf,
  newAdaptationId,
  newJobId,
  newRecordingId,
} from '../../../../../src-shared/project/ids.ts';
import {
  AdaptationRow,
  deleteAdaptation,
  findClip,
  getAdaptation,
  insertAdaptation,
  listAdaptations,
  restoreAdaptation,
  setAdaptationState,
  storeAdaptationResult,
} from '../../../../../src-main/library/rows/adaptations.ts';
import { openTestLibrary } from '../open-test-library.ts';

const id = newAdaptationId();
const adaptation: Parameters<typeof insertAdaptation>[1] = {
  id,
  jobId: newJobId(),
  name: 'My hall',
  modelId: 'my-hall',
  fromId: 'tiny',
  fromVersion: '1.0.0',
  minutes: 15,
  pretraining: 'unmixing',
  sources: {
    recordings: [{ audioId: newRecordingId(), from: 0, to: 44_100, title: 'Trio in C', players: ['violin'] }],
    solos: [],
  },
};

const clip: AdaptationClip = {
  ...{ id: clipIdOf(id, 0), passage: 'Held-back solos, mixed', label: '', sampleRate: 44_100, frames: 1000 },
  kind: 'mixture',
};
const result: AdaptationResult = { share: 0.5, steps: 10, minutes: 15, figures: [], clips: [clip] };

const STATES = ['running', 'ready', 'kept', 'failed', 'cancelled'] as const;

describe('a row of an adaptation', () => {
  it('has a result exactly where the adaptation is ready or kept', async () => {
    const { write } = await openTestLibrary();
    insertAdaptation(write, adaptation);
    expect(getAdaptation(write, id)).toMatchObject({ state: 'running', result: null });
    storeAdaptationResult(write, id, result);
    expect(getAdaptation(write, id)).toMatchObject({ state: 'ready', result });
    expect(findClip(write, clip.id)).toEqual(clip);
    setAdaptationState(write, id, 'kept');
    expect(getAdaptation(write, id)).toMatchObject({ state: 'kept', result });
    setAdaptationState(write, id, 'running');
    expect(getAdaptation(write, id)).toMatchObject({ state: 'running', result: null });
    expect(findClip(write, clip.id)).toBeNull();
  });

  it('is read, whatever its columns hold, as what its state allows, or named as damaged', async () => {
    const { write } = await openTestLibrary();
    insertAdaptation(write, adaptation);
    const texts = fc.constantFrom(null, JSON.stringify(result), '{"share":2}', 'no JSON');
    fc.assert(
      fc.property(fc.constantFrom(...STATES), texts, (state, text) => {
        write.run('UPDATE adaptations SET state = $state, result = $text', { state, text });
        const isFinished = state === 'ready' || state === 'kept';
        if (isFinished && text !== JSON.stringify(result)) {
          const what = text === null ? 'result: missing, although the adaptation is finished' : 'result';
          expect(() => getAdaptation(write, id)).toThrow(what);
          expect(listAdaptations(write)).toEqual([]);
        } else {
          expect(getAdaptation(write, id)).toMatchObject({ state, result: isFinished ? result : null });
        }
      }),
      { seed: 14 },
    );
  });

  it('comes back from the trash as it was, and stopped where it was running', async () => {
    const { write } = await openTestLibrary();
    insertAdaptation(write, adaptation);
    for (const state of STATES) {
      write.run('UPDATE adaptations SET state = $state, result = $result', {
        state,
        result: state === 'ready' || state === 'kept' ? JSON.stringify(result) : null,
      });
      const before = getAdaptation(write, id);
      const kept = AdaptationRow.parse(JSON.parse(JSON.stringify(before)));
      deleteAdaptation(write, id);
      restoreAdaptation(write, kept);
      expect(getAdaptation(write, id)).toEqual({
        ...before,
        state: state === 'running' ? 'cancelled' : state,
      });
    }
  });
});
