import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { insertRecording, setReady } from '../../src-main/library/rows/recordings.ts';
import { insertSeparation, setSeparationState, storeStems } from '../../src-main/library/rows/separations.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary } from '../../src-main/library/open.ts';
import { STANDARD_AUDIOGRAMS } from '../../src-shared/hearing/standard-audiograms.ts';
import { measureMatch } from '../../src-shared/mixing/measure-match.ts';
import { NO_PARTS } from '../../src-shared/contract/export.ts';
import { usualFitting, type Fitting } from '../../src-shared/project/fitting.ts';
import { newRecordingId, newSeparationId, newStemId } from '../../src-shared/project/ids.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { tempFolder } from '../support/temp.ts';
import { readWav, writeWav } from '../support/wav.ts';
import { pinkNoise } from '../support/signals.ts';
import { divisi } from './cli-fixture.ts';
import { ended, startHost } from './host-harness.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const RATE = 44_100;
const FRAMES = 2 * RATE;
const recordingId = newRecordingId();
const separationId = newSeparationId();
const L1 = { name: 'L1', hearing: { left: STANDARD_AUDIOGRAMS.N3, right: STANDARD_AUDIOGRAMS.S1 } };

/** A library with a recording and its two stems, which nobody has opened in a window. */
beforeAll(async () => {
  const [flute, rest] = [pinkNoise(FRAMES, 1), pinkNoise(FRAMES, 2)];
  const quiet = (samples: Float32Array, frame: number, channel: number): number =>
    Math.round((samples[frame] ?? 0) * (channel === 0 ? 4000 : 2000)) / 32_768;
  const wav = { rate: RATE, channels: 2, seconds: 2 } as const;
  const library = await openLibrary(at('library'), { log: silentLog, access: 'write' });
  const { write, folder: files } = library;
  if (write === null) throw new Error('the library was opened for writing');
  mkdirSync(join(files.stems, separationId), { recursive: true });
  const audioPath = `audio/${recordingId}.wav`;
  writeWav(join(files.root, audioPath), { ...wav, sample: (n, c) => quiet(flute, n, c) + quiet(rest, n, c) });
  insertRecording(write, {
    ...{ id: recordingId, title: 'Duo', fileName: 'duo.wav', storage: 'copy', isDemo: false },
    ...{ sourcePath: '/music/duo.wav', sourceBytes: 44, sourceMtimeMs: 1000, players: ensembleOf(['flute']) },
  });
  setReady(write, recordingId, {
    ...{ format: 'wav', sampleFormat: 's16', sampleRate: RATE, channels: 2, frames: FRAMES },
    ...{ sha256: 'a'.repeat(64), audioPath, channelMap: [0, 1], notes: [], cover: null },
  });
  insertSeparation(write, {
    ...{ id: separationId, recordingId, modelId: 'm', modelVersion: '1' },
    ...{ players: ensembleOf(['flute']), from: 0, to: FRAMES },
  });
  const stems = [
    { name: 'flute', label: 'Flute', instrument: 'flute', isRest: false, samples: flute },
    { name: 'rest', label: 'Rest', instrument: null, isRest: true, samples: rest },
  ] as const;
  storeStems(write, separationId, {
    ...{ provider: 'cpu', tookSeconds: 1, notes: [], undeclared: [] },
    stems: stems.map(({ samples, ...stem }) => {
      const path = `stems/${separationId}/${stem.name}.wav`;
      writeWav(join(files.root, path), { ...wav, sample: (n, c) => quiet(samples, n, c) });
      const size = { channels: 2, frames: FRAMES, sampleRate: RATE, rmsDbfs: -30 };
      return { ...stem, ...size, id: newStemId(), separationId, path };
    }),
  });
  setSeparationState(write, separationId, 'ready');
  library.close();
});

test('a mix that is fitted by a command has the samples of the window’s export', async () => {
  const { client, host } = await startHost(at('library'));
  await client.listeners.save([L1]);
  await client.system.saveSettings({ fullScaleDbSpl: 101.5 });
  const options = ['--library', at('library'), '--bit-depth', '24', '--json'];
  const asked = ['--listener', 'L1', '--fitting', 'camfit', '--loss', 'smeared-3'];
  const command = async (name: string, ...more: string[]): Promise<unknown> => {
    const ran = await divisi(['remix', separationId, '--out', at(name), ...options, ...more]);
    expect(ran.status, ran.err).toBe(0);
    return JSON.parse(ran.out);
  };
  const printed = await command('unopened.wav', ...asked);

  // As the window's panel does it.
  const opened = await client.projects.open({ separationId });
  const chosen: Fitting = {
    ...usualFitting(101.5),
    ...{ listener: L1.name, hearing: L1.hearing, rule: 'camfit', loss: 'smeared-3' },
  };
  const matchDb = await measureMatch(
    opened.document,
    chosen,
    async (document) => {
      for await (const event of await client.exports.loudness({ document })) {
        if (event.type === 'levels') return event.levels.sidesLufs;
      }
      throw new Error('the measurement ended without a result');
    },
    new AbortController().signal,
    () => undefined,
  );
  const fitting = { ...chosen, matchDb };
  const document = { ...opened.document, master: { ...opened.document.master, fitting } };
  await client.projects.save({ baseRevision: opened.revision, document });
  mkdirSync(at('window'));
  const { grantId } = host.grants.grantPath(at('window'), { kind: 'folder', access: 'read-write' });
  const { jobId } = await client.exports.start({
    projectId: document.id,
    parts: { ...NO_PARTS, mix: true },
    format: 'wav',
    bitDepth: '24',
    destination: grantId,
    file: { name: 'mix', replace: false },
  });
  expect((await ended(client, jobId)).state).toBe('done');

  expect(printed).toMatchObject({
    fitting: {
      ...{ listener: 'L1', rule: 'camfit', loss: 'smeared-3', full_scale_db_spl: 101.5, limit_db_spl: 100 },
      ...{ match_db: matchDb, bypassed: false },
    },
  });
  expect(matchDb.left).not.toBe(matchDb.right);
  const samples = (...path: string[]) => readWav(readFileSync(at(...path))).samples;
  const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).filter((value, n) => value !== b[n]).length + Math.abs(a.length - b.length);
  const window = samples('window', 'mix.wav');
  expect(window.some((value) => value !== 0)).toBe(true);
  expect(differences(samples('unopened.wav'), window)).toBe(0);
  // The saved project as it is, and without its fitting.
  await command('saved.wav');
  expect(differences(samples('saved.wav'), window)).toBe(0);
  expect(await command('plain.wav', '--fitting', 'none')).toMatchObject({ fitting: null });
  const recording = samples('library', 'audio', `${recordingId}.wav`).map((value) => value * 256);
  expect(differences(samples('plain.wav'), recording)).toBe(0);
});

test('a fitting without a listener is refused in one line', async () => {
  const ran = await divisi(['export', separationId, '--out', at('no'), '--fitting', 'camfit']);
  expect([ran.status, ran.out, ran.err]).toEqual([2, '', 'divisi: --fitting and --loss need --listener\n']);
});
