import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalyse, type AnalyseInput, type AnalyseResult } from '../../../../src-main/listening/analyse.ts';
import { createPcmWriter } from '../../../../src-main/audio/write/writer.ts';
import { INSTRUMENTS, type Instrument } from '../../../../src-shared/project/players.ts';
import { tempFolder } from '../../../support/temp.ts';
import { hzOf, writeTinyEmbedder } from '../inference/tiny-embedder.ts';

/** Seconds from, seconds to, level in dBFS. */
type Notes = Partial<Record<Instrument, readonly (readonly [number, number, number])[]>>;

async function play(path: string, seconds: number, notes: Notes, rate = 44_100): Promise<string> {
  const samples = new Float32Array(Math.round(seconds * rate));
  for (const [instrument, passages] of Object.entries(notes)) {
    const step = (2 * Math.PI * hzOf(instrument as Instrument)) / rate;
    for (const [from, to, level] of passages) {
      const gain = Math.SQRT2 * 10 ** (level / 20);
      const end = Math.min(samples.length, Math.round(to * rate));
      for (let n = Math.round(from * rate); n < end; n += 1) samples[n]! += gain * Math.sin(step * n);
    }
  }
  const writer = await createPcmWriter(path, { sampleRate: rate, channels: 1, sampleFormat: 'f32' });
  await writer.write([samples]);
  await writer.finish();
  return path;
}

const { path: dir, remove } = tempFolder();
let modelDir: string;
afterAll(remove);
beforeAll(async () => {
  modelDir = await writeTinyEmbedder(dir);
});

async function analyse(path: string, change: Partial<AnalyseInput> = {}) {
  const progress: number[] = [];
  const result = await runAnalyse(
    {
      audio: { path, channelMap: [0] },
      from: 0,
      to: null,
      modelDir,
      providers: ['cpu'],
      threads: 1,
      stem: null,
      background: false,
      ...change,
    },
    {
      signal: new AbortController().signal,
      progress: ({ done }) => progress.push(done),
      event: () => {},
    },
  );
  return { result, progress };
}

const row = ({ timeline }: AnalyseResult, instrument: Instrument): number[] =>
  timeline.rows.find((candidate) => candidate.instrument === instrument)?.probabilities ?? [];

