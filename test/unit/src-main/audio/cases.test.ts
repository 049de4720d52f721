import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openBytes } from '../../../../src-main/audio/read/byte-file.ts';
import { runImport } from '../../../../src-main/audio/import.ts';
import type { ImportResult } from '../../../../src-main/audio/import.ts';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { findPcm } from '../../../../src-main/audio/read/pcm-file.ts';
import { failureOf, fixture, useFolder, writeRawWav } from './helpers.ts';

const at = useFolder();

const HAS_FFMPEG = ((): boolean => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

interface Read {
  readonly result: ImportResult;
  readonly samples: readonly Float32Array[];
}

async function read(sourcePath: string): Promise<Read> {
  const result = await runImport(
    { sourcePath, storage: 'reference', audioPath: at('audio.wav'), peaksPath: at('audio.peaks') },
    { signal: new AbortController().signal, event: () => undefined, progress: () => undefined },
  );
  const reader = await openPcm(result.audioPath, { channelMap: result.channelMap });
  const samples = await reader.read(0, reader.frames);
  await reader.close();
  return { result, samples };
}

function rms(samples: Float32Array = new Float32Array(0)): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

/** The largest difference of any sample to ffmpeg's. */
function worstDifference(path: string, samples: readonly Float32Array[]): number {
  const raw = execFileSync('ffmpeg', ['-v', 'quiet', '-i', path, '-f', 'f32le', '-'], { maxBuffer: 1 << 28 });
  expect(raw.length).toBe(samples.length * (samples[0]?.length ?? 0) * 4);
  let worst = 0;
  for (const [channel, values] of samples.entries()) {
    for (let n = 0; n < values.length; n += 1) {
      const other = raw.readFloatLE((n * samples.length + channel) * 4);
      worst = Math.max(worst, Math.abs(other - (values[n] ?? 0)));
    }
  }
  return worst;
}

describe('files whose header is wrong, or that readers take for something else', () => {
  const contradiction = /contradicts itself: 16-bit samples of 2 channels take 4 bytes a frame, not/;
  // Levels are those of the synthetic tones that all of these hold.
  it.each([
    ['flac-20bit.flac', 88_200, [0.3506, 0.1768], null, 0],
    ['flac-old-variable.flac', 88_200, [0.0884], null, 0],
    ['flac-apev2-end.flac', 88_200, [0.3506, 0.1768], null, 0],
    ['flac-id3v2-end.flac', 88_200, [0.3506, 0.1768], null, 0],
    ['mp3-mono-then-stereo.mp3', 180_864, [0.2668, 0.1756], /parts stereo/, null],
    ['opus-gain-minus6.opus', 96_000, [0.1754, 0.0887], null, 1e-3],
    ['opus-chained.opus', 192_000, [0.3501, 0.177], null, 1e-3],
    ['mp3-zeros20k.mp3', 88_200, [0.3332, 0.1681], null, null],
    ['wav-blockalign-mono.wav', 88_200, [0.3506, 0.1768], contradiction, 0],
    ['wav-blockalign0.wav', 88_200, [0.3506, 0.1768], contradiction, 0],
    ['rf64-open-max.wav', 88_200, [0.3506, 0.1768], /never completed/, null],
    ['wav-odd-unpadded.wav', 88_200, [0.3506, 0.1768], /lacks its byte of padding/, null],
    ['aiff-rate-44099.999.aiff', 88_200, [0.3506, 0.1768], null, 0],
  ] as const)('%s', async (name, frames, levels, note, tolerance) => {
    const path = fixture(`cases/${name}`);
    const { result, samples } = await read(path);
    expect(result.info.frames).toBe(frames);
    expect(samples.length).toBe(levels.length);
    for (const [channel, level] of levels.entries()) expect(rms(samples[channel])).toBeCloseTo(level, 3);
    if (note === null) expect(result.notes).toEqual([]);
    else expect(result.notes).toEqual([expect.stringMatching(note)]);
    // Null where ffmpeg mixes to mono, keeps an encoder's delay, or refuses the file.
    if (HAS_FFMPEG && tolerance !== null) {
      expect(worstDifference(path, samples)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('a chain that changes its rate is refused by name', async () => {
    const failure = await failureOf(read(fixture('cases/vorbis-rate-change.ogg')), 'file/unsupported');
    expect(failure.message).toContain('from 44100 to 48000 Hz');
  });

  it('sizes that wrapped at 4 GiB: read to the end, with a note', async () => {
    const declared = 8 * 2 ** 20;
    await writeRawWav(at('wrap.wav'), { data: Buffer.alloc(0), channels: 2, declared });
    // A sparse file.
    await truncate(at('wrap.wav'), 44 + 2 ** 32 + declared);
    const file = await openBytes(at('wrap.wav'));
    const layout = await findPcm(file);
    await file.close();
    expect(layout?.frames).toBe((2 ** 32 + declared) / 4);
    expect(layout?.notes).toEqual([expect.stringContaining('began again at zero')]);
  });

  it('bytes behind the declared samples are told', async () => {
    await writeRawWav(at('short.wav'), { data: Buffer.alloc(88_200 * 2, 1), declared: 44_100 * 2 });
    const { result } = await read(at('short.wav'));
    expect(result.info.frames).toBe(44_100);
    expect(result.notes).toEqual([expect.stringContaining('88200 bytes, 0:01.000 if they are samples')]);
  });
});

describe('files made to cost work', () => {
  const SIZE = 4 * 2 ** 20;
  const filled = (head: string, unit: string): Buffer =>
    Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(SIZE, unit, 'latin1')]);

  it.each([
    ['RIFF chunks', filled('RIFF\xff\xff\xff\0WAVE', 'junk\0\0\0\0')],
    ['AIFF chunks', filled('FORM\0\xff\xff\xffAIFF', 'ANNO\0\0\0\0')],
    ['ID3 tags', filled('', 'ID3\x03\0\0\0\0\0\0')],
    ['FLAC metadata', filled(`fLaC\0\0\0\x22${'\0'.repeat(34)}`, '\x01\0\0\0')],
  ])('4 MB of empty %s: a coded answer within a second of CPU', async (_, bytes) => {
    await writeFile(at('hostile'), bytes);
    const before = process.cpuUsage();
    await failureOf(read(at('hostile')), 'file/unsupported');
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
  });
});
