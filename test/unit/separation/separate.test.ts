import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPcm } from '../../../src-main/audio/open.ts';
import { runSeparate } from '../../../src-main/separation/separate.ts';
import type { SeparateEvent, SeparateInput, SeparationPin } from '../../../src-main/separation/separate.ts';
import { ensembleOf } from '../../../src-shared/project/players.ts';
import type { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { writeTinyModel } from '../inference/tiny-model.ts';
import { music, writeRecording } from './signals.ts';

let root: string;
let modelDir: string;
let folders = 0;
const RATE = 44_100;
/** Four segments of the tiny model. */
const FRAMES = RATE * 4;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'divisi-separate-'));
  modelDir = await writeTinyModel(join(root, 'models'));
  await writeRecording(join(root, 'long.wav'), music(FRAMES, RATE, 2), RATE, 's16');
});
afterAll(() => rm(root, { recursive: true }));

const TRIO: readonly DeclaredInstrument[] = ['violin', 'violin', 'cello'];

function inputOf(change: Partial<SeparateInput> = {}): SeparateInput {
  folders += 1;
  return {
    recording: { path: join(root, 'long.wav'), channelMap: [0, 1] },
    players: ensembleOf(TRIO),
    from: 0,
    to: FRAMES,
    modelDir,
    providers: ['cpu'],
    pinned: null,
    threads: 2,
    outDir: join(root, `out-${folders}`),
    segmentsDone: 0,
    ...change,
  };
}

async function separate(input: SeparateInput, signal = new AbortController().signal) {
  const events: SeparateEvent[] = [];
  const progress: number[] = [];
  const result = await runSeparate(input, {
    signal,
    progress: ({ done }) => progress.push(done),
    event: (event) => events.push(event),
  });
  return { result, events, progress };
}

/** SHA-256 of every file of a folder, by name. */
async function hashes(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  const sums = names.map(async (name) =>
    createHash('sha256')
      .update(await readFile(join(dir, name)))
      .digest('hex'),
  );
  const done = await Promise.all(sums);
  return Object.fromEntries(names.map((name, index) => [name, done[index]!]));
}

async function samplesOf(path: string): Promise<Float32Array[]> {
  const reader = await openPcm(path);
  const samples = await reader.read(0, reader.frames);
  await reader.close();
  return samples;
}

/** Runs until so many segments are done, then kills the process where it stands. */
async function killAfter(input: SeparateInput, segments: number): Promise<SeparationPin> {
  const child = fork(new URL('./separate-child.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let pin: SeparationPin | undefined;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (event: SeparateEvent) => {
      if (event.type === 'pinned') pin = event.pin;
      else if (event.segmentsDone === segments) child.kill('SIGKILL');
    });
    child.on('exit', (_, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error('the process ended before it was killed'));
    });
    child.on('error', reject);
    child.send(input);
  });
  if (pin === undefined) throw new Error('the process told no pin');
  return pin;
}

