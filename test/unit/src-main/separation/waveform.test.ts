import { en } from '../../../../src-shared/words/en/index.ts';
import { separationNoteText } from '../../../../src-shared/words/separation-note.ts';
import { fork } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSeparate } from '../../../../src-main/separation/separate.ts';
import type { SeparateEvent, SeparateInput } from '../../../../src-main/separation/separate.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { music, writeRecording } from '../../../support/music.ts';
import { sine } from '../../../support/signals.ts';
import { writeTinyWaveform } from '../inference/tiny-waveform.ts';
import { hashes, samplesOf, separate } from './workplace.ts';

/** The three ways from a waveform to stems. */
const KINDS = ['piece', 'stream', 'direct'] as const;
type Kind = (typeof KINDS)[number];

let root: string;
const models: Partial<Record<Kind, string>> = {};
let folders = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'divisi-waveform-'));
  models.piece = await writeTinyWaveform(root, 'piece');
  models.stream = await writeTinyWaveform(root, 'stream');
  models.direct = await writeTinyWaveform(root, 'stream', {
    id: 'tiny-direct',
    manifest: { stems: 'waveform' },
  });
});
afterAll(() => rm(root, { recursive: true }));

/** Low for the violin, high for the viola. */
const inputOf = (
  kind: Kind,
  name: string,
  to: number,
  change: Partial<SeparateInput> = {},
): SeparateInput => {
  folders += 1;
  return {
    recording: { path: join(root, `${name}.wav`), channelMap: [0] },
    players: ensembleOf(['violin', 'viola']),
    from: 0,
    to,
    modelDir: models[kind] ?? '',
    providers: ['cpu'],
    pinned: null,
    threads: 1,
    outDir: join(root, `out-${folders}`),
    segmentsDone: 0,
    ...change,
  };
};

const sumOf = (files: readonly Float32Array[][], channel: number): Float32Array =>
  files[0]![channel]!.map((_, n) => files.reduce((sum, file) => sum + file[channel]![n]!, 0));

/** How much of `part` is in `whole`, and what else is: least squares over the samples given. */
function shareOf(
  whole: Float32Array,
  part: Float32Array,
  from: number,
  to: number,
): { gain: number; error: number } {
  let cross = 0;
  let energy = 0;
  for (let n = from; n < to; n += 1) {
    cross += whole[n]! * part[n]!;
    energy += part[n]! ** 2;
  }
  const gain = cross / energy;
  let rest = 0;
  for (let n = from; n < to; n += 1) rest += (whole[n]! - gain * part[n]!) ** 2;
  return { gain, error: Math.sqrt(rest / energy) };
}

