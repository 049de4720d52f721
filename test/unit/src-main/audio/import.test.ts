import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createFlacWriter } from '../../../../src-main/audio/write/flac.ts';
import type { ImportEvent, ImportInput, ImportResult } from '../../../../src-main/audio/import.ts';
import { runImport } from '../../../../src-main/audio/import.ts';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { readPeaks } from '../../../../src-main/audio/peaks/peaks-reader.ts';
import {
  amplitudeAt,
  failureOf,
  fixture,
  noise,
  useFolder,
  writeAll,
  writeRawWav,
  writeWav,
} from './helpers.ts';

const at = useFolder();

const FFMPEG = ((): string | null => {
  try {
    return /version (\S+)/.exec(execFileSync('ffprobe', ['-version'], { encoding: 'utf8' }))?.[1] ?? '';
  } catch {
    return null;
  }
})();

interface Imported extends ImportResult {
  readonly events: readonly ImportEvent[];
  readonly progress: readonly number[];
}

async function importFile(
  sourcePath: string,
  options: Partial<ImportInput> = {},
  signal = new AbortController().signal,
): Promise<Imported> {
  const events: ImportEvent[] = [];
  const progress: number[] = [];
  const result = await runImport(
    {
      sourcePath,
      storage: 'reference',
      audioPath: at('library.wav'),
      peaksPath: at('library.peaks'),
      ...options,
    },
    { signal, event: (event) => void events.push(event), progress: ({ done }) => void progress.push(done) },
  );
  return { ...result, events, progress };
}

async function samplesOf(result: ImportResult): Promise<Float32Array[]> {
  const reader = await openPcm(result.audioPath, { channelMap: result.channelMap });
  try {
    expect(reader.frames).toBe(result.info.frames);
    expect(reader.sampleFormat).toBe(result.info.sampleFormat);
    expect(reader.sampleRate).toBe(result.info.sampleRate);
    return await reader.read(0, reader.frames);
  } finally {
    await reader.close();
  }
}

async function leftovers(): Promise<string[]> {
  return (await readdir(at(''))).filter((name) => name.startsWith('library'));
}

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('PCM sources', () => {
  it.each([
    ['reference', 's16'],
    ['copy', 's24'],
    ['copy', 'f32'],
  ] as const)('by %s, %s', async (storage, sampleFormat) => {
    const samples = [noise(700_001, 1, 16, 0.9), noise(700_001, 2, 16, 0.5)];
    await writeWav(at('source.wav'), samples, sampleFormat, 48_000);
    const result = await importFile(at('source.wav'), { storage });
    expect(result.info).toEqual({ sampleRate: 48_000, channels: 2, frames: 700_001, sampleFormat });
    expect(result.audioPath).toBe(storage === 'copy' ? at('library.wav') : at('source.wav'));
    expect(result.sha256).toBe(await sha256(at('source.wav')));
    expect(await sha256(result.audioPath)).toBe(result.sha256);
    expect(result.events).toEqual([{ type: 'opened', format: 'wav', info: result.info }]);
    expect(result.progress.at(-1)).toBe(1);
    expect(result.notes).toEqual([]);
    expect(await samplesOf(result)).toEqual(samples);
    expect(await leftovers()).toEqual(
      storage === 'copy' ? ['library.peaks', 'library.wav'] : ['library.peaks'],
    );

    const peaks = await readPeaks(at('library.peaks'), { from: 0, to: 700_001, buckets: 1 });
    expect(peaks).toMatchObject({ channels: 2, buckets: 1, ready: 700_001, frames: 700_001 });
    const extremes = samples.flatMap((channel) => {
      const low = channel.reduce((least, value) => Math.min(least, value), 0);
      const high = channel.reduce((most, value) => Math.max(most, value), 0);
      return [Math.floor(low * 32767), Math.ceil(high * 32767)];
    });
    expect([...peaks.data]).toEqual(extremes);
  });

  it.each([8_000, 192_000, 384_000])('at %i Hz', async (rate) => {
    await writeWav(at('source.wav'), [noise(rate, 1, 24)], 's24', rate);
    expect((await importFile(at('source.wav'))).info.sampleRate).toBe(rate);
  });

  it('of one sample', async () => {
    await writeWav(at('source.wav'), [Float32Array.of(0.5)]);
    const result = await importFile(at('source.wav'), { storage: 'copy' });
    expect(await samplesOf(result)).toEqual([Float32Array.of(0.5)]);
    const peaks = await readPeaks(at('library.peaks'), { from: 0, to: 1, buckets: 100 });
    expect([...peaks.data]).toEqual([16383, 16384]);
  });

  it('that are silent are noted', async () => {
    await writeWav(at('source.wav'), [new Float32Array(1000)]);
    expect((await importFile(at('source.wav'))).notes).toEqual(['All samples of this recording are silent.']);
  });

  it('of 8 channels ask which to take, then take them', async () => {
    const eight = Array.from({ length: 8 }, (_, index) => noise(500, index + 1, 16));
    await writeWav(at('source.wav'), eight);
    const failure = await failureOf(importFile(at('source.wav')), 'audio/channels');
    expect(failure.details).toEqual({ channels: 8 });
    const result = await importFile(at('source.wav'), { channels: [2, 5] });
    expect(result.channelMap).toEqual([2, 5]);
    expect(await samplesOf(result)).toEqual([eight[2], eight[5]]);
    await failureOf(importFile(at('source.wav'), { channels: [2, 8] }), 'audio/channels');
    await failureOf(importFile(at('source.wav'), { channels: [0, 1, 2] }), 'audio/channels');
  });

  it('that break off are imported as far as they go, with a note', async () => {
    await writeRawWav(at('source.wav'), { data: Buffer.alloc(44_100 * 2, 1), declared: 44_100 * 4 });
    const result = await importFile(at('source.wav'));
    expect(result.info.frames).toBe(44_100);
    expect(result.notes).toEqual(['The file breaks off: 0:01.000 of 0:02.000 are there and were imported.']);
  });

  it('whose header was never completed are imported to their end, with a note', async () => {
    await writeRawWav(at('source.wav'), { data: Buffer.alloc(44_100 * 2, 1), declared: 0, riffSize: 0 });
    const result = await importFile(at('source.wav'));
    expect(result.info.frames).toBe(44_100);
    expect(result.notes[0]).toContain('never completed');
  });

  it.each([NaN, Infinity, -Infinity])('with %d are refused, telling where', async (value) => {
    const samples = noise(100_000, 1);
    samples[66_150] = value;
    await writeWav(at('source.wav'), [noise(100_000, 2), samples], 'f32');
    const failure = await failureOf(importFile(at('source.wav'), { storage: 'copy' }), 'audio/not-finite');
    expect(failure.details).toEqual({ frame: 66_150, seconds: 1.5 });
    expect(failure.message).toContain('0:01.500');
    expect(await leftovers()).toEqual([]);
  });
});

