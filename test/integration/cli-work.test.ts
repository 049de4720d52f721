import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { divisi, readWav, tempFolder, writeWav } from './cli-fixture.ts';

// Each test starts whole programs; a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

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

  test('the same call gives the same bytes and replaces what was there', async () => {
    const before = report.stems;
    const ran = await divisi(args(at('new', 'out')));
    expect(ran.status, ran.err).toBe(0);
    const again = Report.parse(JSON.parse(ran.out)).stems;
    for (const [name, stem] of Object.entries(again)) expect(stem.sha256).toBe(before[name]?.sha256);
    expect(readdirSync(at('new', 'out'))).toHaveLength(5);
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

describe('evaluate', () => {
  const Figures = z.object({
    sdr: z.number().nullable(),
    si_sdr: z.number().nullable(),
    si_sdr_improvement: z.number().nullable(),
  });
  const Evaluation = z.object({
    stems: z.record(z.string(), Figures),
    mean: Figures,
    silent: z.array(z.string()),
    unmatched: z.array(z.string()),
  });
  const tone =
    (hz: number, gain = 0.5) =>
    (frame: number, _channel: number, rate: number) =>
      gain * Math.sin((2 * Math.PI * hz * frame) / rate);

  beforeAll(() => {
    mkdirSync(at('ref'));
    mkdirSync(at('est'));
    // Whole periods in one second: the tones are orthogonal, so that every figure has a closed form.
    writeWav(at('ref', 'violin.wav'), { format: 'f32', channels: 1, sample: tone(440) });
    writeWav(at('ref', 'cello.wav'), { format: 'f32', channels: 1, sample: tone(110) });
    writeWav(at('ref', 'flute.wav'), { format: 'f32', channels: 1, sample: () => 0 });
    writeWav(at('ref', 'horn.wav'), { format: 'f32', channels: 1, sample: tone(220, 0) });
    const [violin, cello] = [tone(440), tone(110)];
    writeWav(at('est', 'violin.wav'), {
      format: 'f32',
      channels: 1,
      sample: (frame, channel, rate) => violin(frame, channel, rate) + 0.1 * cello(frame, channel, rate),
    });
    writeWav(at('est', 'cello.wav'), { format: 'f32', channels: 1, sample: tone(110, 0.25) });
    writeWav(at('est', 'flute.wav'), { format: 'f32', channels: 1, sample: tone(330, 0.1) });
    writeWav(at('est', 'rest.wav'), { format: 'f32', channels: 1, sample: tone(50, 0.1) });
  });

  test('prints what the formulas say, leaves silence out of the mean, and only JSON on stdout', async () => {
    const ran = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('est'), '--json']);
    expect(ran.status, ran.err).toBe(0);
    const { stems, mean, silent, unmatched } = Evaluation.parse(JSON.parse(ran.out));
    expect(stems['violin']?.sdr).toBeCloseTo(20, 3);
    expect(stems['violin']?.si_sdr).toBeCloseTo(20, 3);
    // Both tones are equally strong in the mixture: its SI-SDR is 0 dB.
    expect(stems['violin']?.si_sdr_improvement).toBeCloseTo(20, 3);
    expect(stems['cello']?.sdr).toBeCloseTo(20 * Math.log10(2), 3);
    expect(stems['cello']?.si_sdr).toBeGreaterThan(100);
    expect(stems['flute']).toEqual({ sdr: null, si_sdr: null, si_sdr_improvement: null });
    expect(mean.sdr).toBeCloseTo(10 + 10 * Math.log10(2), 3);
    expect(silent).toEqual(['flute']);
    expect(unmatched).toEqual(['horn', 'rest']);
  });

  test('a mixture of its own is what counts as unprocessed', async () => {
    const mixture = writeWav(at('mixture.wav'), {
      format: 'f32',
      channels: 1,
      sample: (frame, channel, rate) =>
        tone(440)(frame, channel, rate) + 10 * tone(330, 0.5)(frame, channel, rate),
    });
    const ran = await divisi([
      'evaluate',
      '--reference',
      at('ref'),
      '--estimate',
      at('est'),
      '--mixture',
      mixture,
      '--json',
    ]);
    expect(ran.status, ran.err).toBe(0);
    expect(Evaluation.parse(JSON.parse(ran.out)).stems['violin']?.si_sdr_improvement).toBeCloseTo(40, 3);
  });

  test('folders that do not match, and lengths that differ, are told', async () => {
    mkdirSync(at('other'));
    const nothing = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('other')]);
    expect([nothing.status, nothing.out]).toEqual([2, '']);
    expect(nothing.err).toMatch(/^divisi: There is no audio file in .*\n$/);
    writeWav(at('other', 'violin.wav'), { format: 'f32', channels: 1, seconds: 2 });
    const longer = await divisi(['evaluate', '--reference', at('ref'), '--estimate', at('other'), '--json']);
    expect([longer.status, longer.out]).toEqual([2, '']);
    expect(longer.err).toMatch(/"violin" has another length/);
  });
});

