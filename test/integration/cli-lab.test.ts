import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    expect(made.err).toContain('"rest" was changed after the separation');
  });

  test('a call without anything to archive, and options that need references, are refused', async () => {
    expect((await divisi(['lab', 'archive', '--out', at('x.zip')])).err).toContain('Name a folder');
    const bss = await divisi(['lab', 'archive', at('stems'), '--bss', '--out', at('x.zip')]);
    expect([bss.status, bss.err]).toEqual([2, expect.stringContaining('--reference')]);
  });
});

test('an archived listening test gives its plans and statistics again from seeds and answers', async () => {
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
  const made = await divisi([
    'lab',
    'archive',
    '--study',
    studyId,
    '--library',
    library,
    '--out',
    at('study.zip'),
  ]);
  expect(made.status, made.err).toBe(0);
  const ran = await divisi(['lab', 'run', at('study.zip'), '--json']);
  expect(ran.status, ran.err + ran.out).toBe(0);
  const { parts } = Repeated.parse(JSON.parse(ran.out));
  expect(parts[0]).toMatchObject({ name: 'Two separators', kind: 'study', differences: [] });
  expect(parts[0]?.compared).toBeGreaterThan(50);
  // Another seed is another plan: the answers then belong to other sounds.
  await forge(at('study.zip'), at('reseeded.zip'), 'studies/1/study.json', (text) =>
    text.replace(/"seed": \d+/, '"seed": 12345'),
  );
  const reseeded = await divisi(['lab', 'run', at('reseeded.zip'), '--json']);
  expect(reseeded.status).toBe(3);
  const { differences } = Repeated.parse(JSON.parse(reseeded.out)).parts[0] ?? { differences: [] };
  expect(differences.map(({ what }) => what)).toContain('results.plans.0.seed');
});
