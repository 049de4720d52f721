import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathsIn, readInputs, withPaths } from '../../../../src-main/studies/inputs.ts';
import { runPrepare, type TrialInput } from '../../../../src-main/studies/prepare.ts';
import { ANCHOR_35, HIDDEN_REFERENCE } from '../../../../src-shared/studies/plan.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import type { EarTreatment } from '../../../../src-shared/project/fitting.ts';
import { tempDir } from '../../../support/temp.ts';
import { noise, useFolder } from '../audio/helpers.ts';
import { makeProject } from '../audio/render/export-helpers.ts';

const at = useFolder();
const context = { signal: new AbortController().signal, progress: () => undefined, event: () => undefined };

/** A mix, a stem, and the recording through a fitting and a simulated loss. */
async function trials(): Promise<TrialInput[]> {
  const stems = [1, 2].map((seed) => [noise(66_150, seed, null, 0.1), noise(66_150, seed + 5, null, 0.1)]);
  const { input } = await makeProject({
    ...{ at, stems, recording: stems[0] ?? [], recordingFormat: 'f32' },
    track: (index) => ({ gainDb: index === 0 ? 3 : -3, pan: 0.3 }),
  });
  const { document, recording } = input;
  const sound = { kind: 'file', path: recording.path, channelMap: [1, 0] } as const;
  const { N3, S1 } = STANDARD_AUDIOGRAMS;
  const hearing = { left: N3, right: S1 };
  const treatment: EarTreatment = {
    listener: 'L1',
    rule: 'camfit',
    loss: 'smeared-3',
    hearing,
    fullScaleDbSpl: 95,
  };
  return [
    {
      ...{ trialId: 't1', name: 'One', made: [HIDDEN_REFERENCE, ANCHOR_35] },
      excerpt: { fromSeconds: 0.2, toSeconds: 1.4 },
      ...{ reference: sound, referenceTreatment: null },
      conditions: [
        {
          ...{ key: 'c1', name: 'Mix', treatment: null },
          sound: { kind: 'mix', document, stems: input.stems, recording, impulses: {} },
        },
        {
          ...{ key: 'c2', name: 'Stem' },
          sound: { kind: 'file', path: at('stem-1.stored.wav'), channelMap: null },
          treatment,
        },
      ],
    },
  ];
}

test('what is written down beside prepared sounds renders them again, wherever the files lie', async () => {
  const given = await trials();
  const [first, again] = [at('first'), at('again')];
  mkdirSync(first);
  mkdirSync(again);
  const prepared = await runPrepare({ trials: given, levelMatch: true, folder: first }, context);
  const inputs = await readInputs(first);
  if (inputs === null) throw new Error('nothing was written down');
  expect(Object.keys(inputs.files).sort()).toEqual([
    ...['../recording.wav', '../stem-0.stored.wav', '../stem-1.stored.wav'],
  ]);
  const elsewhere = tempDir();
  for (const file of pathsIn(inputs.trials)) renameSync(join(first, file), join(elsewhere, file.slice(3)));
  const moved = withPaths(inputs.trials, (file) => join(elsewhere, file.slice(3)));
  const repeated = await runPrepare({ trials: moved, levelMatch: inputs.levelMatch, folder: again }, context);
  expect(repeated).toEqual(prepared);
  for (let n = 0; n < 5; n += 1) {
    const name = `0-${n}.wav`;
    expect(readFileSync(join(again, name)).equals(readFileSync(join(first, name)))).toBe(true);
  }
});

test('sounds of an earlier version, which wrote nothing down, have no inputs', async () => {
  expect(await readInputs(tempDir())).toBeNull();
});
