import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const SECONDS = 3;

async function read(path: string): Promise<Float32Array> {
  const reader = await openPcm(path);
  const [samples] = await reader.read(0, reader.frames);
  await reader.close();
  if (samples === undefined) throw new Error(`${path} is empty`);
  return samples;
}

const STEMS = ['flute', 'cello', 'rest'] as const;
const stemsOf = (dir: string, extension = 'wav') =>
  Promise.all(STEMS.map((name) => read(join(dir, `${name}.${extension}`))));

it('stems beside a project file are swapped and edited, and sum to the recording', async () => {
  const dir = tempDir();
  const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: SECONDS, sample });
  const recording = await read(wav);
  const expectNull = (stems: readonly Float32Array[]): void =>
    expect(recording.map((_, n) => stems.reduce((sum, stem) => sum + (stem[n] ?? NaN), 0))).toEqual(
      recording,
    );
  const out = join(dir, 'stems');
  const separated = await divisi(['separate', wav, '--instruments', 'flute,cello', '--out', out]);
  expect(separated.err + separated.out).toContain('rest.wav');
  const before = await stemsOf(out);
  const project = join(out, 'project.json');

  const swapped = join(dir, 'swapped');
  const swap = await divisi([
    ...['swap', project, 'flute', 'cello', '--from', '1', '--to', '2', '--out', swapped, '--json'],
  ]);
  expect(swap).toMatchObject({ status: 0 });
  expect(JSON.parse(swap.out)).toMatchObject({
    ...{ from_s: 1, to_s: 2 },
    stems: { flute: { file: join(swapped, 'flute.wav'), changed: true }, rest: { changed: false } },
  });
  const after = await stemsOf(swapped);
  expectNull(after);
  const middle = (samples: Float32Array | undefined) => samples?.subarray(1.02 * RATE, 1.98 * RATE);
  expect(middle(after[0])).toEqual(middle(before[1]));
  expect(middle(after[1])).toEqual(middle(before[0]));
  expect(after[2]).toEqual(before[2]);
  expect(await stemsOf(out)).toEqual(before);

  const again = await divisi(['swap', project, 'flute', 'cello', '--to', '2', '--out', swapped]);
  expect([again.status, again.err]).toEqual([2, expect.stringContaining('--force')]);
  expect(await stemsOf(swapped)).toEqual(after);

  // What was written is a project like the first: a note's harmonics go from there to the rest, in the same folder.
  const edit = await divisi([
    ...['edit', join(swapped, 'project.json'), 'cello', '--send-to', 'rest', '--from', '0:01', '--to', '1.5'],
    ...['--pitch', '587.33', '--harmonics', '8', '--out', swapped, '--force'],
  ]);
  expect(edit).toMatchObject({ status: 0 });
  expect(edit.out).toContain('cello, rest changed from 1.000 s to 1.500 s');
  const edited = await stemsOf(swapped);
  expectNull(edited);
  expect(edited[0]).toEqual(after[0]);
  expect(edited[1]).not.toEqual(after[1]);

  // Any selection, from a file.
  const selection = join(dir, 'selection.json');
  const points = [RATE, 1.5 * RATE, 2 * RATE].map((at, index) => ({ at, hz: 300 * 2 ** index }));
  writeFileSync(selection, JSON.stringify([{ kind: 'lasso', points }]));
  const softer = join(dir, 'softer');
  const level = await divisi([
    ...['edit', project, 'flute', '--level=-6', '--selection', selection, '--out', softer, '--json'],
  ]);
  expect(level).toMatchObject({ status: 0 });
  expectNull(await stemsOf(softer));
  expect(JSON.parse(readFileSync(join(softer, 'project.json'), 'utf8'))).toMatchObject({
    recording: { file: join('..', 'duo.wav') },
  });

  const other = join(dir, 'other');
  const refused = async (...args: string[]): Promise<string> => {
    const { status, err } = await divisi(args);
    expect(status).toBe(2);
    return err;
  };
  expect(await refused('swap', project, 'flute', 'chello', '--out', other)).toContain('cello');
  expect(await refused('edit', project, 'flute', '--out', other)).toContain('--send-to and --level');
  writeFileSync(selection, JSON.stringify([{ kind: 'lasso', points: points.slice(1) }]));
  expect(
    await refused('edit', project, 'flute', '--send-to', 'rest', '--selection', selection, '--out', other),
  ).toContain('is not a selection of sound');
});
