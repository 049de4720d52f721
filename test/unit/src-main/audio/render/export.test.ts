import { access, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderMix } from '../../../../support/render-mix.ts';
import { Mixer } from '../../../../../src-shared/mixing/mixer.ts';
import { defaultStrip } from '../../../../../src-shared/mixing/processors/registry.ts';
import { exportNow, makeProject, readWhole, splitOnGrid, sumOf } from './export-helpers.ts';
import { amplitudeAt, failureOf, noise, useFolder } from '../helpers.ts';

const at = useFolder();
const FRAMES = 50_001;

async function parts(): Promise<string[]> {
  return (await readdir(at(''))).filter((name) => name.endsWith('.part'));
}

describe('the mix', () => {
  it.each([
    ['16 bits stereo', 's16', 16, 2],
    ['24 bits stereo', 's24', 24, 2],
    ['16 bits mono', 's16', 16, 1],
    ['24 bits mono', 's24', 24, 1],
  ] as const)('of untouched stems is the recording bit for bit: %s', async (_, format, bits, channels) => {
    const recording = Array.from({ length: channels }, (__, channel) => noise(FRAMES, channel + 1, bits));
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: format,
      stems: splitOnGrid(recording, 3, bits),
      track: () => ({ strip: defaultStrip() }),
    });
    const { files, truePeakDbtp } = await exportNow(input);
    expect(files.map((file) => file.name)).toEqual(['mix.wav']);
    expect(await readWhole(at('mix.wav'))).toEqual(recording);
    expect(files[0]?.clippedSamples).toBe(0);
    expect(truePeakDbtp).toBeGreaterThan(-1);
    expect(await parts()).toEqual([]);
  });

  it('is what the mixer makes of the whole, block for block, with strips, pans and gains', async () => {
    const recording = [noise(FRAMES, 1, null, 0.2), noise(FRAMES, 2, null, 0.2)];
    const stems = [
      [noise(FRAMES, 3, null, 0.2), noise(FRAMES, 4, null, 0.2)],
      [noise(FRAMES, 5, null, 0.1), noise(FRAMES, 6, null, 0.1)],
    ];
    const strip = defaultStrip().map((entry) => ({ ...entry, bypassed: false }));
    const made = await makeProject({
      at,
      recording,
      recordingFormat: 'f32',
      stems,
      masterGainDb: -1,
      track: (index) => (index === 0 ? { gainDb: 3, pan: -0.4, strip } : { gainDb: -2, pan: 0.2 }),
    });
    await exportNow(made.input);
    const mixed = await readWhole(at('mix.wav'));

    const mixer = new Mixer(44_100);
    mixer.configure({ tracks: made.input.document.tracks, masterGainDb: -1 });
    const expected = renderMix(mixer, stems, 0, FRAMES);
    expect(mixed).toEqual(expected);
  });

  it('of a passage nulls with the same passage of the whole', async () => {
    const recording = [noise(FRAMES * 2, 1, null, 0.3)];
    const strip = defaultStrip().map((entry) => ({ ...entry, bypassed: false }));
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 'f32',
      stems: splitOnGrid(recording, 1, 24),
      track: () => ({ strip }),
    });
    await exportNow(input);
    const range = { start: 60_017, end: 70_003 };
    await exportNow({ ...input, range, name: 'passage' });
    const [whole = new Float32Array()] = await readWhole(at('mix.wav'));
    const [passage = new Float32Array()] = await readWhole(at('passage.wav'));
    expect(passage.length).toBe(range.end - range.start);
    const difference = passage.map((value, index) => Math.abs(value - (whole[range.start + index] ?? NaN)));
    expect(20 * Math.log10(Math.max(...difference) + 1e-12)).toBeLessThan(-100);
  });

  it('counts what clips and reports loudness, but changes nothing', async () => {
    const tone = Float32Array.from(
      { length: 44_100 * 3 },
      (_, n) => 0.9 * Math.sin((2 * Math.PI * 997 * n) / 44_100),
    );
    const { input } = await makeProject({
      at,
      recording: [tone],
      recordingFormat: 's24',
      stems: [[tone], [new Float32Array(tone.length)]],
      masterGainDb: 6,
    });
    const { files, integratedLufs, truePeakDbtp } = await exportNow(input);
    const [mixed = new Float32Array()] = await readWhole(at('mix.wav'));
    const full = 8388607 / 8388608;
    const expected = tone.filter((value) => Math.abs(value * 10 ** (6 / 20)) >= full).length;
    expect(Math.abs((files[0]?.clippedSamples ?? 0) - expected)).toBeLessThan(expected * 0.001);
    expect(mixed.reduce((peak, value) => Math.max(peak, value), 0)).toBe(full);
    // A sine of amplitude a reads 20·log10(a) - 3.01 dB in K-weighted loudness around 1 kHz, mono (BS.1770-4).
    expect(integratedLufs).toBeCloseTo(20 * Math.log10(0.9) + 6 - 3.01, 0);
    expect(truePeakDbtp).toBeCloseTo(20 * Math.log10(0.9) + 6, 0);
  });

  it('is resampled where another rate is asked for, to the exact length', async () => {
    const tone = Float32Array.from(
      { length: 44_100 },
      (_, n) => 0.5 * Math.sin((2 * Math.PI * 1_000 * n) / 44_100),
    );
    const { input } = await makeProject({
      at,
      recording: [tone],
      recordingFormat: 's16',
      stems: [[tone], [new Float32Array(tone.length)]],
      input: { sampleRate: 96_000, format: 'flac', bitDepth: '24' },
    });
    const { files } = await exportNow(input);
    expect(files[0]?.name).toBe('mix.flac');
    const bytes = await readFile(at('mix.flac'));
    const packed = bytes.readBigUInt64BE(18);
    expect(Number(packed >> 44n)).toBe(96_000);
    expect(Number(packed & 0xf_ffff_ffffn)).toBe(96_000);
  });

  it('dithers where depth falls: a tone below one step survives', async () => {
    const tone = Float32Array.from(
      { length: 44_100 },
      (_, n) => (0.4 / 32768) * Math.sin((2 * Math.PI * 441 * n) / 44_100),
    );
    const { input } = await makeProject({
      at,
      recording: [tone],
      recordingFormat: 'f32',
      stems: [[tone], [new Float32Array(tone.length)]],
      input: { bitDepth: '16' },
    });
    await exportNow(input);
    const [mixed = new Float32Array()] = await readWhole(at('mix.wav'));
    expect(amplitudeAt(mixed, 441, 44_100) * 32768).toBeCloseTo(0.4, 1);
    await exportNow({ ...input, name: 'again' });
    expect(await readFile(at('again.wav'))).toEqual(await readFile(at('mix.wav')));
  });

  it('is mono only where both sides are equal', async () => {
    const mono = [noise(1_000, 1, 16)];
    const stems = splitOnGrid(mono, 1, 16);
    const made = await makeProject({
      at,
      recording: mono,
      recordingFormat: 's16',
      stems,
      track: (index) => ({ pan: index === 0 ? 0.5 : 0 }),
    });
    await exportNow(made.input);
    expect((await readWhole(at('mix.wav'))).length).toBe(2);
  });

  it('leaves out muted tracks and, with a solo, all others', async () => {
    const recording = [noise(2_000, 1, 16, 0.5)];
    const stems = splitOnGrid(recording, 2, 16);
    const muted = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems,
      track: (index) => ({ muted: index === 0 }),
    });
    await exportNow(muted.input);
    expect(await readWhole(at('mix.wav'))).toEqual([
      sumOf([stems[1]?.[0] ?? new Float32Array(), stems[2]?.[0] ?? new Float32Array()]),
    ]);
    const soloed = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems,
      track: (index) => ({ soloed: index === 1 }),
      input: { name: 'solo' },
    });
    await exportNow(soloed.input);
    expect(await readWhole(at('solo.wav'))).toEqual(stems[1]);
  });
});