describe.each(KINDS)('a waveform model: %s', (kind) => {
  it.each([
    [22_050, 's16'],
    [44_100, 's16'],
    [48_000, 's24'],
    [96_000, 's24'],
  ] as const)('at %i Hz finds both tones where they are, and nulls bit for bit', async (rate, format) => {
    const frames = Math.round(rate * 2.3);
    const low = sine(frames, rate, 30, 0.3, 0.2);
    const high = sine(frames, rate, 3000, 0.2, 1);
    const name = `tones-${rate}`;
    const right = low.map((value, n) => 0.5 * value - 0.5 * high[n]!);
    await writeRecording(
      join(root, `${name}.wav`),
      [low.map((value, n) => value + high[n]!), right],
      rate,
      format,
    );
    const recording = { path: join(root, `${name}.wav`), channelMap: [0, 1] };
    const { result } = await separate(inputOf(kind, name, frames, { recording }));
    const files = await Promise.all(result.stems.map(({ path }) => samplesOf(path)));
    for (const [channel, samples] of (await samplesOf(recording.path)).entries()) {
      expect(sumOf(files, channel)).toEqual(samples);
    }
    // A stem that came a single sample late would be off by 3000·2π/rate: 20 % at 96 kHz.
    const [from, to] = [Math.round(rate * 0.3), Math.round(rate * 2)];
    const [violin, viola] = [files[0]!, files[1]!];
    for (const [stem, part, gains] of [
      [violin, low, [1, 0.5]],
      [viola, high, [1, -0.5]],
    ] as const) {
      for (const [channel, gain] of gains.entries()) {
        const found = shareOf(stem[channel]!, part, from, to);
        expect(Math.abs(found.gain - gain)).toBeLessThan(0.02);
        expect(found.error).toBeLessThan(0.03);
      }
    }
  });

  it.each([
    ['one sample', 1],
    ['two blocks and a bit', 9001],
  ])('takes %s', async (_, frames) => {
    await writeRecording(join(root, 'short.wav'), music(frames, 44_100, 1), 44_100, 's16');
    const { result, events } = await separate(inputOf(kind, 'short', frames));
    const files = await Promise.all(result.stems.map(({ path }) => samplesOf(path)));
    expect(sumOf(files, 0)).toEqual((await samplesOf(join(root, 'short.wav')))[0]);
    expect(events.at(-1)).toMatchObject({ type: 'segment' });
  });

  it('gives silence for silence and says so', async () => {
    await writeRecording(join(root, 'silent.wav'), [new Float32Array(40_000)], 44_100, 's16');
    const { result } = await separate(inputOf(kind, 'silent', 40_000));
    expect(result.notes).toContainEqual({ kind: 'silent' });
    for (const { path } of result.stems) {
      expect((await samplesOf(path))[0]!.every((value) => value === 0)).toBe(true);
    }
  });

  it('reads the chosen pair of eight channels', async () => {
    const planar = music(30_000, 48_000, 8);
    await writeRecording(join(root, 'eight.wav'), planar, 48_000, 's24');
    const recording = { path: join(root, 'eight.wav'), channelMap: [6, 2] };
    const { result } = await separate(inputOf(kind, 'eight', 30_000, { recording }));
    expect(result.channels).toBe(2);
    const files = await Promise.all(result.stems.map(({ path }) => samplesOf(path)));
    const whole = await samplesOf(recording.path);
    expect(sumOf(files, 0)).toEqual(whole[6]);
    expect(sumOf(files, 1)).toEqual(whole[2]);
  });
});

describe('the stems of a stream', () => {
  it('say in plain words what they are made of', async () => {
    await writeRecording(join(root, 'words.wav'), music(5000, 44_100, 1), 44_100, 's16');
    const masked = await separate(inputOf('stream', 'words', 5000));
    const worded = masked.result.notes.map((note) => separationNoteText(note, en));
    expect(worded).toEqual([
      'The model looks 1.4 ms ahead; the masks that its estimates become look up to 92.9 ms further',
    ]);
    const direct = await separate(inputOf('direct', 'words', 5000));
    expect(direct.result.notes.map((note) => separationNoteText(note, en))).toEqual([
      'The stems are the model’s own waveforms; what lies above 11 kHz stays in the rest. They look 7.2 ms ahead: 1.4 ms in the model, the rest where the recording is brought to its rate and back',
    ]);
  });

  it('leave what lies above the model’s band in the rest, where they are its waveforms', async () => {
    const tone = sine(48_000, 48_000, 15_000, 0.3);
    await writeRecording(join(root, 'above.wav'), [tone], 48_000, 's24');
    const { result } = await separate(inputOf('direct', 'above', 48_000));
    const [violin, viola, rest] = await Promise.all(result.stems.map(({ path }) => samplesOf(path)));
    const peak = (samples: Float32Array): number =>
      samples.slice(2000, 46_000).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peak(violin![0]!)).toBeLessThan(1e-4);
    expect(peak(viola![0]!)).toBeLessThan(1e-4);
    expect(peak(rest![0]!)).toBeCloseTo(0.3, 3);
  });

  it('are there to hear long before the end, and stay as they are', async () => {
    const frames = 44_100 * 12;
    await writeRecording(join(root, 'long.wav'), music(frames, 44_100, 1), 44_100, 's16');
    const input = inputOf('stream', 'long', frames);
    const { events } = await separate(input);
    const ready = events.flatMap((event) => (event.type === 'ready' ? [event.frames] : []));
    expect(ready[0]).toBeLessThan(44_100);
    expect(ready).toEqual(ready.toSorted((a, b) => a - b));
    expect(ready.at(-1)).toBe(frames);
    expect(events.filter(({ type }) => type === 'segment')).toHaveLength(3);
  });
});