describe('runSeparate', () => {
  it('writes stems and rest, tells its pin, its segments and its progress', async () => {
    const input = inputOf();
    const { result, events, progress } = await separate(input);
    expect(result.stems.map(({ name, label, isRest }) => [name, label, isRest])).toEqual([
      ['violin-1', 'Violin 1', false],
      ['violin-2', 'Violin 2', false],
      ['cello', 'Cello', false],
      ['rest', 'Rest', true],
    ]);
    expect(result).toMatchObject({ sampleRate: RATE, channels: 2, frames: FRAMES, notes: [] });
    expect(result.pin).toMatchObject({ modelId: 'tiny', provider: 'cpu', threads: 2 });
    const segments = events.flatMap((event) => (event.type === 'segment' ? [event.segmentsDone] : []));
    expect(events[0]).toMatchObject({ type: 'pinned', pin: result.pin, segments: segments.length });
    expect(segments).toEqual(segments.map((_, index) => index + 1));
    expect(segments.length).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(1);
    expect(Object.keys(await hashes(input.outDir))).toEqual([
      'cello.wav',
      'rest.wav',
      'violin-1.wav',
      'violin-2.wav',
    ]);
    const [cello] = await samplesOf(join(input.outDir, 'cello.wav'));
    const power = cello!.reduce((sum, value) => sum + value * value, 0) / FRAMES;
    expect(Math.abs(10 * Math.log10(power) - (result.stems[2]?.rmsDbfs ?? 0))).toBeLessThan(3);
  });

  it.each([
    ['s16', 44_100, 2],
    ['s16', 48_000, 1],
    ['s24', 44_100, 1],
    ['s24', 48_000, 2],
    ['s24', 96_000, 2],
    ['s16', 96_000, 1],
  ] as const)('nulls bit for bit: %s at %i Hz, %i channels', async (format, rate, channels) => {
    const path = join(root, `${format}-${rate}-${channels}.wav`);
    const frames = rate * 2 + 17;
    await writeRecording(path, music(frames, rate, channels), rate, format);
    const channelMap = channels === 1 ? [0] : [0, 1];
    const { result } = await separate(inputOf({ recording: { path, channelMap }, to: frames }));
    const files = await Promise.all(result.stems.map((stem) => samplesOf(stem.path)));
    for (const [channel, samples] of (await samplesOf(path)).entries()) {
      const sums = samples.map((_, n) => files.reduce((sum, file) => sum + file[channel]![n]!, 0));
      expect(Buffer.compare(Buffer.from(sums.buffer), Buffer.from(samples.buffer))).toBe(0);
    }
  });

  it('reads the chosen channels of a file', async () => {
    const { result } = await separate(
      inputOf({ recording: { path: join(root, 'long.wav'), channelMap: [1] } }),
    );
    expect(result.channels).toBe(1);
    const files = await Promise.all(result.stems.map((stem) => samplesOf(stem.path)));
    const right = (await samplesOf(join(root, 'long.wav')))[1]!;
    for (const n of [0, 999, 100_000])
      expect(files.reduce((sum, file) => sum + file[0]![n]!, 0)).toBe(right[n]);
  });

  it('gives identical bytes twice', async () => {
    const [first, second] = [inputOf(), inputOf()];
    await separate(first);
    await separate(second);
    expect(await hashes(second.outDir)).toEqual(await hashes(first.outDir));
  });

  it('does not depend on the level', async () => {
    const path = join(root, 'quiet.wav');
    await writeRecording(
      path,
      music(FRAMES, RATE, 2).map((samples) => samples.map((value) => value / 1024)),
      RATE,
      'f32',
    );
    const loud = join(root, 'loud.wav');
    await writeRecording(loud, music(FRAMES, RATE, 2), RATE, 'f32');
    const quiet = await separate(inputOf({ recording: { path, channelMap: [0, 1] } }));
    const full = await separate(inputOf({ recording: { path: loud, channelMap: [0, 1] } }));
    const [a, b] = [
      await samplesOf(quiet.result.stems[2]!.path),
      await samplesOf(full.result.stems[2]!.path),
    ];
    expect(a[0]!.map((value) => value * 1024)).toEqual(b[0]);
  });
});

describe('a run that was interrupted', () => {
  it('goes on after a kill and gives the bytes of an uninterrupted run', async () => {
    const whole = inputOf();
    await separate(whole);
    for (const segments of [1, 3]) {
      const input = inputOf();
      const pinned = await killAfter(input, segments);
      // Whatever the killed process wrote after its last segment must not matter.
      await appendFile(join(input.outDir, 'cello.wav.part'), 'half a block');
      const { events } = await separate({ ...input, pinned, segmentsDone: segments });
      const first = events.find((event) => event.type === 'segment');
      expect(first?.segmentsDone).toBeGreaterThan(segments);
      expect(await hashes(input.outDir)).toEqual(await hashes(whole.outDir));
    }
  });

  it('goes on after a cancel', async () => {
    const whole = inputOf();
    await separate(whole);
    const input = inputOf();
    const stop = new AbortController();
    const run = runSeparate(input, {
      signal: stop.signal,
      progress: () => undefined,
      event: (event) => {
        if (event.type === 'segment') stop.abort();
      },
    });
    await expect(run).rejects.toThrowError(expect.objectContaining({ code: 'call/cancelled' }));
    const { events } = await separate({ ...input, segmentsDone: 1 });
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(2);
    expect(await hashes(input.outDir)).toEqual(await hashes(whole.outDir));
  });

  it.each([
    [
      'a pin of another number of threads',
      (input: SeparateInput) =>
        Promise.resolve(
          input.pinned === null ? input : { ...input, pinned: { ...input.pinned, threads: 1 } },
        ),
    ],
    [
      'a pin of another version of the model',
      (input: SeparateInput) =>
        writeTinyModel(join(root, 'models'), {
          id: 'newer',
          manifest: { id: 'tiny', version: '1.0.1' },
        }).then((newer) => ({ ...input, modelDir: newer })),
    ],
    [
      'other players',
      (input: SeparateInput) =>
        Promise.resolve({ ...input, players: ensembleOf(['cello', 'violin', 'violin']) }),
    ],
    [
      'a part that was cut',
      async (input: SeparateInput) => {
        await truncate(join(input.outDir, 'rest.wav.part'), 100);
        return input;
      },
    ],
    [
      'a part that is gone',
      async (input: SeparateInput) => {
        await rm(join(input.outDir, 'violin-1.wav.part'));
        return input;
      },
    ],
    [
      'a damaged state',
      async (input: SeparateInput) => {
        await truncate(join(input.outDir, 'separation-state.json'), 10);
        return input;
      },
    ],
  ])('starts whole with %s', async (_, change) => {
    const input = inputOf();
    const pinned = await killAfter(input, 2);
    const changed = await change({ ...input, pinned, segmentsDone: 2 });
    const { events } = await separate(changed);
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(1);
    const fresh = { ...changed, outDir: `${input.outDir}-fresh`, segmentsDone: 0 };
    await separate(fresh);
    expect(await hashes(input.outDir)).toEqual(await hashes(fresh.outDir));
  });

  it('starts whole when it is told to', async () => {
    const input = inputOf();
    await killAfter(input, 2);
    const { events } = await separate(input);
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(1);
  });
});

