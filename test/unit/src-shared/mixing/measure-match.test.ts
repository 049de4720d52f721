import { expect, it } from 'vitest';
import { runMeasure } from '../../../../src-main/audio/render/measure.ts';
import { measureMatch, type MeasureSides } from '../../../../src-shared/mixing/measure-match.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import type { Fitting } from '../../../../src-shared/project/fitting.ts';
import { EXAMPLE_FITTING } from '../../../support/fitting.ts';
import { pinkNoise } from '../../../support/signals.ts';
import { useFolder } from '../../src-main/audio/helpers.ts';
import { makeProject } from '../../src-main/audio/render/export-helpers.ts';

const at = useFolder();
const RATE = 44_100;
const { signal } = new AbortController();
const context = { signal, progress: () => undefined, event: () => undefined };

it('measures a fitting with matched levels as loud on each side as the mix without it', async () => {
  const pink = (seed: number, gain: number): Float32Array => pinkNoise(RATE * 4, seed).map((x) => x * gain);
  const { input } = await makeProject({
    at,
    recording: [pink(1, 0.2), pink(2, 0.1)],
    recordingFormat: 'f32',
    stems: [
      [pink(1, 0.2), pink(2, 0.1)],
      [new Float32Array(RATE * 4), new Float32Array(RATE * 4)],
    ],
    names: ['Flute', 'Rest'],
  });
  const sidesOf: MeasureSides = async (document) =>
    (await runMeasure({ ...input, document }, context)).sidesLufs;
  const without = await sidesOf(input.document, signal, () => undefined);
  for (const rule of ['nal-r', 'camfit'] as const) {
    const fitting: Fitting = {
      ...EXAMPLE_FITTING,
      rule,
      // Levels are matched before the loss.
      loss: 'plain',
      hearing: { left: STANDARD_AUDIOGRAMS.N3, right: STANDARD_AUDIOGRAMS.S2 },
    };
    const matchDb = await measureMatch(input.document, fitting, sidesOf, signal, () => undefined);
    const fitted = {
      ...input.document,
      master: { ...input.document.master, fitting: { ...fitting, loss: 'none' as const, matchDb } },
    };
    const heard = await sidesOf(fitted, signal, () => undefined);
    for (const ear of ['left', 'right'] as const) {
      expect(matchDb[ear]).toBeLessThan(-5);
      expect(Math.abs((heard[ear] ?? NaN) - (without[ear] ?? NaN))).toBeLessThan(0.05);
    }
  }
});