/** Runs until so many segments are done, then kills the process where it stands. */
async function killAfter(input: SeparateInput, segments: number): Promise<SeparateInput> {
  const child = fork(new URL('./separate-child.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let pinned: SeparateInput['pinned'] = null;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (event: SeparateEvent) => {
      if (event.type === 'pinned') pinned = event.pin;
      if (event.type === 'segment' && event.segmentsDone === segments) child.kill('SIGKILL');
    });
    child.on('exit', (_, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error('the process ended before it was killed'));
    });
    child.on('error', reject);
    child.send(input);
  });
  return { ...input, pinned, segmentsDone: segments };
}

describe('a run that was interrupted', () => {
  const frames = 48_000 * 17;
  const recording = (): SeparateInput['recording'] => ({ path: join(root, 'kill.wav'), channelMap: [0, 1] });
  const whole: Partial<Record<Kind, Record<string, string>>> = {};
  beforeAll(async () => {
    await writeRecording(join(root, 'kill.wav'), music(frames, 48_000, 2), 48_000, 's16');
    for (const kind of KINDS) {
      const input = inputOf(kind, 'kill', frames, { recording: recording() });
      await separate(input);
      whole[kind] = await hashes(input.outDir);
    }
  }, 120_000);

  it.each(KINDS)('goes on after a kill and gives the same bytes: %s', async (kind) => {
    const input = await killAfter(inputOf(kind, 'kill', frames, { recording: recording() }), 2);
    const { events } = await separate(input);
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(3);
    expect(await hashes(input.outDir)).toEqual(whole[kind]);
  });

  it.each(['state', 'held'] as const)('starts whole where a stream’s %s was damaged', async (what) => {
    const input = await killAfter(inputOf('stream', 'kill', frames, { recording: recording() }), 1);
    const path = join(input.outDir, 'separation-state.json');
    const state = JSON.parse(await readFile(path, 'utf8')) as {
      stream: { signals: { state: string[]; held: string[] }[] };
    };
    state.stream.signals[0]![what][0] = 'AAAA';
    await writeFile(path, JSON.stringify(state));
    const { events } = await separate(input);
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(1);
    expect(await hashes(input.outDir)).toEqual(whole.stream);
  });

  it('stops between blocks and goes on after a cancel', async () => {
    const stop = new AbortController();
    const input = inputOf('direct', 'kill', frames, { recording: recording() });
    const run = runSeparate(input, {
      signal: stop.signal,
      progress: () => undefined,
      event: (event) => {
        if (event.type === 'segment') stop.abort();
      },
    });
    await expect(run).rejects.toThrow(expect.objectContaining({ code: 'call/cancelled' }));
    await separate({ ...input, segmentsDone: 1 });
    expect(await hashes(input.outDir)).toEqual(whole.direct);
  });
});

describe('a model that does wrong', () => {
  it.each([
    ['a state of another shape', { state: [{ name: 'tail', shape: [1, 61], dtype: 'float32' }] }, false],
    ['values that are no numbers', {}, true],
  ])('is refused before anything is written: %s', async (_, manifest, broken) => {
    await writeRecording(join(root, 'some.wav'), music(5000, 44_100, 1), 44_100, 's16');
    const modelDir = await writeTinyWaveform(root, 'stream', { id: 'wrong', manifest, broken });
    const input = inputOf('stream', 'some', 5000, { modelDir });
    await expect(separate(input)).rejects.toThrow(expect.objectContaining({ code: 'model/invalid' }));
    await expect(readdir(input.outDir)).rejects.toThrow('ENOENT');
  });

  it('keeps what an earlier run left when its pieces go wrong', async () => {
    await writeRecording(join(root, 'some.wav'), music(5000, 44_100, 1), 44_100, 's16');
    const modelDir = await writeTinyWaveform(root, 'piece', { id: 'wrong-piece', broken: true });
    const input = inputOf('piece', 'some', 5000, { modelDir });
    await expect(separate(input)).rejects.toThrow(expect.objectContaining({ code: 'model/invalid' }));
    await truncate(join(input.outDir, 'rest.wav.part'), 10);
    await expect(separate({ ...input, segmentsDone: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
  });
});