describe('an analysis', () => {
  it('takes the first provider that can be trusted, and keeps what it found out about the others', async () => {
    const path = await play(join(dir, 'trusted.wav'), 3, { viola: [[0, 3, -20]] });
    const verdicts = join(dir, 'providers.json');
    const { result } = await analyse(path, { providers: ['no-such', 'cpu'], verdicts });
    expect(result).toEqual((await analyse(path)).result);
    const kept = Object.entries(JSON.parse(await readFile(verdicts, 'utf8')) as Record<string, unknown>);
    expect(kept).toEqual([
      [expect.stringContaining('no-such'), { problem: expect.any(String), measured: expect.any(String) }],
    ]);
  });

  it('hears who plays, when, and proposes them', async () => {
    const path = await play(join(dir, 'duo.wav'), 24, {
      viola: [[0, 24, -20]],
      cello: [[12, 24, -20]],
    });
    const { result, progress } = await analyse(path);
    const { heard, timeline } = result;
    expect(heard).toMatchObject({ modelId: 'tiny-ears', modelVersion: '1.0.0', silent: false });
    expect(heard.proposal.map(({ instrument }) => instrument)).toEqual(['viola', 'cello']);
    expect(heard.instruments.map(({ instrument }) => instrument).slice(0, 2)).toEqual(['viola', 'cello']);
    expect(heard.instruments).toHaveLength(11);
    expect(timeline.hopSeconds).toBeCloseTo((32 * 1024) / 22_050, 12);
    expect(timeline.slots).toBe(Math.ceil(24 / timeline.hopSeconds));
    expect(timeline.sounding).toEqual(Array.from({ length: timeline.slots }, () => true));
    // Alone up to 12 s, which lies in slot 8; both from then on, in equal parts.
    const viola = row(result, 'viola');
    const cello = row(result, 'cello');
    expect(viola.slice(0, 7).every((value) => value > 0.99)).toBe(true);
    expect(cello.slice(0, 7).every((value) => value < 0.05)).toBe(true);
    for (const values of [viola, cello]) {
      expect(values.slice(10).every((value) => Math.abs(value - Math.SQRT1_2) < 0.01)).toBe(true);
    }
    const power = Array.from(result.vector ?? []).reduce((sum, value) => sum + value ** 2, 0);
    expect(power).toBeCloseTo(1, 5);
    expect(progress.at(-1)).toBe(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  it('is the same at another level and at another rate', async () => {
    const notes = (level: number): Notes => ({ flute: [[0, 7, level]], horn: [[0, 7, level - 3]] });
    const { result: loud } = await analyse(await play(join(dir, 'loud.wav'), 7, notes(-10)));
    const { result: soft } = await analyse(await play(join(dir, 'soft.wav'), 7, notes(-50)));
    const { result: other } = await analyse(await play(join(dir, 'other.wav'), 7, notes(-10), 48_000));
    for (const [index, { probabilities }] of loud.timeline.rows.entries()) {
      for (const result of [soft, other]) {
        const there = result.timeline.rows[index]?.probabilities ?? [];
        expect(there).toHaveLength(probabilities.length);
        for (const [slot, value] of there.entries()) expect(value).toBeCloseTo(probabilities[slot] ?? 2, 2);
      }
    }
  });

  it('leaves silence out: of the timeline and of the vector', async () => {
    const path = await play(join(dir, 'pause.wav'), 20, {
      oboe: [[0, 8, -20]],
      // Far below: a trace of somebody else.
      violin: [[8, 20, -75]],
    });
    const { result } = await analyse(path);
    const last = Math.ceil(8 / result.timeline.hopSeconds);
    expect(result.timeline.sounding).toEqual(
      Array.from({ length: result.timeline.slots }, (_, slot) => slot < last),
    );
    expect(row(result, 'violin').slice(last)).toEqual(row(result, 'violin').slice(last).fill(0));
    expect(result.heard.proposal.map(({ instrument }) => instrument)).toEqual(['oboe']);
    expect(result.vector?.[INSTRUMENTS.indexOf('oboe')]).toBeGreaterThan(0.98);
  });

  it('checks a stem against its name, where the model has decisions for that', async () => {
    const decided = await writeTinyEmbedder(dir, { id: 'decided', decides: true });
    const path = await play(join(dir, 'stem.wav'), 8, { horn: [[0, 8, -20]] });
    const recording = Float32Array.from({ length: 11 }, (_, index) => (index === 0 ? 1 : 0));
    const check = async (instrument: Instrument, modelDirOf = decided, file = path) =>
      (await analyse(file, { modelDir: modelDirOf, stem: { instrument, recording } })).result.stemHeard;
    expect(await check('horn')).toMatchObject({ instrument: 'horn', verdict: 'agrees' });
    expect(await check('trumpet')).toMatchObject({ instrument: 'horn', verdict: 'differs' });
    expect(await check('horn', modelDir)).toBeNull();
    const silence = await play(join(dir, 'nothing.wav'), 4, {});
    expect(await check('horn', decided, silence)).toMatchObject({ expected: 0, verdict: 'silent' });
    expect((await analyse(path, { modelDir: decided })).result.stemHeard).toBeNull();
  });

  it('has nothing to say of silence', async () => {
    const { result } = await analyse(await play(join(dir, 'silent.wav'), 5, {}));
    expect(result.vector).toBeNull();
    expect(result.heard).toMatchObject({ silent: true, proposal: [] });
    expect(result.heard.instruments.every(({ probability }) => probability === 0)).toBe(true);
    expect(result.timeline.sounding).not.toContain(true);
  });

  it('hears what is shorter than a window, down to one sample', async () => {
    const { result } = await analyse(await play(join(dir, 'short.wav'), 0.4, { cello: [[0, 0.4, -20]] }));
    expect(result.timeline.slots).toBe(1);
    expect(row(result, 'cello')[0]).toBeGreaterThan(0.95);
    const one = await analyse(await play(join(dir, 'one.wav'), 1 / 44_100, { cello: [[0, 1, 0]] }));
    expect(one.result.timeline.slots).toBe(1);
  });

  it('hears a passage as if it were a recording of its own', async () => {
    const notes: Notes = { oboe: [[0, 4, -20]], bassoon: [[4, 9, -20]] };
    const path = await play(join(dir, 'parts.wav'), 12, notes);
    const { result } = await analyse(path, { from: 5 * 44_100, to: 8 * 44_100 });
    expect(result.heard.proposal.map(({ instrument }) => instrument)).toEqual(['bassoon']);
    expect(result.timeline.slots).toBe(3);
    await expect(analyse(path, { from: 5, to: 5 })).rejects.toMatchObject({ code: 'call/invalid' });
  });

  it('stops between windows once it is cancelled', async () => {
    const path = await play(join(dir, 'long.wav'), 30, { viola: [[0, 30, -20]] });
    const controller = new AbortController();
    let windows = 0;
    const input = {
      audio: { path, channelMap: [0] },
      from: 0,
      to: null,
      modelDir,
      providers: ['cpu'],
      threads: 1,
      stem: null,
      background: false,
    };
    const running = runAnalyse(input, {
      signal: controller.signal,
      progress: () => {
        windows += 1;
        if (windows === 3) controller.abort();
      },
      event: () => {},
    });
    await expect(running).rejects.toMatchObject({ code: 'call/cancelled' });
    expect(windows).toBe(3);
  });

  it('refuses weights that are not the manifest’s, and models that do something else', async () => {
    const path = await play(join(dir, 'any.wav'), 1, {});
    const damaged = await writeTinyEmbedder(join(dir, 'damaged'));
    const weights = join(damaged, 'model.onnx');
    const content = await readFile(weights);
    content[content.length - 1]! ^= 1;
    await writeFile(weights, content);
    await expect(analyse(path, { modelDir: damaged })).rejects.toMatchObject({ code: 'model/hash-mismatch' });
    const separator = await writeTinyEmbedder(join(dir, 'other'), { manifest: { task: 'separation' } });
    await expect(analyse(path, { modelDir: separator })).rejects.toMatchObject({ code: 'model/unsupported' });
  });
});
