import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary } from '../../src-main/library/open.ts';
import { listRecordings } from '../../src-main/library/rows/recordings.ts';
import { separationsOf } from '../../src-main/library/rows/separations.ts';
import { testConfigDir } from '../support/config-dir.ts';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { writeTinyWaveform } from '../unit/src-main/inference/tiny-waveform.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const Merged = z.object({
  libraries: z.array(
    z.object({
      recordings: z.number(),
      separations: z.number(),
      known: z.number(),
      conflicts: z.array(z.unknown()),
    }),
  ),
});

const batch = (library: string, ...shard: string[]): string[] => [
  ...['import', at('takes'), '--separate', '--instruments', 'violin,cello', '--model', 'tiny-stream'],
  ...['--library', at(library), ...shard],
];

async function withModel(library: string): Promise<void> {
  const added = await divisi(['models', 'add', at('tiny', 'tiny-stream'), '--library', at(library)]);
  expect(added.status, added.err).toBe(0);
}

/** Starts a shard and kills it as it begins to separate. */
function killed(library: string, ...shard: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, '../../src-main/doors/cli.ts'),
        ...batch(library, ...shard),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, DIVISI_CONFIG: testConfigDir() } },
    );
    child.stderr.on('data', (text: Buffer) => {
      if (/: /.test(text.toString())) child.kill('SIGKILL');
    });
    child.once('close', () => resolve());
  });
}

/** What a library holds, without ids: sources, players, and the bytes of the stems. */
async function contents(name: string) {
  const library = await openLibrary(at(name), { log: silentLog, access: 'write' });
  try {
    return listRecordings(library.read)
      .map(({ id, fileName, sha256, players }) => ({
        ...{ fileName, sha256, players },
        separations: separationsOf(library.read, id).map(({ state, modelId, stems }) => ({
          ...{ state, modelId },
          stems: stems.map(({ name: stem, path, rmsDbfs }) => ({
            ...{ stem, rmsDbfs },
            sha256: createHash('sha256')
              .update(readFileSync(at(name, path)))
              .digest('hex'),
          })),
        })),
      }))
      .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  } finally {
    library.close();
  }
}

test('shards in processes of their own, one killed and run again, merge into what a single run makes', async () => {
  mkdirSync(at('takes'));
  for (let take = 1; take <= 3; take += 1) {
    writeWav(at('takes', `${take}.wav`), {
      seconds: 0.6,
      channels: 1,
      sample: (n) => Math.sin(n / (6 + take)) / 2,
    });
  }
  await writeTinyWaveform(at('tiny'), 'stream');
  for (const library of ['single', 'one', 'two']) await withModel(library);

  await killed('one', '--shard', '1/2');
  for (const args of [batch('single'), batch('one', '--shard', '1/2'), batch('two', '--shard', '2/2')]) {
    const ran = await divisi(args);
    expect(ran.status, ran.err).toBe(0);
  }
  const merge = async () => {
    const ran = await divisi([
      'library',
      'import-results',
      at('one'),
      at('two'),
      '--library',
      at('merged'),
      '--json',
    ]);
    expect(ran.status, ran.err).toBe(0);
    return Merged.parse(JSON.parse(ran.out)).libraries;
  };
  expect(await merge()).toEqual([
    { recordings: 2, separations: 2, known: 0, conflicts: [] },
    { recordings: 1, separations: 1, known: 0, conflicts: [] },
  ]);
  const single = await contents('single');
  expect(single.flatMap(({ separations }) => separations.map(({ state }) => state))).toEqual([
    'ready',
    'ready',
    'ready',
  ]);
  expect(await contents('merged')).toEqual(single);
  expect(await merge()).toMatchObject([
    { recordings: 0, separations: 0, known: 4 },
    { recordings: 0, separations: 0, known: 2 },
  ]);
  expect(await contents('merged')).toEqual(single);
});
