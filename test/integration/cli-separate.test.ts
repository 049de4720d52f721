import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseNotes } from '../../src-shared/project/notes.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { tempFolder } from '../support/temp.ts';
import { readWav, writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
/** Not by spreading: a recording has more samples than a call takes arguments. */
const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);
const at = (...names: string[]): string => join(folder.path, ...names);
const library = at('library');
afterAll(() => folder.remove());

const Report = z.object({
  model: z.string(),
  seconds: z.number(),
  took_s: z.number().positive(),
  provider: z.string(),
  stems: z.record(
    z.string(),
    z.object({ file: z.string(), sha256: z.string(), rms_dbfs: z.number().nullable() }),
  ),
  undeclared: z.array(z.object({ instrument: z.string(), share: z.number() })),
  recording: z.object({ sha256: z.string(), sample_rate: z.number(), channels: z.number() }),
  from: z.number(),
  to: z.number(),
  weights_sha256: z.string(),
  bit_depth: z.string(),
});

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('separate and remix', () => {
  let source: string;
  let report: z.infer<typeof Report>;
  const args = (out: string, ...more: string[]): string[] => [
    'separate',
    source,
    '--instruments',
    'violin,cello',
    '--library',
    library,
    '--provider',
    'cpu',
    '--threads',
    '1',
    '--out',
    out,
    '--json',
    ...more,
  ];

  beforeAll(async () => {
    source = writeWav(at('Žofie 日本 🎻.wav'), { seconds: 3, rate: 48_000, format: 's24' });
    const ran = await divisi(args(at('new', 'out')));
    expect(ran.status, ran.err).toBe(0);
    expect(ran.out.endsWith('}\n')).toBe(true);
    report = Report.parse(JSON.parse(ran.out));
  });

  test('writes one file a player, the rest and what was done, and nothing else', () => {
    expect(readdirSync(at('new', 'out')).sort()).toEqual([
      'cello.wav',
      'project.json',
      'rest.wav',
      'separation.json',
      'separation.log.json',
      'violin.wav',
    ]);
    expect(Object.keys(report.stems)).toEqual(['violin', 'cello', 'rest']);
    expect(report).toMatchObject({ seconds: 3, provider: 'cpu', bit_depth: '24', from: 0, to: 144_000 });
    expect(report.recording).toMatchObject({ sha256: sha256(source), sample_rate: 48_000, channels: 2 });
    for (const stem of Object.values(report.stems)) expect(sha256(stem.file)).toBe(stem.sha256);
    const stored: unknown = JSON.parse(readFileSync(at('new', 'out', 'separation.json'), 'utf8'));
    expect(stored).toMatchObject({ model: report.model, stems: { violin: { file: 'violin.wav' } } });
  });

  test('the stems have the rate and depth of the recording and add up to it bit for bit', () => {
    const original = readWav(readFileSync(source));
    const stems = Object.values(report.stems).map(({ file }) => readWav(readFileSync(file)));
    for (const stem of stems) expect([stem.rate, stem.bits, stem.channels]).toEqual([48_000, 24, 2]);
    const sum = original.samples.map((_, index) =>
      stems.reduce((total, stem) => total + (stem.samples[index] ?? 0), 0),
    );
    expect(sum).toEqual(original.samples);
  });

  /** Every file of an output folder but the log, which says what may differ. */
  const hashes = (...out: string[]) =>
    Object.fromEntries(
      readdirSync(at(...out))
        .filter((name) => name !== 'separation.log.json')
        .map((name) => [name, sha256(at(...out, name))]),
    );

  test('the same call gives the same bytes and replaces what was there', async () => {
    const before = hashes('new', 'out');
    const ran = await divisi(args(at('new', 'out')));
    expect(ran.status, ran.err).toBe(0);
    expect(hashes('new', 'out')).toEqual(before);
    expect(readdirSync(at('new', 'out'))).toHaveLength(6);
  });

  test('stems of an earlier separation are not left beside those of another', async () => {
    const out = at('mixed');
    cpSync(at('new', 'out'), out, { recursive: true });
    const other = args(out).map((arg) => (arg === 'violin,cello' ? 'violin' : arg));
    const refused = await divisi(other);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('cello.wav');
    expect(refused.err).toContain('--replace');
    expect(sha256(at('mixed', 'separation.json'))).toBe(sha256(at('new', 'out', 'separation.json')));
    const ran = await divisi([...other, '--replace']);
    expect(ran.status, ran.err).toBe(0);
    expect(readdirSync(out)).not.toContain('cello.wav');
    expect(readdirSync(out)).toContain('violin.wav');
  });

  test('separation.json has neither times nor hosts, and says what computed it; the log has the rest', () => {
    const text = readFileSync(at('new', 'out', 'separation.json'), 'utf8');
    expect(text).not.toContain(hostname());
    expect(text).not.toContain(folder.path);
    const stored = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    expect(Object.keys(stored).filter((key) => /_s$|_at$|took|host/.test(key))).toEqual([]);
    expect(stored).toMatchObject({
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model.trim(),
      told: null,
      recording: { file: join('..', '..', 'Žofie 日本 🎻.wav') },
    });
    expect(stored['commit']).toMatch(/^[0-9a-f]{40}(-dirty)?$/);
    const log: unknown = JSON.parse(readFileSync(at('new', 'out', 'separation.log.json'), 'utf8'));
    expect(log).toMatchObject({ host: hostname(), took_s: expect.any(Number) as number });
  });

  test('told the notes of a table: other stems, and the revision is recorded', async () => {
    const table = at('notes.csv');
    writeFileSync(
      table,
      'player,onset_s,offset_s,pitch\nviolin,0.2,2.5,69\ncello,0.2,2.5,45\nflute,1,2,80\n',
    );
    const ran = await divisi(args(at('told'), '--notes', table));
    expect(ran.status, ran.err).toBe(0);
    const told = Report.extend({ notes: z.array(z.string()), notes_sha256: z.string() }).parse(
      JSON.parse(ran.out),
    );
    expect(told.notes_sha256).toBe(sha256(at('told', 'notes.json')));
    expect(told.notes).toContain('The notes of flute are left out: no such player is declared');
    expect(told.stems['violin']?.sha256).not.toBe(report.stems['violin']?.sha256);
    // The copy is a notes document: told again, it gives the same bytes.
    const again = await divisi(args(at('again'), '--notes', at('told', 'notes.json')));
    expect(again.status, again.err).toBe(0);
    expect(Report.parse(JSON.parse(again.out)).stems['violin']?.sha256).toBe(told.stems['violin']?.sha256);
  });

  test('heard notes are told, kept beside the stems and recorded; they stand beside no others', async () => {
    const duo = writeWav(at('duo.wav'), { rate: RATE, channels: 1, seconds: 4, sample });
    const listening = (players: string) =>
      divisi([
        ...['separate', duo, '--instruments', players, '--library', library, '--threads', '1', '--json'],
        ...['--out', at('heard'), '--replace', '--heard-notes', '--provider', 'cpu'],
      ]);
    const Told = Report.extend({
      notes: z.array(z.string()),
      notes_sha256: z.string().nullable(),
      heard: z.object({ notes: z.number(), player_confidence: z.number() }).nullable(),
      unordered: z.array(z.array(z.string())),
    });
    const unlike = await listening('flute,cello');
    expect(Told.parse(JSON.parse(unlike.out))).toMatchObject({
      notes: [expect.stringContaining('told no notes')],
      notes_sha256: null,
      heard: null,
      unordered: [],
    });
    const ran = await listening('flute:2');
    expect(ran.status, ran.err).toBe(0);
    const told = Told.parse(JSON.parse(ran.out));
    expect(told.notes_sha256).toBe(sha256(at('heard', 'notes.json')));
    const { notes } = parseNotes(readFileSync(at('heard', 'notes.json'), 'utf8'));
    expect(new Set(notes.map(({ origin }) => origin))).toEqual(new Set(['heard']));
    // How surely each note is played, and whose it is; of two flutes nothing tells which is the first.
    expect(notes.every(({ playerConfidence = 0 }) => playerConfidence >= 0.5 && playerConfidence <= 1)).toBe(
      true,
    );
    expect(told.heard).toMatchObject({ notes: notes.length });
    expect(told.heard?.player_confidence).toBeGreaterThan(0.5);
    expect(told.unordered).toEqual([['flute-1', 'flute-2']]);
    expect(told.notes.join()).toContain('divisi swap project.json flute-1 flute-2');
    const before = hashes('heard');
    expect((await listening('flute:2')).status).toBe(0);
    expect(hashes('heard')).toEqual(before);
    const both = await divisi(args(at('refused'), '--heard-notes', '--score', at('notes.csv')));
    expect(both.status).toBe(2);
    expect(both.err).toContain('--heard-notes works without notes');
  });

  test('notes of other players, and notes beside a score, are refused', async () => {
    const table = at('other.csv');
    writeFileSync(table, 'player,onset_s,offset_s,pitch\noboe,0.2,2.5,69\n');
    const other = await divisi(args(at('refused'), '--notes', table));
    expect([other.status, other.out]).toEqual([2, '']);
    expect(other.err).toContain('None of the notes belongs to a declared player; the file names oboe');
    const both = await divisi(args(at('refused'), '--notes', table, '--score', table));
    expect(both.status).toBe(2);
    expect(both.err).toContain('exclude each other');
    expect(existsSync(at('refused', 'separation.json'))).toBe(false);
  });

  test('a passage as FLAC', async () => {
    const ran = await divisi(
      args(at('flac'), '--from', '0:01', '--to', '2.5', '--format', 'flac', '--bit-depth', '16'),
    );
    expect(ran.status, ran.err).toBe(0);
    const passage = Report.parse(JSON.parse(ran.out));
    expect([passage.from, passage.to, passage.seconds]).toEqual([48_000, 120_000, 1.5]);
    expect(readFileSync(at('flac', 'violin.flac')).toString('latin1', 0, 4)).toBe('fLaC');
    const mixed = await divisi([
      'remix',
      at('flac', 'project.json'),
      '--out',
      at('flac', 'mix.wav'),
      '--json',
    ]);
    expect(mixed.status, mixed.err).toBe(0);
    expect(readWav(readFileSync(at('flac', 'mix.wav'))).samples).toHaveLength(72_000 * 2);
  });

  test('an untouched project renders the recording; edited gains are heard; the folder can move', async () => {
    const original = readWav(readFileSync(source));
    const untouched = await divisi([
      'remix',
      at('new', 'out', 'project.json'),
      '--out',
      at('mix.wav'),
      '--json',
    ]);
    expect(untouched.status, untouched.err).toBe(0);
    const mix = readWav(readFileSync(at('mix.wav')));
    expect([mix.rate, mix.bits, mix.channels]).toEqual([48_000, 24, 2]);
    const worst = largest(
      mix.samples.map((value, index) => Math.abs(value - (original.samples[index] ?? 0))),
    );
    expect(worst).toBeLessThanOrEqual(2);

    const Project = z
      .object({ document: z.looseObject({ tracks: z.array(z.looseObject({ muted: z.boolean() })) }) })
      .loose();
    const project = Project.parse(JSON.parse(readFileSync(at('new', 'out', 'project.json'), 'utf8')));
    for (const track of project.document.tracks.slice(1)) track['muted'] = true;
    const [first] = project.document.tracks;
    if (first !== undefined) first['gainDb'] = -20 * Math.log10(2);
    mkdirSync(at('moved'));
    for (const name of ['violin', 'cello', 'rest']) {
      writeFileSync(at('moved', `${name}.wav`), readFileSync(at('new', 'out', `${name}.wav`)));
    }
    writeFileSync(at('moved', 'edited.json'), JSON.stringify(project));
    const edited = await divisi([
      'remix',
      at('moved', 'edited.json'),
      '--out',
      at('half.wav'),
      '--bit-depth',
      '32f',
    ]);
    expect(edited.status, edited.err).toBe(0);
    const violin = readWav(readFileSync(at('moved', 'violin.wav'))).samples;
    const half = readWav(readFileSync(at('half.wav'))).samples;
    const error = largest(half.map((value, index) => Math.abs(value - (violin[index] ?? 0) / 2 ** 24)));
    expect(error).toBeLessThan(1e-6);
  });

  test('a stem that is missing, or has another length, is told', async () => {
    const lost = { ...(JSON.parse(readFileSync(at('new', 'out', 'project.json'), 'utf8')) as object) };
    mkdirSync(at('lost'));
    writeFileSync(at('lost', 'project.json'), JSON.stringify(lost));
    const missing = await divisi(['remix', at('lost', 'project.json'), '--out', at('lost.wav')]);
    expect([missing.status, missing.out]).toEqual([2, '']);
    expect(missing.err).toMatch(/^divisi: ".*violin\.wav" is not there/m);
    for (const name of ['violin', 'cello', 'rest'])
      writeWav(at('lost', `${name}.wav`), { rate: 48_000, seconds: 1 });
    const other = await divisi(['remix', at('lost', 'project.json'), '--out', at('lost.wav')]);
    expect(other.status).toBe(2);
    expect(other.err).toMatch(/another sample rate or length/);
    expect(existsSync(at('lost.wav'))).toBe(false);
  });

  test('a scratch folder of a killed run goes with the next one', async () => {
    mkdirSync(at('after-kill', `.divisi-${hostname()}-4194999-abcdef`), { recursive: true });
    mkdirSync(at('after-kill', `.divisi-elsewhere-4194999-abcdef`));
    const ran = await divisi(args(at('after-kill'), '--to', '0.5'));
    expect(ran.status, ran.err).toBe(0);
    expect(readdirSync(at('after-kill')).filter((name) => name.startsWith('.'))).toEqual([
      '.divisi-elsewhere-4194999-abcdef',
    ]);
  });

  test('Ctrl-C ends it with 130 and leaves nothing behind', async () => {
    const long = writeWav(at('long.wav'), { seconds: 40, channels: 1 });
    const ran = await divisi(
      [
        'separate',
        long,
        '--instruments',
        'violin,viola,cello',
        '--library',
        library,
        '--out',
        at('broken', 'off'),
      ],
      { interrupt: { after: 'separating' } },
    );
    expect(ran.status).toBe(130);
    expect(ran.err.trimEnd().split('\n').at(-1)).toBe('divisi: Interrupted');
    expect(ran.out).toBe('');
    expect(existsSync(at('broken'))).toBe(false);
  });
});
