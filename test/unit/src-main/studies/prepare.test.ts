import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { runPrepare, stimulusFile, type TrialInput } from '../../../../src-main/studies/prepare.ts';
import { earLufs } from '../../../../src-main/studies/treat.ts';
import type { PreparedTrial } from '../../../../src-shared/contract/studies.ts';
import { Fir } from '../../../../src-shared/hearing/fir.ts';
import { SimulatedLoss } from '../../../../src-shared/hearing/loss/simulated-loss.ts';
import { nalRTaps } from '../../../../src-shared/hearing/nal-r.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import type { EarTreatment } from '../../../../src-shared/project/fitting.ts';
import { maxDifference, pinkNoise } from '../../../support/signals.ts';
import { tempDir } from '../../../support/temp.ts';
import { wavBytes } from '../../../support/wav.ts';

const RATE = 44_100;
const FRAMES = 2 * RATE;
/** Fades at both ends of what participants hear. */
const FADE = 441;

const treatment = (change: Partial<EarTreatment> = {}): EarTreatment => ({
  listener: 'L1',
  rule: 'nal-r',
  loss: 'none',
  hearing: { left: STANDARD_AUDIOGRAMS.N2, right: STANDARD_AUDIOGRAMS.S1 },
  fullScaleDbSpl: 95,
  ...change,
});

const SOURCE = [pinkNoise(FRAMES, 1), pinkNoise(FRAMES, 2)].map((samples, side) =>
  samples.map((value) => value * (side === 0 ? 0.05 : 0.03)),
);

/** Prepares one trial, whose conditions are the same sound at another level. */
async function prepared(
  conditions: Readonly<Record<string, EarTreatment | null>>,
  change: Partial<TrialInput> = {},
  levelMatch = true,
) {
  const dir = tempDir();
  const folder = join(dir, 'out');
  mkdirSync(folder);
  const write = (name: string, gain: number) => {
    const path = join(dir, name);
    const sample = (frame: number, channel: number) => (SOURCE[channel]?.[frame] ?? 0) * gain;
    writeFileSync(path, wavBytes({ rate: RATE, channels: 2, seconds: 2, format: 'f32', sample }));
    return { kind: 'file' as const, path, channelMap: null };
  };
  const sound = write('half.wav', 0.5);
  const trial: TrialInput = {
    ...{ trialId: 't1', name: 'Trial', excerpt: null, made: [], referenceTreatment: null },
    reference: write('whole.wav', 1),
    conditions: Object.entries(conditions).map(([key, chosen]) => ({
      ...{ key, name: key, sound, treatment: chosen },
    })),
    ...change,
  };
  const context = { signal: new AbortController().signal, progress: () => undefined, event: () => undefined };
  const { trials } = await runPrepare({ trials: [trial], levelMatch, folder }, context);
  const made = trials[0] as PreparedTrial;
  const sounds = new Map<string, readonly Float32Array[]>();
  for (const [position, { key }] of made.stimuli.entries()) {
    const reader = await openPcm(join(folder, stimulusFile(0, position)));
    sounds.set(key, await reader.read(0, reader.frames));
    await reader.close();
  }
  return { made, heard: (key: string) => sounds.get(key) ?? [], of: (key: string) => stimulus(made, key) };
}

const stimulus = ({ stimuli }: PreparedTrial, key: string) => {
  const found = stimuli.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
};
const ear = (sound: PreparedTrial['stimuli'][number], side: 'left' | 'right') => {
  if (sound.ears === null) throw new Error('the sound has no ears');
  return sound.ears[side];
};
const channel = (sound: readonly Float32Array[], side: number): Float32Array => {
  const samples = sound[side];
  if (samples === undefined) throw new Error('the sound has no such channel');
  return samples;
};
const lufsOf = (sound: readonly Float32Array[], side: number): number =>
  earLufs(channel(sound, side), RATE) ?? Number.NaN;
