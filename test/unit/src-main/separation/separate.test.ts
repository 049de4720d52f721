import { readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSeparate, stemsInThread } from '../../../../src-main/separation/separate.ts';
import type { SeparateInput } from '../../../../src-main/separation/separate.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { writeTinyModel } from '../inference/tiny-model.ts';
import { music, writeRecording } from '../../../support/music.ts';
import { FRAMES, RATE, hashes, makeWorkplace, samplesOf, separate } from './workplace.ts';
import type { Workplace } from './workplace.ts';

let workplace: Workplace;
let root: string;
const inputOf = (change?: Partial<SeparateInput>): SeparateInput => workplace.inputOf(change);

beforeAll(async () => {
  workplace = await makeWorkplace();
  root = workplace.root;
});
afterAll(() => workplace.remove());

describe('stemsInThread', () => {
  it.each([
    [1, 8, 96_000, false],
    [2, 1, 96_000, false],
    [2, 2, 44_100, false],
    [2, 2, 96_000, true],
    [2, 4, 44_100, true],
  ])('%i threads, %i cores, %i Hz: %s', (threads, cores, rate, expected) => {
    expect(stemsInThread(threads, cores, rate)).toBe(expected);
  });
});

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
    expect(result).toMatchObject({ sampleRate: RATE, channels: 2, frames: FRAMES });
    expect(result.notes).toEqual([{ kind: 'places' }]);
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

  it('tells how much of every file can be read already, and that part stays as it is', async () => {
    const input = inputOf();
    const names = ['violin-1', 'violin-2', 'cello', 'rest'];
    const seen: { frames: number; files: Buffer[] }[] = [];
    await runSeparate(input, {
      signal: new AbortController().signal,
      progress: () => undefined,
      event: (event) => {
        if (event.type === 'pinned') {
          expect(event.stems.map(({ name, isRest }) => [name, isRest])).toEqual(
            names.map((name) => [name, name === 'rest']),
          );
          expect(event).toMatchObject({ sampleRate: RATE, channels: 2, frames: FRAMES, readyFrames: 0 });
        }
        if (event.type !== 'ready' || event.frames === FRAMES) return;
        const files = names.map((name) => readFileSync(join(input.outDir, `${name}.wav.part`)));
        seen.push({ frames: event.frames, files });
      },
    });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.map(({ frames }) => frames)).toEqual(seen.map(({ frames }) => frames).sort((a, b) => a - b));
    for (const [index, name] of names.entries()) {
      const whole = await readFile(join(input.outDir, `${name}.wav`));
      const header = whole.length - FRAMES * 8;
      for (const { frames, files } of seen) {
        const end = header + frames * 8;
        expect(files[index]?.subarray(header, end).equals(whole.subarray(header, end))).toBe(true);
      }
    }
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

  it.each([1, 2])('gives silence for silence on %i channels and says only so', async (channels) => {
    const path = join(root, `silent-${channels}.wav`);
    const channelMap = Array.from({ length: channels }, (_, channel) => channel);
    const samples = channelMap.map(() => new Float32Array(50_000));
    await writeRecording(path, samples, RATE, 's16');
    const { result } = await separate(inputOf({ recording: { path, channelMap }, to: 50_000 }));
    expect(result.notes).toEqual([{ kind: 'silent' }]);
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
    const wrong = await writeTinyModel(join(root, 'models'), {
      id: `wrong-${code.replace('/', '-')}`,
      manifest,
    });
    const input = inputOf({ modelDir: wrong });
    await expect(separate(input)).rejects.toThrow(expect.objectContaining({ code }));
  });

  it('says that a folder can’t be written, and keeps what was written for a later run', async () => {
    const blocked = inputOf({ outDir: join(root, 'long.wav', 'stems') });
    await expect(separate(blocked)).rejects.toThrow(expect.objectContaining({ code: 'disk/unwritable' }));
    // The state after the first segment can't be noted: the name is taken.
    const input = inputOf();
    await mkdir(join(input.outDir, 'separation-state.json.part'), { recursive: true });
    await expect(separate(input)).rejects.toThrow(expect.objectContaining({ code: 'disk/unwritable' }));
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
    await expect(separate(inputOf({ players: ensembleOf(['piano']) }))).rejects.toThrow(
      failure('players/none'),
    );
    await expect(separate(inputOf({ from: 5, to: 5 }))).rejects.toThrow(failure('call/invalid'));
    await expect(separate(inputOf({ to: FRAMES + 1 }))).rejects.toThrow(failure('call/invalid'));
    const missing = { path: join(root, 'missing.wav'), channelMap: [0] };
    await expect(separate(inputOf({ recording: missing }))).rejects.toThrow(failure('file/not-found'));
  });
});