describe('stems', () => {
  it.each([
    ['wav', '16', 's16', 16],
    ['wav', '24', 's24', 24],
    ['wav', '32f', 's24', 24],
  ] as const)(
    'as separated sum to the recording exactly: %s %s',
    async (format, bitDepth, recordingFormat, bits) => {
      const recording = [noise(FRAMES, 1, bits), noise(FRAMES, 2, bits)];
      const { input } = await makeProject({
        at,
        recording: recording.map((samples) => Float32Array.of(...noise(321, 9, bits), ...samples)),
        offset: 321,
        recordingFormat,
        stems: splitOnGrid(recording, 3, bits),
        names: ['Violin 1', 'Viola', 'Cello', 'rest'],
        input: { what: 'stems', format, bitDepth },
      });
      const { files } = await exportNow(input);
      expect(files.map((file) => file.name)).toEqual(['Violin 1.wav', 'Viola.wav', 'Cello.wav', 'rest.wav']);
      const written = await Promise.all(files.map((file) => readWhole(file.path)));
      recording.forEach((samples, channel) => {
        expect(sumOf(written.map((file) => file[channel] ?? new Float32Array()))).toEqual(samples);
      });
    },
  );

  it('move what clips into the rest, and count it', async () => {
    const recording = [Float32Array.of(0.5, 0.25, -0.75, 0)];
    const stem = [Float32Array.of(1.25, 0.25, -1.5, 1)];
    const rest = [Float32Array.of(-0.75, 0, 0.75, -1)];
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems: [stem, rest],
      input: { what: 'stems' },
    });
    const { files } = await exportNow(input);
    expect(files.map((file) => file.clippedSamples)).toEqual([3, 0]);
    const [first, second] = await Promise.all(files.map((file) => readWhole(file.path)));
    expect([...(first?.[0] ?? [])]).toEqual([32767 / 32768, 0.25, -1, 32767 / 32768]);
    expect(sumOf([first?.[0] ?? new Float32Array(), second?.[0] ?? new Float32Array()])).toEqual(
      recording[0],
    );
  });

  it('whose rest would clip too are refused, with the gain that helps', async () => {
    const recording = [Float32Array.of(0.9, 0.1)];
    const stems = [[Float32Array.of(-0.9, 0)], [Float32Array.of(1.8, 0.1)]];
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems,
      input: { what: 'stems' },
    });
    const failure = await failureOf(exportNow(input), 'audio/clips');
    expect(failure.details).toMatchObject({ clippedSamples: 1, gainDb: -5.3 });
    expect((await readdir(at(''))).filter((name) => name.startsWith('rest'))).toEqual([]);
    expect(await parts()).toEqual([]);
    const lowered = await exportNow({ ...input, commonGainDb: Number(failure.details?.['gainDb']) });
    expect(lowered.files.every((file) => file.clippedSamples === 0)).toBe(true);
    const float = await exportNow({ ...input, bitDepth: '32f' });
    const [stem, rest] = await Promise.all(float.files.map((file) => readWhole(file.path)));
    expect([stem, rest]).toEqual(stems);
  });

  it('at a lower depth sum to the recording dithered to it', async () => {
    const recording = [noise(20_000, 1, 24, 0.5)];
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 's24',
      stems: splitOnGrid(recording, 2, 24),
      input: { what: 'stems', bitDepth: '16' },
    });
    const { files } = await exportNow(input);
    const written = await Promise.all(files.map((file) => readWhole(file.path)));
    const sum = sumOf(written.map((file) => file[0] ?? new Float32Array()));
    const errors = sum.map((value, index) => (value - (recording[0]?.[index] ?? NaN)) * 32768);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(1.5);
    // Triangular dither plus rounding: a quarter of a squared step (1/6 + 1/12), and no offset.
    expect(errors.reduce((total, error) => total + error, 0) / errors.length).toBeCloseTo(0, 1);
    expect(errors.reduce((total, error) => total + error * error, 0) / errors.length).toBeCloseTo(0.25, 1);
  });

  it('of a passage, at another rate, sum to the resampled passage', async () => {
    const recording = [noise(20_000, 1, 16, 0.5)];
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems: splitOnGrid(recording, 2, 16),
      input: { what: 'stems', bitDepth: '32f', sampleRate: 48_000, range: { start: 1_000, end: 11_000 } },
    });
    const { files } = await exportNow(input);
    const written = await Promise.all(files.map((file) => readWhole(file.path)));
    const sum = sumOf(written.map((file) => file[0] ?? new Float32Array()));
    expect(sum.length).toBe(Math.ceil((10_000 * 48_000) / 44_100));
    const whole = await exportNow({ ...input, what: 'mix' });
    const [mix = new Float32Array()] = await readWhole(whole.files[0]?.path ?? '');
    expect(Math.max(...sum.map((value, index) => Math.abs(value - (mix[index] ?? NaN))))).toBeLessThan(1e-6);
  });

  it('treated sum to the mix, whatever is muted', async () => {
    const recording = [noise(10_000, 1, null, 0.3), noise(10_000, 2, null, 0.3)];
    const stems = splitOnGrid(recording, 2, 24);
    const strip = defaultStrip().map((entry) => ({ ...entry, bypassed: false }));
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 'f32',
      stems,
      masterGainDb: -3,
      track: (index) => ({ gainDb: index - 1, pan: index / 4, strip }),
    });
    await exportNow(input);
    const mix = await readWhole(at('mix.wav'));
    const tracks = input.document.tracks.map((track) => ({ ...track, muted: true }));
    const { files } = await exportNow({
      ...input,
      document: { ...input.document, tracks },
      what: 'stems',
      stemsAs: 'treated',
    });
    const written = await Promise.all(files.map((file) => readWhole(file.path)));
    mix.forEach((samples, channel) => {
      const sum = sumOf(written.map((file) => file[channel] ?? new Float32Array()));
      expect(Math.max(...sum.map((value, index) => Math.abs(value - (samples[index] ?? NaN))))).toBeLessThan(
        1e-6,
      );
    });
  });
});

