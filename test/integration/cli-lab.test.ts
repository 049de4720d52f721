import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../src-main/archive/read-archive.ts';
import { writeArchive } from '../../src-main/archive/write-archive.ts';
import { LIMITS } from '../../src-main/app/lab/format.ts';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';
import { startHost } from './host-harness.ts';
import { forge, Repeated, sha256 } from './lab-archives.ts';
import { participant, preparedStudy } from './study-harness.ts';

const folder = tempFolder();
afterAll(() => folder.remove());
const at = (...names: string[]): string => join(folder.path, ...names);

describe('an archived separation', () => {
  const tone = (hz: number) => (frame: number, _: number, rate: number) =>
    0.2 * Math.sin((2 * Math.PI * hz * frame) / rate) * (1 + Math.sin(frame / 9000));
  const [violin, cello] = [tone(880), tone(147)];

  beforeAll(async () => {
    const form = { seconds: 2, channels: 1, format: 'f32' } as const;
    mkdirSync(at('originals'));
    writeWav(at('originals', 'violin.wav'), { ...form, sample: violin });
    writeWav(at('originals', 'cello.wav'), { ...form, sample: cello });
    writeWav(at('duo.wav'), {
      ...form,
      sample: (frame, channel, rate) => violin(frame, channel, rate) + cello(frame, channel, rate),
    });
    writeFileSync(at('notes.csv'), 'player,onset_s,offset_s,pitch\nviolin,0.2,1.5,81\ncello,0.2,1.5,50\n');
    const ran = await divisi([
      ...['separate', at('duo.wav'), '--instruments', 'violin,cello', '--provider', 'cpu', '--threads', '1'],
      ...[
        '--from',
        '0.1',
        '--to',
        '1.7',
        '--notes',
        at('notes.csv'),
        '--out',
        at('stems'),
        '--library',
        at('library'),
      ],
    ]);
    expect(ran.status, ran.err).toBe(0);
    // Originals of the passage, as the stems are.
    for (const [name, sample] of [['violin', violin] as const, ['cello', cello] as const]) {
      writeWav(at('originals', `${name}.wav`), {
        ...form,
        seconds: 1.6,
        sample: (frame, channel, rate) => sample(frame + Math.round(0.1 * rate), channel, rate),
      });
    }
  });

  test('with its sounds: one file repeats it to the same figures, and the same results give the same bytes', async () => {
    const make = (out: string) =>
      divisi([
        ...['lab', 'archive', at('stems'), '--reference', at('originals'), '--bss', '--with-sounds'],
        ...['--listener', 'N3', '--library', at('no-library')],
        ...['--out', at(out), '--json'],
      ]);
    const made = await make('one.zip');
    expect(made.status, made.err).toBe(0);
    expect((await make('two.zip')).status).toBe(0);
    expect(sha256(readFileSync(at('one.zip')))).toBe(sha256(readFileSync(at('two.zip'))));
    const ran = await divisi(['lab', 'run', at('one.zip'), '--json', '--library', at('library')]);
    expect(ran.status, ran.err + ran.out).toBe(0);
    const { identical, parts } = Repeated.parse(JSON.parse(ran.out));
    expect(identical).toBe(true);
    expect(parts[0]).toMatchObject({ name: 'stems', kind: 'separation', differences: [] });
    // Three stems, and five figures and three windows of BSSEval for each of two players.
    expect(parts[0]?.compared).toBeGreaterThan(40);
  });

  test('without its sounds they are found by their hashes, and a forged figure is named with status 3', async () => {
    const made = await divisi(['lab', 'archive', at('stems'), '--out', at('small.zip')]);
    expect(made.status, made.err).toBe(0);
    expect(readFileSync(at('small.zip')).length).toBeLessThan(10_000);
    const lost = await divisi(['lab', 'run', at('small.zip')]);
    expect(lost.status).toBe(2);
    expect(lost.err).toContain('only the hash of "duo.wav"');
    await forge(at('small.zip'), at('forged.zip'), 'runs/1/separation.json', (text) =>
      text.replace(/("rms_dbfs": )(-?[\d.]+)/, '$1-1.25'),
    );
    const ran = await divisi([
      ...[
        'lab',
        'run',
        at('forged.zip'),
        '--sounds',
        folder.path,
        '--out',
        at('kept'),
        '--library',
        at('library'),
      ],
    ]);
    expect(ran.status, ran.err).toBe(3);
    expect(ran.out).toMatch(/ {2}stems\.violin\.rms_dbfs: -1\.25 was archived, now -[\d.]+\n/);
    expect(ran.out).toMatch(/stems: \d+ of \d+ figures are identical/);
    expect(ran.err).toContain('differs in 1 figures');
    expect(sha256(readFileSync(at('kept', '1', 'violin.wav')))).toBe(
      sha256(readFileSync(at('stems', 'violin.wav'))),
    );
  });

  test('what was changed since the separation or in the archive is refused', async () => {
    await divisi(['lab', 'archive', at('stems'), '--out', at('honest.zip')]);
    const archive = await openArchive(at('honest.zip'), LIMITS);
    const entries = await Promise.all(
      archive.names.map(async (name) => ({ name, bytes: await archive.read(name, 1e9) })),
    );
    archive.close();
    const changed = entries.map(({ name, bytes }) =>
      name.endsWith('notes.json')
        ? { name, bytes: Buffer.concat([bytes, Buffer.from(' ')]) }
        : { name, bytes },
    );
    await writeArchive(at('changed.zip'), changed, new AbortController().signal);
    const ran = await divisi(['lab', 'run', at('changed.zip'), '--sounds', at('duo.wav')]);
    expect(ran.status).toBe(2);
    expect(ran.err).toContain('was changed after it was archived');
    writeFileSync(at('stems', 'rest.wav'), 'other');
    const made = await divisi(['lab', 'archive', at('stems'), '--out', at('never.zip')]);
    expect(made.status).toBe(2);
    expect(made.err).toContain('"rest" was changed since it was used');
  });

  test('a call without anything to archive, and options that need references, are refused', async () => {
    expect((await divisi(['lab', 'archive', '--out', at('x.zip')])).err).toContain('Name a folder');
    const bss = await divisi(['lab', 'archive', at('stems'), '--bss', '--out', at('x.zip')]);
    expect([bss.status, bss.err]).toEqual([2, expect.stringContaining('--reference')]);
  });
});

