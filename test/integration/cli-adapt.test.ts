import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPython, pythonSearch } from '../../src-main/adaptation/python.ts';
import { lockLibrary } from '../../src-main/library/lock.ts';
import { CAN_FAKE_PYTHON, writeFakePython } from '../support/fake-python.ts';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi, type Ran, type RunOptions } from './cli-fixture.ts';

const folder = tempFolder();
const at = (name: string): string => join(folder.path, name);
let fake: string;

beforeAll(() => {
  mkdirSync(at('recordings'));
  mkdirSync(at('solos/cello'), { recursive: true });
  mkdirSync(at('unnamed'));
  writeWav(at('recordings/duo.wav'), { seconds: 0.5 });
  writeWav(at('solos/violin-1.wav'), { seconds: 0.5 });
  writeWav(at('solos/cello/take 2.wav'), { seconds: 0.5 });
  writeWav(at('unnamed/take.wav'), { seconds: 0.5 });
  fake = writeFakePython(folder.path);
});
afterAll(() => folder.remove());

const adapt = (name: string, more: readonly string[] = [], options: RunOptions = {}): Promise<Ran> =>
  divisi(
    [
      'adapt',
      '--solos',
      at('solos'),
      '--from',
      'harmonic-unet',
      '--name',
      name,
      '--library',
      at('library'),
      ...more,
    ],
    { env: { DIVISI_PYTHON: fake }, ...options },
  );

function expectOneLine(ran: Ran, status: number, message: RegExp): void {
  expect(ran.err).toMatch(message);
  expect(ran.err.split('\n').filter((line) => line.startsWith('divisi: '))).toHaveLength(1);
  expect(ran.out).toBe('');
  expect(ran.status).toBe(status);
}

describe.skipIf(!CAN_FAKE_PYTHON)('adapt', () => {
  test('adds what got better, and says by how much', async () => {
    const players = ['--recordings', at('recordings'), '--instruments', 'violin,cello,piano'];
    const ran = await adapt('My duo', [...players, '--clips', at('clips'), '--json']);
    expect(JSON.parse(ran.out)).toEqual({
      ...{
        model: 'my-duo',
        from: 'harmonic-unet',
        kept: true,
        better: true,
        steps: 12,
        minutes: 1,
        folder: null,
      },
      figures: [
        { set: 'your held-back solos', mixtures: 4, before: 6, after: 6.8, change: 0.8, half_interval: 0.3 },
      ],
    });
    expect(ran.status).toBe(0);
    expect(readdirSync(at('clips'))).toEqual(['held-back-solos-mixed-violin-after.wav']);
    expect(readdirSync(at('library/adaptations'))).toEqual([]);
    expect((await divisi(['models', 'list', '--library', at('library')])).out).toMatch(/^my-duo 1\.0\.0/m);
    expectOneLine(await adapt('My Duo'), 2, /"my-duo" is already there/);
    expectOneLine(await adapt('Ears'), 2, /name of a built-in model/);
  });

  test('is one at a time in a library', async () => {
    const lock = lockLibrary(at('library/adapt.lock'));
    expectOneLine(await adapt('Busy'), 3, /Another "divisi adapt" is training in this library/);
    lock.release();
  });

  test('leaves what got worse to the user', async () => {
    const ran = await adapt('Worse');
    expect(ran.status).toBe(0);
    expect(ran.out).toMatch(/6\.0 dB before, 5\.6 dB after \(-0\.4 ± 0\.3 dB, 4 mixtures\)/);
    const [, left = ''] = /divisi models add "([^"]+)"/.exec(ran.out) ?? [];
    expect(existsSync(join(left, 'manifest.json'))).toBe(true);
    expect((await divisi(['models', 'add', left, '--library', at('library')])).status).toBe(0);
  });

  test('that is interrupted goes on when it is called again', async () => {
    const stopped = await adapt('Stops', [], { interrupt: { after: 'step 7' } });
    expectOneLine(stopped, 130, /Interrupted/);
    const again = await adapt('Stops');
    expect(again.status).toBe(0);
    expect(again.out).toMatch(/Added as stops/);
  });

  test.each([
    ['no material', ['adapt', '--from', 'harmonic-unet', '--name', 'X'], /--recordings is missing/],
    ['no name', ['adapt', '--solos', 'x', '--from', 'harmonic-unet'], /--name is missing/],
    ['no start', ['adapt', '--solos', 'x', '--name', 'X'], /--from is missing/],
    ['an unknown start', ['adapt', '--solos', 'x', '--name', 'X', '--from', 'nothing'], /no model "nothing"/],
    [
      'a start without weights',
      ['adapt', '--solos', 'x', '--name', 'X', '--from', 'ears'],
      /can't be adapted/,
    ],
  ])('%s is a wrong call', async (_, args, message) => {
    expectOneLine(await divisi(args, { env: { DIVISI_PYTHON: fake } }), 2, message);
  });

  test('tells what it can’t use', async () => {
    expectOneLine(await adapt('X', ['--minutes', '0']), 2, /--minutes takes a whole number from 1 to 720/);
    expectOneLine(await adapt('X', ['--recordings', at('nowhere')]), 2, /nowhere" is not there/);
    expectOneLine(
      await adapt('X', ['--pretraining', 'magic']),
      2,
      /--pretraining takes unmixing, masked-prediction/,
    );
    const unnamed = [
      'adapt',
      '--solos',
      at('unnamed'),
      '--from',
      'harmonic-unet',
      '--name',
      'X',
      '--library',
      at('library'),
    ];
    expectOneLine(await divisi(unnamed, { env: { DIVISI_PYTHON: fake } }), 2, /Who plays in "take\.wav"\?/);
  });

  test('passes on what the training program says', async () => {
    expectOneLine(await adapt('Refused'), 2, /too little to learn from/);
    expectOneLine(await adapt('Dies'), 3, /ended before it was done: KeyError: 7/);
  });

  test('without Python says what to install', async () => {
    const ran = await adapt('X', [], { env: { DIVISI_PYTHON: '/nowhere/python3' } });
    expectOneLine(
      ran,
      3,
      /DIVISI_PYTHON names "\/nowhere\/python3", which is no Python 3\.9 or newer.*pip install torch numpy onnx/,
    );
  });
});

describe('adapt with the real Python', async () => {
  const found = await findPython(pythonSearch({ ownFolder: '/nowhere', isTrusted: false, cwd: tmpdir() }));
  const why = found.problem === null ? '' : ` (skipped: ${found.problem.message})`;
  const real = test.skipIf(found.path === null || found.problem !== null);

  real(`is told that there is too little${why}`, async () => {
    const ran = await adapt('Mine', [], { env: { DIVISI_PYTHON: found.path ?? '' } });
    expectOneLine(ran, 2, /There is too little to learn from.*found: no instrument/);
  });

  real(`stops where it is interrupted${why}`, async () => {
    mkdirSync(at('long'));
    writeWav(at('long/violin.wav'), { seconds: 25, rate: 22_050, channels: 1 });
    writeWav(at('long/cello.wav'), { seconds: 25, rate: 22_050, channels: 1 });
    const long = ['--solos', at('long')];
    const ran = await adapt('Mine', long, {
      env: { DIVISI_PYTHON: found.path ?? '' },
      interrupt: { after: 'scoring the model as it is' },
    });
    expectOneLine(ran, 130, /Interrupted/);
    expect(existsSync(at('library/adaptations/cli-mine/plan.json'))).toBe(true);
  });
});