describe('compressed sources', () => {
  it.each([
    ['s16', 16],
    ['s24', 24],
  ] as const)('FLAC keeps every integer: %s', async (sampleFormat, bits) => {
    const extremes = Float32Array.of(-1, 1 - 2 ** (1 - bits), 2 ** (1 - bits), -(2 ** (1 - bits)), 0);
    const samples = [
      Float32Array.of(...extremes, ...noise(50_000, 1, bits)),
      Float32Array.of(...noise(50_000, 2, bits), ...extremes),
    ];
    await writeAll(
      await createFlacWriter(at('source.flac'), { sampleRate: 96_000, channels: 2, sampleFormat }),
      samples,
    );
    const result = await importFile(at('source.flac'));
    expect(result).toMatchObject({
      format: 'flac',
      info: { sampleRate: 96_000, channels: 2, frames: 50_005, sampleFormat },
      notes: [],
    });
    expect(result.sha256).toBe(await sha256(at('source.flac')));
    expect(await samplesOf(result)).toEqual(samples);
  });

  it.each([
    ['mp3', 'tone-stereo.mp3', 44_100, 30_870],
    ['vorbis', 'tone-stereo.ogg', 44_100, 30_870],
    ['opus', 'tone-stereo.opus', 48_000, 33_600],
  ] as const)('%s: both tones in place, to the exact length', async (format, name, sampleRate, frames) => {
    const result = await importFile(fixture(name));
    expect(result).toMatchObject({
      format,
      info: { sampleRate, channels: 2, frames, sampleFormat: 'f32' },
      channelMap: [0, 1],
      notes: [],
    });
    expect(result.events[0]?.info.frames).toBe(frames);
    const [left = new Float32Array(), right = new Float32Array()] = await samplesOf(result);
    expect(amplitudeAt(left, 440, sampleRate)).toBeCloseTo(0.5, 1);
    expect(amplitudeAt(left, 660, sampleRate)).toBeLessThan(0.02);
    expect(amplitudeAt(right, 660, sampleRate)).toBeCloseTo(0.5, 1);
    // Gapless: the tone begins with its first period, not after the encoder's delay.
    const tone = left.map((_, n) => 0.5 * Math.sin((2 * Math.PI * 440 * n) / sampleRate));
    const error = left
      .subarray(500, 10_000)
      .reduce((sum, value, n) => sum + (value - (tone[n + 500] ?? 0)) ** 2, 0);
    expect(Math.sqrt(error / 9_500)).toBeLessThan(0.05);
  });

  it('a mono MP3 stays mono', async () => {
    const result = await importFile(fixture('tone-mono.mp3'));
    expect(result.info).toEqual({ sampleRate: 44_100, channels: 1, frames: 30_870, sampleFormat: 'f32' });
    const [samples = new Float32Array()] = await samplesOf(result);
    expect(amplitudeAt(samples, 440, 44_100)).toBeCloseTo(0.5, 1);
  });

  it.skipIf(FFMPEG === null)('AAC in M4A through ffmpeg (skipped where it is not installed)', async () => {
    const result = await importFile(fixture('tone-stereo.m4a'));
    expect(result).toMatchObject({
      format: 'aac',
      info: { sampleRate: 44_100, channels: 2, frames: 30_870, sampleFormat: 'f32' },
    });
    expect(result.sha256).toBe(await sha256(fixture('tone-stereo.m4a')));
    const [left = new Float32Array()] = await samplesOf(result);
    expect(amplitudeAt(left, 440, 44_100)).toBeCloseTo(0.5, 1);
  });

  it.skipIf(FFMPEG === null)('names that look like options or protocols reach ffmpeg as names', async () => {
    for (const name of ['-i.m4a', 'concat:a|b.m4a', '二重奏 🎻.m4a']) {
      await copyFile(fixture('tone-stereo.m4a'), at(name));
      expect((await importFile(at(name))).format).toBe('aac');
    }
  });

  it('without ffmpeg, the message names the conversion', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = at('');
    try {
      const failure = await failureOf(importFile(fixture('tone-stereo.m4a')), 'file/unsupported');
      expect(failure.message).toContain('ffmpeg');
      expect(failure.message).toContain('convert the file to WAV or FLAC');
      expect(failure.details).toEqual({ format: 'm4a', ffmpeg: false });
    } finally {
      process.env['PATH'] = path;
    }
  });

  it.each([
    ['tone-stereo.mp3', 'mp3'],
    ['tone-stereo.ogg', 'vorbis'],
    ['tone-stereo.opus', 'opus'],
  ])('a wrong extension is no obstacle: %s as .wav', async (name, format) => {
    await copyFile(fixture(name), at('source.wav'));
    expect((await importFile(at('source.wav'))).format).toBe(format);
  });

  it.each([
    ['tone-stereo.mp3', 5_000],
    // Its audio is one page, of which 262 of 2058 bytes are left.
    ['tone-stereo.ogg', 1_000],
    ['tone-stereo.opus', 5_000],
  ])('%s cut short: what is there, with a note', async (name, least) => {
    const bytes = await readFile(fixture(name));
    await writeFile(at('source'), bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    const result = await importFile(at('source'));
    expect(result.info.frames).toBeGreaterThan(least);
    expect(result.info.frames).toBeLessThan(30_000);
    expect(result.notes[0]).toContain('breaks off');
  });

  it.skipIf(FFMPEG === null)('an M4A whose index is cut off is told to be incomplete', async () => {
    const bytes = await readFile(fixture('tone-stereo.m4a'));
    await writeFile(at('source.m4a'), bytes.subarray(0, Math.floor(bytes.length * 0.5)));
    const failure = await failureOf(importFile(at('source.m4a')), 'file/unreadable');
    expect(failure.message).toContain('incomplete or damaged');
  });

  it('a FLAC damaged in the middle keeps its length: the damage becomes silence, with a note', async () => {
    const samples = noise(200_000, 1, 16);
    await writeAll(
      await createFlacWriter(at('source'), { sampleRate: 44_100, channels: 1, sampleFormat: 's16' }),
      [samples],
    );
    const bytes = await readFile(at('source'));
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0x55, middle, middle + 500);
    await writeFile(at('source'), bytes);
    const result = await importFile(at('source'));
    expect(result.info.frames).toBe(200_000);
    expect(result.notes).toEqual(['The file is damaged in one place; the rest was imported.']);
    const [read = new Float32Array()] = await samplesOf(result);
    const wrong = read.reduce((count, value, index) => count + (value === samples[index] ? 0 : 1), 0);
    expect(wrong).toBeGreaterThan(0);
    // Two frames of 4096 samples at the most.
    expect(wrong).toBeLessThanOrEqual(8_192);
  });

  it('a FLAC between tags of MP3 kind', async () => {
    const samples = noise(30_000, 1, 24);
    await writeAll(
      await createFlacWriter(at('bare'), { sampleRate: 44_100, channels: 1, sampleFormat: 's24' }),
      [samples],
    );
    const id3v2 = Buffer.from('ID3\x04\0\0\0\0\x01\0', 'latin1');
    const id3v1 = Buffer.alloc(128);
    id3v1.write('TAG');
    await writeFile(
      at('source'),
      Buffer.concat([id3v2, Buffer.alloc(128), await readFile(at('bare')), id3v1]),
    );
    const result = await importFile(at('source'));
    expect(result.notes).toEqual([]);
    expect(await samplesOf(result)).toEqual([samples]);
  });

  it('a FLAC cut short: what is there, with a note that tells the length it had', async () => {
    await writeAll(
      await createFlacWriter(at('whole.flac'), { sampleRate: 44_100, channels: 1, sampleFormat: 's16' }),
      [noise(88_200, 1, 16)],
    );
    const bytes = await readFile(at('whole.flac'));
    await writeFile(at('source'), bytes.subarray(0, bytes.length / 2));
    const result = await importFile(at('source'));
    expect(result.info.frames).toBeGreaterThan(30_000);
    expect(result.notes[0]).toMatch(/breaks off: 0:00\.\d+ of 0:02\.000/);
  });
});

