import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { frontEndOf, framesOf } from '../../../../src-main/audio/frontend.ts';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import { createPcmWriter } from '../../../../src-main/audio/write/writer.ts';
import { planPieces } from '../../../../src-main/separation/pieces.ts';
import { runSegments } from '../../../../src-main/separation/segments.ts';
import type { SegmentState } from '../../../../src-main/separation/segments.ts';
import { planStems } from '../../../../src-main/separation/stem-plan.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { INSTRUMENTS, ensembleOf } from '../../../../src-shared/project/players.ts';
import { music } from '../../../support/music.ts';
import { tempDir } from '../../../support/temp.ts';
import { fakeModel } from './fake-model.ts';
import { frontend } from './frontend-spec.ts';

const RATE = 44_100;
const FROM = 1000;
const TO = 200_000;

async function recordingOf(channels: number): Promise<string> {
  const path = join(tempDir(), 'music.wav');
  const writer = await createPcmWriter(path, { sampleRate: RATE, channels, sampleFormat: 's16' });
  await writer.write(music(TO, RATE, channels));
  await writer.finish();
  return path;
}

interface Options {
  readonly path: string;
  readonly channels: number;
  readonly isThreaded: boolean;
  /** What the thread reads, if it is another file. */
  readonly threadReads?: string;
  readonly resume?: SegmentState;
  readonly signal?: AbortSignal;
  /** Called with the samples of each block before it is kept. */
  readonly write?: (samples: number) => Promise<void>;
  readonly segmentDone?: (state: SegmentState) => void;
}

/** Two violins and a cello; bytes of [file][channel], the rest's last. */
async function separate(options: Options) {
  const { path, channels, isThreaded, threadReads = path, resume = null } = options;
  const channelMap = Array.from({ length: channels }, (_, channel) => channel);
  const stems = planStems(ensembleOf(['violin', 'violin', 'cello']), {
    classes: INSTRUMENTS,
    playersPerClass: 2,
  });
  const model = fakeModel(stems.slots.length);
  const reader = await openPcm(path, { channelMap });
  const passage = new Passage(reader, FROM, TO);
  const spectrum = { sampleRate: 22_050, frontend };
  const frontEnd = frontEndOf(spectrum, RATE);
  const files: Buffer[][][] = Array.from({ length: 4 }, () => channelMap.map(() => []));
  const states: SegmentState[] = [];
  const source = { recording: { path: threadReads, channelMap }, from: FROM, to: TO, model: spectrum };
  try {
    await runSegments({
      ...{ passage, frontEnd, model, stems, resume, gridBits: 16 },
      pieces: planPieces(framesOf(frontEnd, passage.length), model.length),
      ...(isThreaded ? { thread: source } : {}),
      signal: options.signal ?? new AbortController().signal,
      async write(block) {
        await options.write?.(block[0]![0]!.length);
        for (const [file, planar] of block.entries()) {
          for (const [channel, samples] of planar.entries()) {
            files[file]![channel]!.push(Buffer.from(new Float32Array(samples).buffer));
          }
        }
      },
      segmentDone(state) {
        states.push(state);
        options.segmentDone?.(state);
        return Promise.resolve();
      },
    });
  } finally {
    await reader.close();
  }
  return { bytes: files.map((planar) => planar.map((parts) => Buffer.concat(parts))), states };
}

describe('a thread that makes the stems', () => {
  it.each([1, 2])('gives the bytes and states of none, %i channels', async (channels) => {
    const path = await recordingOf(channels);
    const here = await separate({ path, channels, isThreaded: false });
    const there = await separate({ path, channels, isThreaded: true });
    expect(there).toEqual(here);
    expect(there.bytes[0]?.[0]).toHaveLength(4 * (TO - FROM));
    expect(there.states.length).toBeGreaterThan(4);
  });

  it('goes on from a state with the same bytes', async () => {
    const path = await recordingOf(2);
    const whole = await separate({ path, channels: 2, isThreaded: false });
    const resume = whole.states[1]!;
    const rest = await separate({ path, channels: 2, isThreaded: true, resume });
    expect(rest.states).toEqual(whole.states.slice(2));
    for (const [file, planar] of rest.bytes.entries()) {
      for (const [channel, bytes] of planar.entries()) {
        expect(bytes).toEqual(whole.bytes[file]![channel]!.subarray(4 * resume.samplesDone));
      }
    }
  });

  it('reports a segment once all that it covers is written, and nothing after it', async () => {
    const path = await recordingOf(1);
    let written = 0;
    const seen: [number, number][] = [];
    await separate({
      ...{ path, channels: 1, isThreaded: true },
      write: async (samples) => {
        await pause(1);
        written += samples;
      },
      segmentDone: ({ samplesDone }) => seen.push([samplesDone, written]),
    });
    for (const [samplesDone, then] of seen) expect(then).toBe(samplesDone);
    expect(seen.at(-1)?.[0]).toBe(TO - FROM);
  });

  it('fails with the reason of a write that fails, and writes no more', async () => {
    const path = await recordingOf(1);
    let writes = 0;
    const run = separate({
      ...{ path, channels: 1, isThreaded: true },
      write: () => {
        writes += 1;
        return writes < 2 ? Promise.resolve() : Promise.reject(new Failure('disk/full', 'The disk is full'));
      },
    });
    await expect(run).rejects.toThrow(expect.objectContaining({ code: 'disk/full' }));
    expect(writes).toBe(2);
  });

  it('fails with the reason of the thread', async () => {
    const path = await recordingOf(1);
    const threadReads = `${path}.gone`;
    await expect(separate({ path, channels: 1, isThreaded: true, threadReads })).rejects.toThrow(
      expect.objectContaining({ code: 'file/not-found' }),
    );
  });

  it('writes nothing after it is cancelled', async () => {
    const path = await recordingOf(1);
    const stop = new AbortController();
    let writes = 0;
    const run = separate({
      ...{ path, channels: 1, isThreaded: true, signal: stop.signal },
      write: () => {
        writes += 1;
        stop.abort();
        return Promise.resolve();
      },
    });
    await expect(run).rejects.toThrow(expect.objectContaining({ code: 'call/cancelled' }));
    const then = writes;
    await pause(200);
    expect(writes).toBe(then);
  });
});
