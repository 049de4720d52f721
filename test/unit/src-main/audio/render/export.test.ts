import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderMix } from '../../../../support/render-mix.ts';
import { LoudnessMeter } from '../../../../../src-shared/dsp/loudness.ts';
import { Mixer } from '../../../../../src-shared/mixing/mixer.ts';
import { defaultStrip } from '../../../../../src-shared/mixing/processors/registry.ts';
import { exportNow, makeProject, partsOf, readWhole, splitOnGrid, sumOf } from './export-helpers.ts';
import { amplitudeAt, failureOf, noise, useFolder } from '../helpers.ts';

const at = useFolder();
const FRAMES = 50_001;

async function parts(): Promise<string[]> {
  return (await readdir(at(''))).filter((name) => name.endsWith('.part'));
}

/** Lanes that move over the whole of 2·FRAMES, between the given values. */
const moving = (lanes: Readonly<Record<string, readonly [number, number, number]>>) =>
  Object.entries(lanes).map(([target, values]) => ({
    target,
    points: values.map((value, index) => ({ at: index * FRAMES, value })),
  }));

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
    const { files } = await exportNow(input);
    const truePeakDbtp = files[0]?.loudness?.truePeakDbtp;
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
      track: () => ({
        strip,
        sendsDb: [-12, -72],
        automation: moving({ 'equaliser.gain2': [-6, 12, -6], 'compressor.threshold': [-10, -30, -20] }),
      }),
    });
    const { master, rooms } = input.document;
    input.document.master = {
      ...master,
      strip,
      limiter: { ...master.limiter, bypassed: false },
      automation: moving({
        'equaliser.frequency3': [500, 8000, 2000],
        [`${master.limiter.id}.ceiling`]: [-12, -9, -12],
      }),
    };
    input.document.rooms = rooms.map((room) => ({
      ...room,
      processor: { ...room.processor, params: { ...room.processor.params, decay: 300 } },
      automation: moving({
        [`${room.processor.id}.lowCut`]: [20, 400, 40],
        [`${room.processor.id}.decay`]: [300, 350, 300],
      }),
    }));
    await exportNow(input);
    const range = { start: 60_017, end: 70_003 };
    await exportNow({ ...input, regions: [{ name: 'passage', range }], fileName: 'passage' });
    const [whole = new Float32Array()] = await readWhole(at('mix.wav'));
    const [passage = new Float32Array()] = await readWhole(at('passage.wav'));
    expect(passage.length).toBe(range.end - range.start);
    const difference = passage.map((value, index) => Math.abs(value - (whole[range.start + index] ?? NaN)));
    expect(20 * Math.log10(Math.max(...difference) + 1e-12)).toBeLessThan(-100);
  });

  it('is refused where it would clip, with the gain that helps', async () => {
    const tone = Float32Array.from(
      { length: 4_410 },
      (_, n) => 0.9 * Math.sin((2 * Math.PI * 997 * n) / 44_100),
    );
    const { input } = await makeProject({
      at,
      recording: [tone],
      recordingFormat: 's16',
      stems: [[tone], [new Float32Array(tone.length)]],
      masterGainDb: 6,
    });
    const failure = await failureOf(exportNow(input), 'audio/clips');
    expect((await readdir(at(''))).filter((name) => name.startsWith('mix'))).toEqual([]);
    const gainDb = Number(failure.details?.['gainDb']);
    // 0.9 is -0.92 dBFS, so 6 dB more need 5.1 dB less and a tenth of headroom.
    expect(gainDb).toBeCloseTo(-5.2, 5);
    const { files } = await exportNow({ ...input, gainDb });
    expect(files[0]?.loudness?.clippedSamples).toBe(0);
    const float = await exportNow({ ...input, bitDepth: '32f', fileName: 'float' });
    expect(float.files[0]?.loudness?.truePeakDbtp).toBeCloseTo(20 * Math.log10(0.9) + 6, 1);
  });

  it('that may clip counts what clips and reports the loudness and peak of the file', async () => {
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
      input: { clipping: 'allow' },
    });
    const { files } = await exportNow(input);
    const { integratedLufs = null, truePeakDbtp = null } = files[0]?.loudness ?? {};
    const [mixed = new Float32Array()] = await readWhole(at('mix.wav'));
    const full = 8388607 / 8388608;
    const expected = tone.filter((value) => Math.abs(value * 10 ** (6 / 20)) >= full).length;
    expect(Math.abs((files[0]?.clippedSamples ?? 0) - expected)).toBeLessThan(expected * 0.001);
    expect(mixed.reduce((peak, value) => Math.max(peak, value), 0)).toBe(full);
    const meter = new LoudnessMeter(44_100, 1);
    meter.push([mixed]);
    expect(truePeakDbtp).toBe(meter.result().truePeakDbtp);
    // Blocks of another length are summed in another order.
    expect(integratedLufs).toBeCloseTo(meter.result().integratedLufs ?? 0, 9);
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
    await exportNow({ ...input, fileName: 'again' });
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
      input: { fileName: 'solo' },
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
        what: 'separated',
        input: { format, bitDepth },
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
      what: 'separated',
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
      what: 'separated',
    });
    const failure = await failureOf(exportNow(input), 'audio/clips');
    expect(failure.details).toMatchObject({ clippedSamples: 1, gainDb: -5.3 });
    expect((await readdir(at(''))).filter((name) => name.startsWith('rest'))).toEqual([]);
    expect(await parts()).toEqual([]);
    const lowered = await exportNow({ ...input, gainDb: Number(failure.details?.['gainDb']) });
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
      what: 'separated',
      input: { bitDepth: '16' },
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
      what: 'separated',
      input: {
        bitDepth: '32f',
        sampleRate: 48_000,
        regions: [{ name: 'middle', range: { start: 1_000, end: 11_000 } }],
      },
    });
    const { files } = await exportNow(input);
    const written = await Promise.all(files.map((file) => readWhole(file.path)));
    const sum = sumOf(written.map((file) => file[0] ?? new Float32Array()));
    expect(sum.length).toBe(Math.ceil((10_000 * 48_000) / 44_100));
    const whole = await exportNow({ ...input, parts: partsOf([], 'mix') });
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
      parts: partsOf(tracks, 'processed'),
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
