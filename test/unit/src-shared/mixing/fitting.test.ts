import { describe, expect, it } from 'vitest';
import { fittedCompressor } from '../../../../src-shared/hearing/fitting.ts';
import { SimulatedLoss } from '../../../../src-shared/hearing/loss/simulated-loss.ts';
import { nalRTaps } from '../../../../src-shared/hearing/nal-r.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { fittingFrames } from '../../../../src-shared/mixing/fitting.ts';
import { dbToGain } from '../../../../src-shared/mixing/levels.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { mixChannels } from '../../../../src-shared/mixing/mono.ts';
import { untreated } from '../../../../src-shared/mixing/new-project.ts';
import { limiterFrames } from '../../../../src-shared/mixing/processors/limiter/limiter.ts';
import { MIX_BLOCK, type MixSettings } from '../../../../src-shared/mixing/types.ts';
import type { Fitting } from '../../../../src-shared/project/fitting.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise, sine } from '../../../support/signals.ts';

const RATE = 48_000;
const LENGTH = 400 * MIX_BLOCK;
/** Quiet enough that the limiter only delays. */
const SOURCE = [noise(LENGTH, 1, 0.01), noise(LENGTH, 2, 0.01)] as const;

/** Above the compressor's threshold, where its ears differ, and below the limiter's ceiling. */
const TONES = [sine(LENGTH, RATE, 4000, 0.01), sine(LENGTH, RATE, 4000, 0.008)] as const;
const MILD = { left: STANDARD_AUDIOGRAMS.N1, right: STANDARD_AUDIOGRAMS.S1 };

const fitting = (change: Partial<Fitting> = {}): Fitting => ({
  listener: 'L1',
  rule: 'nal-r',
  loss: 'none',
  hearing: { left: STANDARD_AUDIOGRAMS.N3, right: STANDARD_AUDIOGRAMS.S2 },
  fullScaleDbSpl: 95,
  matchDb: null,
  matchedMix: null,
  limitDbSpl: 120,
  bypassed: false,
  ...change,
});
const settings = (chosen: Fitting | null): MixSettings => ({
  tracks: [{ id: 'a', ...untreated() }],
  masterGainDb: 0,
  fitting: chosen,
});
const rendered = (
  chosen: Fitting | null,
  changes: Readonly<Record<number, MixSettings>> = {},
  source: readonly Float32Array[] = SOURCE,
): [Float32Array, Float32Array] =>
  renderMix(new Mixer(RATE), [source], 0, LENGTH, { 0: settings(chosen), ...changes });

/** The taps' convolution, their delay taken out. */
function filtered(samples: Float32Array, taps: Float64Array): Float64Array {
  const late = (taps.length - 1) / 2;
  return Float64Array.from(samples, (_, n) => {
    let sum = 0;
    for (let k = 0; k < taps.length; k += 1) sum += taps[k]! * (samples[n + late - k] ?? 0);
    return sum;
  });
}

