import { describe, expect, it } from 'vitest';
import { filledLibrary } from '../filled-library.ts';
import {
  getSeparation,
  separationsOf,
  setSeparationState,
} from '../../../../../src-main/library/rows/separations.ts';

describe('a row of a separation', () => {
  it('has a provider, a time and stems where the separation is ready, or is named as damaged', async () => {
    const { write, recordingId, separationId: id } = await filledLibrary();
    const damage = {
      'UPDATE separations SET provider = NULL': 'provider: missing, although the separation is ready',
      'UPDATE separations SET took_seconds = NULL': 'tookSeconds: missing, although the separation is ready',
      'DELETE FROM stems': 'no stems, although the separation is ready',
    };
    expect(separationsOf(write, recordingId)).toEqual([getSeparation(write, id)]);
    for (const [sql, error] of Object.entries(damage)) {
      write.run(sql, {});
      expect(() => getSeparation(write, id)).toThrow(error);
      expect(separationsOf(write, recordingId)).toEqual([]);
      for (const state of ['running', 'failed', 'cancelled'] as const) {
        setSeparationState(write, id, state);
        expect(getSeparation(write, id)).toMatchObject({ state });
        expect(separationsOf(write, recordingId)).toHaveLength(1);
      }
      write.run("UPDATE separations SET state = 'ready', provider = 'cpu', took_seconds = 1", {});
    }
  });

  it('keeps what a run stored before it stopped', async () => {
    const { write, separationId: id } = await filledLibrary();
    const ready = getSeparation(write, id);
    setSeparationState(write, id, 'cancelled');
    expect(getSeparation(write, id)).toEqual({ ...ready, state: 'cancelled' });
  });
});