const inside = (samples: Float32Array | undefined): Float32Array =>
  (samples ?? new Float32Array(0)).subarray(2 * FADE, FRAMES - 2 * FADE);

describe('a condition that is heard through a treatment', () => {
  it('is fitted, and each ear gets the loudness of the reference', async () => {
    const { made, heard, of } = await prepared({
      plain: null,
      linear: treatment(),
      compressed: treatment({ rule: 'camfit' }),
    });
    for (const key of ['plain', 'linear', 'compressed']) {
      expect(of(key).gainDb).toBeCloseTo(20 * Math.log10(2), 3);
      for (const side of [0, 1]) {
        const difference = lufsOf(heard(key), side) - lufsOf(heard('reference'), side);
        expect(Math.abs(difference)).toBeLessThan(0.1);
      }
    }
    expect(of('plain').ears?.left.gainDb).toBeCloseTo(0, 3);
    expect(of('linear').ears?.left.gainDb).toBeLessThan(-3);
    expect(of('linear').ears?.right.gainDb).not.toBeCloseTo(ear(of('linear'), 'left').gainDb, 1);

    const taps = nalRTaps(treatment().hearing.right, 256, RATE);
    const wanted = new Float64Array(FRAMES + 128);
    wanted.set(channel(SOURCE, 1));
    new Fir(taps).process(wanted);
    const gain = 10 ** ((ear(of('linear'), 'right').gainDb + made.commonGainDb) / 20);
    const expected = wanted.subarray(128).map((value) => value * gain);
    expect(
      maxDifference(inside(heard('linear')[1]), expected.subarray(2 * FADE, FRAMES - 2 * FADE)),
    ).toBeLessThan(1e-6);
  });

  it('is matched before the loss, which is not made up for', async () => {
    const { made, heard, of } = await prepared({ lost: treatment({ rule: 'none', loss: 'plain' }) });
    expect(of('lost').ears?.left.gainDb).toBeCloseTo(0, 3);
    const wanted = new Float64Array(FRAMES + 512);
    wanted.set(channel(SOURCE, 0));
    new SimulatedLoss(treatment().hearing.left, 1, 95, RATE).process(wanted);
    const gain = 10 ** (made.commonGainDb / 20);
    const expected = wanted.subarray(512).map((value) => value * gain);
    expect(
      maxDifference(inside(heard('lost')[0]), expected.subarray(2 * FADE, FRAMES - 2 * FADE)),
    ).toBeLessThan(1e-5);
    const [lost, reference] = ['lost', 'reference'].map((key) => lufsOf(heard(key), 0));
    expect(lost).toBeLessThan((reference ?? Number.NaN) - 3);
  });

  it('keeps its own level where levels are not matched', async () => {
    const { of } = await prepared({ linear: treatment() }, {}, false);
    expect(of('linear')).toMatchObject({ gainDb: 0, ears: { left: { gainDb: 0 }, right: { gainDb: 0 } } });
    const [left, reference] = ['linear', 'reference'].map((key) => ear(of(key), 'left').integratedLufs ?? 0);
    expect((left ?? 0) - (reference ?? 0)).toBeGreaterThan(-3);
  });

  it('has the anchors of the reference as it is heard', async () => {
    const { heard } = await prepared(
      { one: null },
      { referenceTreatment: treatment(), made: ['ref:hidden', 'anchor:3.5kHz'] },
    );
    expect(heard('ref:hidden')).toEqual(heard('reference'));
    const [low, whole] = ['anchor:3.5kHz', 'reference'].map((key) => lufsOf(heard(key), 1));
    expect(low).toBeLessThan((whole ?? Number.NaN) - 1);
  });
});

it('a trial without treatments says nothing of ears', async () => {
  const { of, made } = await prepared({ one: null });
  expect(made.stimuli.map(({ ears }) => ears)).toEqual([null, null]);
  expect(of('one').gainDb).toBeCloseTo(20 * Math.log10(2), 3);
});