describe('the library from the command line', () => {
  const Imported = z.object({
    recordings: z.array(
      z.object({
        id: z.string(),
        file: z.string(),
        state: z.string(),
        separation: z.string().nullable(),
        problem: z.object({ code: z.string() }).nullable(),
      }),
    ),
  });

  test('imports a folder, separates it, and tells what failed', async () => {
    mkdirSync(at('takes', 'second'), { recursive: true });
    writeWav(at('takes', 'one.wav'), { seconds: 1.5, channels: 1 });
    writeFileSync(at('takes', 'second', 'broken.wav'), 'no audio at all');
    const ran = await divisi([
      'import',
      at('takes'),
      '--separate',
      '--instruments',
      'violin,cello',
      '--library',
      at('import-library'),
      '--json',
    ]);
    expect(ran.status).toBe(2);
    expect(ran.err.trimEnd().split('\n').at(-1)).toMatch(/^divisi: broken: .*\(1 of 2 recordings failed\)$/);
    const { recordings } = Imported.parse(JSON.parse(ran.out));
    expect(recordings.map(({ file, state }) => [file, state])).toEqual([
      [at('takes', 'one.wav'), 'ready'],
      [at('takes', 'second', 'broken.wav'), 'failed'],
    ]);
    expect(recordings[0]?.separation).toMatch(/^sep_/);
    expect(recordings[1]?.problem?.code).toMatch(/^file\//);
  });

  test('Ctrl-C ends it with 130 and leaves no half recording', async () => {
    const takes = at('many');
    mkdirSync(takes);
    for (let take = 1; take <= 6; take += 1)
      writeWav(join(takes, `${take}.wav`), { seconds: 10, rate: 96_000, format: 's24' });
    const own = at('interrupted-library');
    const ran = await divisi(['import', takes, '--library', own], { interrupt: { after: '%' } });
    expect(ran.status).toBe(130);
    expect(ran.err.trimEnd().split('\n').at(-1)).toBe('divisi: Interrupted');
    expect(readdirSync(join(own, 'peaks'))).toEqual([]);
    const again = await divisi(['import', join(takes, '1.wav'), '--library', own, '--json']);
    expect(Imported.parse(JSON.parse(again.out)).recordings).toHaveLength(1);
  });

  test('a mistyped name makes no library', async () => {
    const ran = await divisi(['import', at('nowhere.wav'), '--library', at('never')]);
    expect(ran.status).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });
});

describe('what tells about the installation', () => {
  test('doctor tries the providers and prints one object', async () => {
    const ran = await divisi(['doctor', '--json', '--library', at('no-library')]);
    expect(ran.status, ran.err).toBe(0);
    const report = z
      .object({
        program: z.object({ version: z.string() }),
        runtime: z.object({ node: z.string(), inference: z.string() }),
        providers: z.array(z.object({ provider: z.string(), works: z.boolean() })),
        library: z.object({ exists: z.boolean(), free_disk_mb: z.number() }),
      })
      .parse(JSON.parse(ran.out));
    expect(report.providers.at(-1)).toMatchObject({ provider: 'cpu', works: true });
    expect(report.library.exists).toBe(false);
    expect(existsSync(at('no-library'))).toBe(false);
  });

  test('models: listed, verified, added as unverified, not over a built-in one, removed', async () => {
    const listed = await divisi(['models', 'list', '--json', '--library', library]);
    const Models = z.object({
      models: z.array(z.object({ id: z.string(), default: z.boolean(), origin: z.string() })),
    });
    const standard = Models.parse(JSON.parse(listed.out)).models.find((model) => model.default);
    const id = standard?.id ?? '';
    const builtIn = join(import.meta.dirname, '..', '..', 'models', id);
    expect((await divisi(['models', 'verify', '--library', library])).status).toBe(0);
    const over = await divisi(['models', 'add', builtIn, '--library', library]);
    expect([over.status, over.out]).toEqual([2, '']);
    expect(over.err).toMatch(/built-in model/);

    const manifest = z
      .looseObject({ id: z.string(), weights: z.looseObject({ file: z.string() }) })
      .parse(JSON.parse(readFileSync(join(builtIn, 'manifest.json'), 'utf8')));
    const copy = at('my-model');
    mkdirSync(copy);
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, id: 'my-model' }));
    const weights = readFileSync(join(builtIn, manifest.weights.file));
    writeFileSync(
      join(copy, manifest.weights.file),
      weights.map((byte, index) => (index === 5000 ? byte ^ 1 : byte)),
    );
    const wrong = await divisi(['models', 'add', copy, '--library', library]);
    expect([wrong.status, wrong.out]).toEqual([3, '']);
    expect(wrong.err).toMatch(/^divisi: .*\n$/);
    writeFileSync(join(copy, manifest.weights.file), weights);
    expect((await divisi(['models', 'add', copy, '--library', library])).status).toBe(0);
    const after = Models.parse(
      JSON.parse((await divisi(['models', 'list', '--json', '--library', library])).out),
    );
    expect(after.models.find((model) => model.id === 'my-model')).toMatchObject({
      origin: 'added',
      default: false,
    });
    expect((await divisi(['models', 'remove', 'my-model', '--library', library])).status).toBe(0);
    expect((await divisi(['models', 'remove', id, '--library', library])).status).toBe(2);
  });

  test('help names every command and what is missing', async () => {
    const ran = await divisi(['help']);
    expect(ran.status).toBe(0);
    for (const name of ['separate', 'remix', 'evaluate', 'models', 'doctor', 'import', 'bench', 'serve']) {
      expect(ran.out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(ran.out).toMatch(/Not there yet: identify, search, similar, adapt/);
    expect((await divisi(['evaluate', '--help'])).out).toMatch(/ms_ssim and nlpd are not there yet/);
    expect((await divisi(['--version'])).out).toMatch(/^divisi \d+\.\d+\.\d+\n$/);
  });
});
