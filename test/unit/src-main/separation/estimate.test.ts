import { expect, it } from 'vitest';
import { estimateSeparation } from '../../../../src-main/separation/estimate.ts';
import type { EstimateInput } from '../../../../src-main/separation/estimate.ts';
import { INSTRUMENTS, ensembleOf } from '../../../../src-shared/project/players.ts';

const input: EstimateInput = {
  frames: 44_100 * 60,
  sampleRate: 44_100,
  channels: 2,
  players: ensembleOf(['violin', 'cello', 'piano']),
  model: { classes: INSTRUMENTS, playersPerClass: 2, bytes: 12e6 },
  secondsPerAudioSecond: 0.1,
};

it('counts two stems and the rest at 32 bits, and tells of the piano', () => {
  const estimate = estimateSeparation(input);
  expect(estimate.diskBytes).toBe(3 * (44_100 * 60 * 2 * 4 + 4096));
  expect(estimate.seconds).toBeCloseTo(7.5, 6);
  expect(estimate.notes).toEqual([{ kind: 'stays-in-rest', instrument: 'piano', because: 'no-model' }]);
});

it('needs time and disk by length, memory only by rate and stems', () => {
  const hour = estimateSeparation({ ...input, frames: input.frames * 60 });
  const minute = estimateSeparation(input);
  expect(hour.memoryBytes).toBe(minute.memoryBytes);
  expect(hour.diskBytes / minute.diskBytes).toBeCloseTo(60, 0);
  expect(hour.seconds).toBeGreaterThan(300);
  expect(estimateSeparation({ ...input, sampleRate: 192_000 }).memoryBytes).toBeGreaterThan(
    minute.memoryBytes,
  );
});

it('refuses what can’t be separated', () => {
  expect(() => estimateSeparation({ ...input, players: ensembleOf(['piano']) })).toThrow(
    expect.objectContaining({ code: 'players/none' }),
  );
});