describe('what fails', () => {
  it.each([
    ['0 bytes', () => writeFile(at('source.mp3'), ''), 'file/empty'],
    ['a folder', () => mkdir(at('source.mp3')), 'file/unreadable'],
    ['nothing', () => Promise.resolve(), 'file/not-found'],
    [
      'text named .mp3',
      () => writeFile(at('source.mp3'), 'no audio at all '.repeat(5000)),
      'file/unsupported',
    ],
    [
      'noise named .mp3',
      () => writeFile(at('source.mp3'), new Uint8Array(noise(20_000, 7).buffer)),
      'file/unsupported',
    ],
    ['a playlist', () => writeFile(at('source.mp3'), '#EXTM3U\n/etc/passwd\n'), 'file/unsupported'],
    ['a FLAC header alone', async () => writeFile(at('source.mp3'), 'fLaC'), 'file/truncated'],
    ['4 kHz', () => writeWav(at('source.mp3'), [noise(100, 1)], 's16', 4_000), 'audio/sample-rate'],
    ['no samples', () => writeRawWav(at('source.mp3'), { data: Buffer.alloc(0) }), 'audio/no-samples'],
  ] as const)('%s: a coded failure in one line, nothing left', async (_, make, code) => {
    await make();
    const failure = await failureOf(importFile(at('source.mp3'), { storage: 'copy' }), code);
    expect(failure.message).not.toContain('\n');
    expect(await leftovers()).toEqual([]);
  });

  it('a FLAC without its audio', async () => {
    await writeAll(
      await createFlacWriter(at('whole.flac'), { sampleRate: 44_100, channels: 1, sampleFormat: 's16' }),
      [noise(44_100, 1, 16)],
    );
    await writeFile(at('source'), (await readFile(at('whole.flac'))).subarray(0, 90));
    await failureOf(importFile(at('source')), 'file/truncated');
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['the copy', 'library.wav', 'source.wav'],
    ['the peaks', 'library.peaks', 'source.wav'],
  ])('a disk that fills up under %s', async (_, name, source) => {
    await writeWav(at(source), [noise(2_000_000, 1, 16)]);
    await symlink('/dev/full', at(`${name}.part`));
    await failureOf(importFile(at(source), { storage: 'copy' }), 'disk/full');
    expect(await leftovers()).toEqual([]);
    await access('/dev/full');
  });

  it('a disk that fills up under a decoded working copy', async () => {
    await symlink('/dev/full', at('library.wav.part'));
    await failureOf(importFile(fixture('tone-stereo.mp3')), 'disk/full');
    expect(await leftovers()).toEqual([]);
  });

  it.each(['wav', 'mp3', 'm4a'])('cancelling in the middle leaves nothing: %s', async (kind) => {
    if (kind === 'm4a' && FFMPEG === null) return;
    const source = kind === 'wav' ? at('source.wav') : fixture(`tone-stereo.${kind}`);
    if (kind === 'wav') await writeWav(source, [noise(3_000_000, 1, 16)]);
    const controller = new AbortController();
    const work = runImport(
      { sourcePath: source, storage: 'copy', audioPath: at('library.wav'), peaksPath: at('library.peaks') },
      { signal: controller.signal, event: () => controller.abort(), progress: () => undefined },
    );
    await failureOf(work, 'call/cancelled');
    expect(await leftovers()).toEqual([]);
  });
});