describe('odd recordings', () => {
  it.each([
    ['one sample', 1, RATE],
    ['shorter than a window', 900, RATE],
    ['8 kHz', 9001, 8000],
    ['192 kHz', 60_000, 192_000],
  ])('takes %s', async (_, frames, rate) => {
    const path = join(root, `odd-${frames}.wav`);
    await writeRecording(path, music(frames, rate, 1), rate, 's24');
    const { result } = await separate(inputOf({ recording: { path, channelMap: [0] }, to: frames }));
    const files = await Promise.all(result.stems.map((stem) => samplesOf(stem.path)));
    const [recording] = await samplesOf(path);
    for (const [n, value] of recording!.entries()) {
      if (files.reduce((sum, file) => sum + file[0]![n]!, 0) !== value)
        throw new Error(`sample ${n} does not null`);
    }
  });

  it('gives silence for silence and says so', async () => {
    const path = join(root, 'silent.wav');
    await writeRecording(path, [new Float32Array(50_000)], RATE, 's16');
    const { result } = await separate(inputOf({ recording: { path, channelMap: [0] }, to: 50_000 }));
    expect(result.notes).toEqual(['The passage is silent, and so are its stems']);
    expect(result.stems.map(({ rmsDbfs }) => rmsDbfs)).toEqual([null, null, null, null]);
    for (const { path: stem } of result.stems) {
      expect((await samplesOf(stem))[0]!.every((value) => value === 0)).toBe(true);
    }
  });
});

describe('what can’t be separated', () => {
  it.each([
    ['a model of another kind', 'model/unsupported', { output: 'waveform' }],
    [
      'weights that are not the manifest’s',
      'model/hash-mismatch',
      { weights: { file: 'model.onnx', sha256: '0'.repeat(64), bytes: 10, licence: 'MIT' } },
    ],
    [
      'a model that takes other pieces',
      'model/invalid',
      {
        frontend: {
          type: 'stft',
          size: 1024,
          hop: 512,
          window: 'hann',
          scaling: 'window-sum',
          input: 'magnitude',
        },
      },
    ],
  ])('refuses %s', async (_, code, manifest) => {
    const wrong = await writeTinyModel(join(root, 'models'), { id: `wrong-${folders}`, manifest });
    const input = inputOf({ modelDir: wrong });
    await expect(separate(input)).rejects.toThrowError(expect.objectContaining({ code }));
  });

  it('says that a folder can’t be written, and keeps what was written for a later run', async () => {
    const blocked = inputOf({ outDir: join(root, 'long.wav', 'stems') });
    await expect(separate(blocked)).rejects.toThrowError(
      expect.objectContaining({ code: 'disk/unwritable' }),
    );
    // The state after the first segment can't be noted: the name is taken.
    const input = inputOf();
    await mkdir(join(input.outDir, 'separation-state.json.part'), { recursive: true });
    await expect(separate(input)).rejects.toThrowError(expect.objectContaining({ code: 'disk/unwritable' }));
    expect(await readdir(input.outDir)).toContain('rest.wav.part');
    await rm(join(input.outDir, 'separation-state.json.part'), { recursive: true });
    await separate({ ...input, segmentsDone: 0 });
    expect((await readdir(input.outDir)).sort()).toEqual([
      'cello.wav',
      'rest.wav',
      'violin-1.wav',
      'violin-2.wav',
    ]);
  });

  it('refuses players of whom none can be separated, a missing file and an empty passage', async () => {
    const failure = (code: string) => expect.objectContaining({ code }) as Error;
    await expect(separate(inputOf({ players: ensembleOf(['piano']) }))).rejects.toThrowError(
      failure('players/none'),
    );
    await expect(separate(inputOf({ from: 5, to: 5 }))).rejects.toThrowError(failure('call/invalid'));
    await expect(separate(inputOf({ to: FRAMES + 1 }))).rejects.toThrowError(failure('call/invalid'));
    const missing = { path: join(root, 'missing.wav'), channelMap: [0] };
    await expect(separate(inputOf({ recording: missing }))).rejects.toThrowError(failure('file/not-found'));
  });
});
