import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newProject } from '../../src-shared/mixing/new-project.ts';
import { mixFingerprint } from '../../src-shared/mixing/fingerprint.ts';
import { presentMix } from '../../src-shared/mixing/snapshots.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { newProjectId, newRecordingId, newSeparationId, newStemId } from '../../src-shared/project/ids.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { EXAMPLE_FITTING } from '../support/fitting.ts';
import { tempFolder } from '../support/temp.ts';
import { readWav, writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const RATE = 8000;
const recorded = (frame: number): number => Math.round(20_000 * Math.sin(frame / 5)) / 32_768;
const taken = (frame: number): number => Math.round(12_000 * Math.sin(frame / 5)) / 32_768;

/** A project of two stems that add up to their recording, at 16 bits. */
beforeAll(() => {
  const wav = { rate: RATE, channels: 1, seconds: 1 } as const;
  writeWav(at('recording.wav'), { ...wav, sample: recorded });
  writeWav(at('flute.wav'), { ...wav, sample: taken });
  writeWav(at('rest.wav'), { ...wav, sample: (frame) => recorded(frame) - taken(frame) });
  const recordingId = newRecordingId();
  const separationId = newSeparationId();
  const ids = { flute: newStemId(), rest: newStemId() };
  const stem = (name: 'flute' | 'rest') => ({
    id: ids[name],
    separationId,
    name,
    label: name === 'flute' ? 'Flute' : 'Rest',
    instrument: name === 'flute' ? ('flute' as const) : null,
    isRest: name === 'rest',
    channels: 1,
    frames: RATE,
    sampleRate: RATE,
  });
  const document = newProject({
    id: newProjectId(),
    recording: { id: recordingId, title: '第一楽章', sampleRate: RATE },
    separation: {
      id: separationId,
      players: ensembleOf(['flute']),
      from: 0,
      to: RATE,
      stems: [stem('flute'), stem('rest')],
    },
  });
  const project = {
    divisi_project: 1,
    document,
    bit_depth: '16',
    recording: { file: 'recording.wav', sha256: '0'.repeat(64) },
    stems: { [ids.flute]: { file: 'flute.wav' }, [ids.rest]: { file: 'rest.wav' } },
  };
  writeFileSync(at('project.json'), JSON.stringify(project));
  const loud = { ...project, document: { ...document, master: { ...document.master, gainDb: 12 } } };
  writeFileSync(at('loud.json'), JSON.stringify(loud));
});

const run = (out: string, ...more: string[]) =>
  divisi(['export', at('project.json'), '--out', at(out), ...more]);

test('mix, stems, regions and projects come in one go, and the stems add up', async () => {
  const ran = await run(
    'all',
    '--what',
    'mix,stems,dawproject,reaper,note',
    '--region',
    'Theme=0.25-0.5',
    '--json',
  );
  expect(ran.status, ran.err).toBe(0);
  const printed = JSON.parse(ran.out) as { files: { file: string }[]; goal_gain_db: number };
  const names = [
    '第一楽章 - Flute.wav',
    '第一楽章 - Rest.wav',
    '第一楽章 - Theme - Flute.wav',
    '第一楽章 - Theme - Mix.wav',
    '第一楽章 - Theme - Rest.wav',
    '第一楽章 session.txt',
    '第一楽章.dawproject',
    '第一楽章.rpp',
  ];
  expect(readdirSync(at('all')).sort()).toEqual(names);
  expect(printed.files.map(({ file }) => file).sort()).toEqual(names.map((name) => at('all', name)));
  expect(printed.goal_gain_db).toBe(0);
  const samples = (name: string) => readWav(readFileSync(at('all', name))).samples;
  const [flute, rest] = [samples(names[0] ?? ''), samples(names[1] ?? '')];
  const sum = flute.map((value, index) => value + (rest[index] ?? 0));
  expect(sum).toEqual([...readWav(readFileSync(at('recording.wav'))).samples]);
  expect(samples('第一楽章 - Theme - Mix.wav')).toHaveLength(RATE / 4);

  // The same bytes keep their name; others get a number.
  for (const options of [[], ['--lower-by', '1']]) {
    const again = await run('all', '--what', 'mix', '--region', 'Theme=0.25-0.5', ...options);
    expect(again.status).toBe(0);
  }
  expect(readdirSync(at('all')).filter((name) => name.includes('Mix'))).toEqual([
    '第一楽章 - Theme - Mix (2).wav',
    '第一楽章 - Theme - Mix.wav',
  ]);
});

test('what would clip is refused with the gain that helps, and is written where that is allowed', async () => {
  const loud = (out: string, ...more: string[]) =>
    divisi(['export', at('loud.json'), '--out', at(out), '--json', ...more]);
  const refused = await loud('clipped');
  expect([refused.status, refused.out]).toEqual([2, '']);
  expect(refused.err).toMatch(/would clip: .* lower everything by \d+(\.\d)? dB/);
  expect(existsSync(at('clipped'))).toBe(false);
  const allowed = await loud('clipped', '--allow-clipping');
  const file = (text: string) =>
    (JSON.parse(text) as { files: { clipped_samples: number; true_peak_dbtp: number }[] }).files[0];
  expect(file(allowed.out)?.clipped_samples).toBeGreaterThan(0);
  const ceiling = await loud('limited', '--ceiling=-1', '--bit-depth', '24');
  expect(file(ceiling.out)?.clipped_samples).toBe(0);
  expect(file(ceiling.out)?.true_peak_dbtp).toBeCloseTo(-1, 1);
});

test('a wrong call is told in one line', async () => {
  const calls: [string[], RegExp][] = [
    [['--what', 'everything'], /--what takes mix, groups/],
    [['--name', '{who}'], /no field \{who\}/],
    [['--region', 'Coda'], /no region "Coda"/],
    [['--region', 'Late=5-6'], /past the end/],
    [['--what', 'stems', '--tracks', 'Tuba'], /no track "Tuba"; it has Flute, Rest/],
    [['--format', 'mp3', '--bit-depth', '16'], /MP3 has no bit depth/],
    [['--what', 'stems', '--name', '{recording}'], /Two files would be called/],
    [['--date', 'May'], /--date: not a year or a date/],
  ];
  for (const [options, message] of calls) {
    const ran = await run('wrong', ...options);
    expect([ran.status, ran.out]).toEqual([2, '']);
    expect(ran.err.trim().split('\n').at(-1)).toMatch(message);
  }
  expect(existsSync(at('wrong'))).toBe(false);
});

test('a snapshot is rendered in place of the present mix; a file has no mixes to choose from', async () => {
  const project = JSON.parse(readFileSync(at('project.json'), 'utf8')) as { document: ProjectDocument };
  const { document } = project;
  const { tracks, groups, rooms, master } = document;
  const silent = { ...master, gainDb: -120 };
  const snapshots = [
    { id: 'A', name: 'full', ...presentMix({ ...document, tracks, groups, rooms, master }) },
  ];
  const text = JSON.stringify({ ...project, document: { ...document, snapshots, master: silent } });
  writeFileSync(at('snapshots.json'), text);
  const remix = (out: string, ...more: string[]) =>
    divisi(['remix', at('snapshots.json'), '--out', at(out), ...more]);
  expect((await remix('kept.wav', '--snapshot', 'a')).status).toBe(0);
  expect(readWav(readFileSync(at('kept.wav'))).samples).toEqual(
    readWav(readFileSync(at('recording.wav'))).samples,
  );
  const over = await remix('recording.wav');
  expect([over.status, over.err]).toEqual([
    2,
    expect.stringContaining('"recording.wav" would be written over'),
  ]);
  const missing = await remix('b.wav', '--snapshot', 'B');
  expect([missing.status, missing.err]).toEqual([2, expect.stringContaining('it has A (full)')]);
  const mix = await remix('c.wav', '--mix', 'Dry');
  expect([mix.status, mix.err]).toEqual([
    2,
    expect.stringContaining('--mix takes a separation of a library'),
  ]);
});

test('a mix with a fitting that was level-matched on another mix is rendered with a warning', async () => {
  const project = JSON.parse(readFileSync(at('project.json'), 'utf8')) as { document: ProjectDocument };
  const { document } = project;
  const master = {
    ...document.master,
    fitting: { ...EXAMPLE_FITTING, matchedMix: mixFingerprint(document, 0) },
  };
  writeFileSync(at('fitted.json'), JSON.stringify({ ...project, document: { ...document, master } }));
  const remix = (...more: string[]) =>
    divisi(['remix', at('fitted.json'), '--out', at('fitted.wav'), '--allow-clipping', ...more]);
  const matched = await remix();
  expect([matched.status, matched.err]).toEqual([0, expect.not.stringContaining('matched')]);
  const changed = await remix('--gain', 'flute=-6');
  expect([changed.status, changed.err]).toEqual([
    0,
    expect.stringContaining('note: The mix has changed since the fitting’s levels were matched'),
  ]);
});