describe('a fitting on the master', () => {
  it('is NAL-R’s filter of each ear, with the delay taken out', () => {
    const out = rendered(fitting());
    for (const [side, ear] of (['left', 'right'] as const).entries()) {
      const taps = nalRTaps(fitting().hearing[ear], 2 * MIX_BLOCK, RATE);
      expect(maxDifference(out[side]!, filtered(SOURCE[side]!, taps))).toBeLessThan(1e-7);
    }
  });

  it('is CAMFIT’s compressor of each ear, with the delay taken out', () => {
    const source = TONES;
    const chosen = fitting({ rule: 'camfit', hearing: MILD, fullScaleDbSpl: 115 });
    const out = rendered(chosen, {}, source);
    for (const [side, ear] of (['left', 'right'] as const).entries()) {
      const wanted = Float64Array.from(source[side]!);
      fittedCompressor(chosen.hearing[ear], 115, RATE).process(wanted);
      expect(maxDifference(wanted, source[side]!)).toBeGreaterThan(0.01);
      expect(wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThan(0.85);
      expect(maxDifference(out[side]!, wanted)).toBeLessThan(1e-7);
    }
  });

  it('moves the compressor’s threshold with the calibration', () => {
    const at = (fullScaleDbSpl: number): Fitting =>
      fitting({ rule: 'camfit', hearing: MILD, fullScaleDbSpl });
    const half = TONES.map((samples) => samples.map((x) => x / 2));
    const out = rendered(at(120), {}, half);
    const other = rendered(at(120 - 20 * Math.log10(2)), {}, TONES);
    expect(
      maxDifference(
        out[1].map((x) => 2 * x),
        other[1],
      ),
    ).toBeLessThan(1e-6);
    expect(maxDifference(other[1], rendered(at(90), {}, TONES)[1])).toBeGreaterThan(0.001);
  });

  it('leaves no trace when it is bypassed or removed, and adds the same delay always', () => {
    for (const chosen of [null, fitting({ bypassed: true }), fitting({ rule: 'camfit', bypassed: true })]) {
      const out = rendered(chosen);
      expect(out[0]).toEqual(SOURCE[0]);
      expect(out[1]).toEqual(SOURCE[1]);
    }
    for (const rate of [8000, 44_100, 48_000, 96_000, 192_000]) {
      const { latency } = new Mixer(rate);
      expect(latency).toBe(fittingFrames(rate) + limiterFrames(rate));
      expect(latency % MIX_BLOCK).toBe(0);
    }
  });

  it.each(['nal-r', 'camfit'] as const)('is finite and equally late at every rate (%s)', (rule) => {
    for (const rate of [8000, 11_025, 96_000, 192_000]) {
      const normal = { left: STANDARD_AUDIOGRAMS.NH, right: STANDARD_AUDIOGRAMS.NH };
      const source = sine(LENGTH, rate, 300, 0.01);
      const mixer = new Mixer(rate);
      const play = (chosen: Fitting): Float32Array =>
        renderMix(mixer, [[source, source]], 0, LENGTH, { 0: settings(chosen) })[0];
      const lost = play(fitting({ rule }));
      expect(lost.every((x) => Number.isFinite(x))).toBe(true);
      expect(maxDifference(lost, source)).toBeGreaterThan(0.001);
      mixer.reset();
      const heard = play(fitting({ rule, hearing: normal }));
      // Without a loss NAL-R is a delay; the crossover turns phases, so only levels can be compared.
      if (rule === 'nal-r') expect(heard).toEqual(source);
      else expect(Math.max(...heard.subarray(LENGTH / 2))).toBeCloseTo(0.01, 3);
    }
  });

  it('is switched, exchanged and removed without a click, and ends exactly where it would have begun', () => {
    const tone = sine(LENGTH, RATE, 200, 0.02);
    const at = (block: number): number => block * MIX_BLOCK;
    const other = fitting({ hearing: { left: STANDARD_AUDIOGRAMS.N4, right: STANDARD_AUDIOGRAMS.N4 } });
    const [out] = rendered(
      fitting(),
      {
        [at(100)]: settings(fitting({ bypassed: true })),
        [at(150)]: settings(fitting()),
        [at(200)]: settings(other),
        // Before the fade ends.
        [at(203)]: settings(fitting()),
        [at(300)]: settings(null),
      },
      [tone, tone],
    );
    const [always] = rendered(fitting(), {}, [tone, tone]);
    const steepest = (samples: Float32Array): number =>
      samples.reduce(
        (most, x, n) => Math.max(most, Math.abs(x - 2 * (samples[n - 1] ?? 0) + (samples[n - 2] ?? 0))),
        0,
      );
    const settled = out.subarray(at(10), at(390));
    expect(steepest(settled)).toBeLessThan(
      1.2 * steepest(rendered(other, {}, [tone, tone])[0].subarray(at(10), at(390))),
    );
    expect(out.subarray(at(120), at(140))).toEqual(tone.subarray(at(120), at(140)));
    expect(out.subarray(at(180), at(190))).toEqual(always.subarray(at(180), at(190)));
    expect(out.subarray(at(240), at(290))).toEqual(always.subarray(at(240), at(290)));
    expect(out.subarray(at(340))).toEqual(tone.subarray(at(340)));
  });

  it('keeps the ceiling by the limiter, also where the project’s own limiter is bypassed', () => {
    const loud = SOURCE.map((samples) => samples.map((x) => 90 * x));
    const out = rendered(
      fitting({ hearing: { left: STANDARD_AUDIOGRAMS.N6, right: STANDARD_AUDIOGRAMS.N6 } }),
      {},
      loud,
    );
    for (const samples of out) expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(dbToGain(-1));
  });

  it('never exceeds the limit in dB SPL, however it is switched', () => {
    const loud = [sine(LENGTH, RATE, 1000, 0.9), noise(LENGTH, 3, 0.9)];
    const on = fitting({
      limitDbSpl: 75,
      hearing: { left: STANDARD_AUDIOGRAMS.N6, right: STANDARD_AUDIOGRAMS.N6 },
    });
    const changes: Record<number, MixSettings> = {};
    for (let block = 20, isOn = false; block < 400; block += 7 + (block % 5), isOn = !isOn) {
      changes[block * MIX_BLOCK] = settings({ ...on, bypassed: !isOn });
    }
    const most = dbToGain(75 - 95);
    for (const samples of rendered(on, {}, loud)) {
      expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(most);
    }
    // The sound without a fitting has no such limit: what exceeds it is that sound, only fainter.
    const switched = rendered({ ...on, bypassed: true }, changes, loud);
    for (const [side, samples] of switched.entries()) {
      const over = samples.findIndex(
        (x, n) => Math.abs(x) > Math.max(most, Math.abs(loud[side]![n]!) + 1e-7),
      );
      expect(over).toBe(-1);
    }
  });

  it('gives each ear its own gain afterwards', () => {
    const plain = rendered(fitting(), {}, TONES);
    const matched = rendered(fitting({ matchDb: { left: -6, right: -12 } }), {}, TONES);
    for (const [side, db] of [-6, -12].entries()) {
      expect(
        maxDifference(
          matched[side]!,
          plain[side]!.map((x) => x * dbToGain(db)),
        ),
      ).toBeLessThan(1e-7);
    }
  });

  it.each(['plain', 'smeared-3'] as const)(
    'is what an ear with a loss hears, the delay taken out (%s)',
    (loss) => {
      const chosen = fitting({ rule: 'none', loss });
      const out = rendered(chosen);
      const late = fittingFrames(RATE, chosen);
      for (const [side, ear] of (['left', 'right'] as const).entries()) {
        const wanted = new Float64Array(LENGTH + late);
        wanted.set(SOURCE[side]!);
        new SimulatedLoss(chosen.hearing[ear], loss === 'plain' ? 1 : 3, 95, RATE).process(wanted);
        expect(maxDifference(out[side]!, wanted.subarray(late))).toBeLessThan(1e-7);
      }
    },
  );

  it.each(['nal-r', 'camfit'] as const)(
    'is heard through a simulated loss afterwards, at the level that was matched before it (%s)',
    (rule) => {
      const matchDb = { left: -6, right: -9 };
      const out = rendered(fitting({ rule, loss: 'plain', matchDb }));
      const before = rendered(fitting({ rule, matchDb }));
      const chosen = fitting({ rule, loss: 'plain' });
      const late = fittingFrames(RATE, chosen);
      expect(late).toBe(fittingFrames(RATE) + 512);
      for (const [side, ear] of (['left', 'right'] as const).entries()) {
        const wanted = new Float64Array(LENGTH + late);
        wanted.set(before[side]!, fittingFrames(RATE));
        new SimulatedLoss(chosen.hearing[ear], 1, 95, RATE).process(wanted);
        // What the fitting's filter does beyond both ends is cut off in `before`.
        const inside = [4 * late, LENGTH - 4 * late] as const;
        const heard = wanted.subarray(late).subarray(...inside);
        expect(maxDifference(out[side]!.subarray(...inside), heard)).toBeLessThan(1e-6);
        expect(maxDifference(out[side]!, before[side]!)).toBeGreaterThan(0.001);
      }
    },
  );

  it('is later with a simulated loss, also a bypassed one, which leaves no trace', () => {
    const chosen = fitting({ rule: 'none', loss: 'plain', bypassed: true });
    const mixer = new Mixer(RATE);
    const before = mixer.latency;
    mixer.configure(settings(chosen));
    expect(mixer.latency - before).toBe(512 - 128);
    expect(rendered(chosen)[0]).toEqual(SOURCE[0]);
    mixer.configure(settings(null));
    expect(mixer.latency).toBe(before);
  });

  it('makes two channels of a mono mix', () => {
    expect(mixChannels([1], settings(fitting()))).toBe(2);
    expect(mixChannels([1], settings(fitting({ bypassed: true })))).toBe(1);
  });
});