describe('the files of an export', () => {
  const small = () =>
    makeProject({
      at,
      recording: [noise(500, 1, 16)],
      recordingFormat: 's16',
      stems: splitOnGrid([noise(500, 1, 16)], 1, 16),
    });

  it('never take the name of another, unless they are to', async () => {
    const { input } = await small();
    await writeFile(at('mix.wav'), 'mine');
    const first = await exportNow(input);
    const second = await exportNow(input);
    expect([first, second].map(({ files }) => files[0]?.name)).toEqual(['mix 2.wav', 'mix 3.wav']);
    expect(await readFile(at('mix.wav'), 'utf8')).toBe('mine');
    const third = await exportNow({ ...input, overwrite: true });
    expect(third.files[0]?.name).toBe('mix.wav');
    expect((await readWhole(at('mix.wav')))[0]?.length).toBe(500);
  });

  it('keep any script and lose separators, reserved names and doubles', async () => {
    const recording = [noise(100, 1, 16)];
    const names = ['ヴァイオリン 🎻', '../../etc/passwd', 'CON', 'Viola', 'viola', 'rest'];
    const { input } = await makeProject({
      at,
      recording,
      recordingFormat: 's16',
      stems: splitOnGrid(recording, 5, 16),
      names,
      input: { what: 'stems' },
    });
    const { files } = await exportNow(input);
    expect(files.map((file) => file.name)).toEqual([
      'ヴァイオリン 🎻.wav',
      '-..-etc-passwd.wav',
      '_CON.wav',
      'Viola.wav',
      'viola 2.wav',
      'rest.wav',
    ]);
    for (const file of files) expect(basename(file.path)).toBe(file.name);
  });

  it('are none where the disk is full', async () => {
    const { input } = await makeProject({
      at,
      recording: [noise(200_000, 1, 16)],
      recordingFormat: 's16',
      stems: splitOnGrid([noise(200_000, 1, 16)], 1, 16),
      input: { what: 'stems', overwrite: true },
    });
    await symlink('/dev/full', at('rest.wav.part'));
    const failure = await failureOf(exportNow(input), 'disk/full');
    expect(failure.message).toContain('full');
    expect((await readdir(at(''))).filter((name) => /^(rest|stem 0)/.test(name))).toEqual([]);
    // What stood for the disk is still there.
    await access('/dev/full');
  });

  it('are none where it was cancelled', async () => {
    const { input } = await small();
    const controller = new AbortController();
    controller.abort();
    await failureOf(exportNow(input, controller.signal), 'call/cancelled');
    expect((await readdir(at(''))).filter((name) => name.startsWith('mix'))).toEqual([]);
  });

  it('are refused where stems or the recording are shorter than the project', async () => {
    const { input } = await small();
    const longer = { ...input, document: { ...input.document, frames: 501 } };
    await failureOf(exportNow(longer), 'project/invalid');
    const late = { ...input, what: 'stems' as const, document: { ...input.document, offset: 1 } };
    await failureOf(exportNow(late), 'project/invalid');
    expect(await parts()).toEqual([]);
  });

  it.each([
    ['float FLAC', { format: 'flac', bitDepth: '32f' }, 'call/invalid'],
    ['a passage beyond the end', { range: { start: 0, end: 501 } }, 'call/invalid'],
    ['an empty passage', { range: { start: 5, end: 5 } }, 'call/invalid'],
    ['a rate of 4 kHz', { sampleRate: 4_000 }, 'audio/sample-rate'],
    ['a missing folder', { folder: '/nowhere/at/all' }, 'disk/unwritable'],
    ['missing stems', { stems: {} }, 'library/not-found'],
  ] as const)('are refused: %s', async (_, change, code) => {
    const { input } = await small();
    await failureOf(exportNow({ ...input, ...change }), code);
  });
});