test('an archived listening test gives its plans, statistics and sounds again', async () => {
  const library = at('studies');
  const { host, client } = await startHost(library);
  const { studyId, people } = await preparedStudy(host, client, folder.path, { trials: 2, participants: 2 });
  for (const person of people) {
    const who = participant(host, person);
    for (const screen of [0, 1]) {
      const ratings = [100, 80, 60, 40, 20];
      const answer = { kind: 'mushra', ratings } as const;
      expect((await who.answer({ screen, answer, isFinal: true })).status).toBe(204);
    }
  }
  await host.close();
  const archive = async (out: string, ...more: string[]) => {
    const made = await divisi([
      ...['lab', 'archive', '--study', studyId, '--library', library, '--out', at(out), ...more],
    ]);
    expect(made.status, made.err).toBe(0);
  };
  const run = async (name: string, ...more: string[]) => {
    const ran = await divisi(['lab', 'run', at(name), '--json', ...more]);
    return { ...ran, part: Repeated.parse(JSON.parse(ran.out)).parts[0] };
  };
  await archive('study.zip', '--with-sounds');
  const ran = await run('study.zip', '--out', at('rendered'));
  expect(ran.status, ran.err + ran.out).toBe(0);
  expect(ran.part).toMatchObject({ name: 'Two separators', kind: 'study', differences: [], left_out: [] });
  // Two trials of a reference, two conditions, and three sounds that are made from the reference.
  const heard = readdirSync(at('rendered', 'study-1', '2')).filter((name) => name.endsWith('.wav'));
  expect(heard).toHaveLength(12);
  // Without level-matching the sounds differ; with another seed the answers belong to other sounds.
  await forge(at('study.zip'), at('unmatched.zip'), 'studies/1/inputs-2.json', (text) =>
    text.replace('"levelMatch": true', '"levelMatch": false'),
  );
  const unmatched = await run('unmatched.zip');
  expect(unmatched.status).toBe(3);
  const differing = unmatched.part?.differences.map(({ what }) => what) ?? [];
  expect(differing).toContain('heard.2.sounds.0-1.wav');
  expect(differing).toContain('heard.2.levels.0.stimuli.1.gainDb');
  expect(differing).not.toContain('heard.2.sounds.0-0.wav');
  await archive('small.zip');
  await forge(at('small.zip'), at('reseeded.zip'), 'studies/1/study.json', (text) =>
    text.replace(/"seed": \d+/, '"seed": 12345'),
  );
  const reseeded = await run('reseeded.zip');
  expect(reseeded.status).toBe(3);
  expect(reseeded.part?.differences.map(({ what }) => what)).toContain('results.plans.0.seed');
  expect(reseeded.part?.left_out).toEqual([
    expect.stringMatching(/^Version 2 was not rendered again: The archive has only the hash of "[^"]+\.wav"/),
  ]);
  const found = await run('small.zip', '--sounds', library);
  expect([found.status, found.part?.left_out]).toEqual([0, []]);
});
