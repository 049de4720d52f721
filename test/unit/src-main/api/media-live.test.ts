import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mediaHandler } from '../../../../src-main/api/media.ts';
import { readableAudio } from '../../../../src-main/app/readable-audio.ts';
import { Sources } from '../../../../src-main/app/sources.ts';
import { createPcmWriter } from '../../../../src-main/audio/write/writer.ts';
import { LiveStems } from '../../../../src-main/jobs/kinds/live-stems.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { newSeparationId, newStemId } from '../../../../src-shared/project/ids.ts';
import { FailureSchema } from '../../../../src-shared/contract/failure.ts';
import { tempDir } from '../../../support/temp.ts';
import { openTestLibrary } from '../library/open-test-library.ts';

const noPreviews = (): never => {
  throw new Error('there are no previews here');
};

const FRAMES = 100_000;
const valueAt = (frame: number, channel: number): number => (channel === 0 ? 1 : -1) * (frame + 1);
const block = (from: number, count: number): Float32Array[] =>
  [0, 1].map((channel) => Float32Array.from({ length: count }, (_, i) => valueAt(from + i, channel)));

async function setUp() {
  const { read, folder } = await openTestLibrary();
  const live = new LiveStems();
  const path = join(tempDir(), 'cello.wav');
  const format = { sampleRate: 44_100, channels: 2, sampleFormat: 'f32', keepPartOnFailure: true } as const;
  const writer = await createPcmWriter(path, format);
  onTestFinished(() => writer.suspend());
  const separationId = newSeparationId();
  const stem = {
    id: newStemId(),
    name: 'cello',
    label: 'Cello',
    instrument: 'cello',
    isRest: false,
    path,
  } as const;
  const run = {
    separationId,
    sampleRate: 44_100,
    channels: 2,
    frames: FRAMES,
    readyFrames: 0,
    stems: [stem],
  };
  live.begin(run);
  const sources = new Sources(
    folder,
    () => true,
    () => {},
  );
  const handler = mediaHandler({
    liveInput: { take: () => Promise.reject(new Error('no sound input')) },
    audio: readableAudio({ read, folder, sources, live, previews: { fileOf: noPreviews } }),
    spectrograms: {
      tiles: () => {
        throw new Error('not asked for here');
      },
    },
    openCover: () => {
      throw new Error('not asked for here');
    },
    stemArchive: () => {
      throw new Error('not asked for here');
    },
    log: silentLog,
  });
  const ask = (range: string | null, what = 'pcm'): Promise<Response> =>
    handler(
      new Request(`http://divisi/media/${stem.id}/${what}`, { headers: range === null ? {} : { range } }),
    );
  const grow = async (from: number, to: number): Promise<void> => {
    await writer.write(block(from, to - from));
    await writer.flush();
    live.grow(separationId, to);
  };
  return { live, writer, path, run, stem, ask, grow };
}

const frames = (from: number, to: number): string => `bytes=${from * 8}-${to * 8 - 1}`;

async function expectFrames(response: Response, from: number, to: number): Promise<void> {
  expect(response.status).toBe(206);
  const data = new Float32Array(await response.arrayBuffer());
  const expected = Float32Array.from({ length: (to - from) * 2 }, (_, i) => valueAt(from + (i >> 1), i & 1));
  expect(data).toEqual(expected);
}

const expectRefused = async (response: Response): Promise<void> => {
  expect(response.status).toBe(503);
  expect(FailureSchema.parse(await response.json()).code).toBe('audio/not-ready');
};

describe('the stem of a running separation', () => {
  it('is served as far as it is final, and not a frame further', async () => {
    const { ask, grow, writer } = await setUp();
    await expectRefused(await ask(frames(0, 10)));
    await grow(0, 40_000);
    // Already in the file, but not told yet.
    await writer.write(block(40_000, 40_000));
    await writer.flush();
    const whole = await ask(frames(0, 40_000));
    expect(whole.headers.get('content-range')).toBe(`bytes 0-${40_000 * 8 - 1}/${FRAMES * 8}`);
    expect(whole.headers.get('x-divisi-frames')).toBe(String(FRAMES));
    await expectFrames(whole, 0, 40_000);
    await expectFrames(await ask(frames(39_990, 40_000)), 39_990, 40_000);
    for (const range of [
      frames(0, 40_001),
      frames(39_999, 40_001),
      frames(40_000, 40_010),
      null,
      'bytes=-8',
    ]) {
      await expectRefused(await ask(range));
    }
    expect((await ask(frames(FRAMES, FRAMES + 1))).status).toBe(416);
  });

  it('is served under its final name from the moment it is finished', async () => {
    const { ask, grow, path, writer } = await setUp();
    await grow(0, FRAMES);
    await expectFrames(await ask(frames(5, 15)), 5, 15);
    await writer.suspend();
    await rename(`${path}.part`, path);
    await expectFrames(await ask(frames(99_990, 100_000)), 99_990, 100_000);
    expect((await ask(null)).status).toBe(200);
  });

  it('is gone with its run, also in the middle of an answer', async () => {
    const { ask, grow, live, run, stem } = await setUp();
    await grow(0, 90_000);
    const answer = await ask(frames(0, 90_000));
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    // The same files, begun again.
    live.begin({ ...run, stems: [{ ...stem, id: newStemId() }] });
    await expect(
      (async () => {
        while ((await reader?.read())?.done === false);
      })(),
    ).rejects.toMatchObject({ code: 'audio/not-ready' });
    expect((await ask(frames(0, 10))).status).toBe(404);
    live.end(run.separationId);
    expect((await ask(frames(0, 10))).status).toBe(404);
  });

  it('has no waveform yet', async () => {
    const { ask, grow } = await setUp();
    await grow(0, 1000);
    const answer = await ask(null, 'peaks?from=0&to=1000&buckets=4');
    expect([answer.status, answer.headers.get('x-divisi-ready')]).toEqual([200, '0']);
  });
});
