/**
 * The cases of EBU Tech 3341 (version 4, November 2023, table 1) and Tech 3342 that are tones, synthesised after their
 * definitions. Three cases of Tech 3341 are left out: 6 has five channels and the meter has two; 7 and 8 are recordings,
 * which the table does not define.
 */
import { describe, expect, it } from 'vitest';
import { ProgrammeMeter, type ProgrammeReading } from '../../../../src-shared/dsp/programme-meter.ts';
import { IntegratedLoudness } from '../../../../src-shared/dsp/integrated-loudness.ts';
import { filterCentred, lowPassTaps } from '../../../../src-shared/dsp/low-pass.ts';
import { noise } from '../../../support/signals.ts';

const RATE = 48_000;
const STEP = RATE / 100;

/** Stereo tones of 1 kHz at levels of their peak in dBFS, one after the other; -Infinity is silence. */
function tones(parts: readonly (readonly [db: number, seconds: number])[], hz = 1000): Float32Array {
  const lengths = parts.map(([, seconds]) => Math.round(seconds * RATE));
  const out = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  parts.forEach(([db], index) => {
    const amplitude = 10 ** (db / 20);
    const end = at + lengths[index]!;
    for (; at < end; at += 1) out[at] = amplitude * Math.sin((2 * Math.PI * hz * at) / RATE);
  });
  return out;
}

function measure(
  left: Float32Array,
  right: Float32Array = left,
  onStep?: (reading: ProgrammeReading, seconds: number) => void,
): ProgrammeReading {
  const meter = new ProgrammeMeter(RATE);
  for (let at = 0; at < left.length; at += STEP) {
    meter.push(left.subarray(at, at + STEP), right.subarray(at, at + STEP));
    onStep?.(meter.reading(), (at + STEP) / RATE);
  }
  return meter.reading();
}

/** What the meter shows at the end of every `seconds` of a signal that it measures in one go. */
function endsOf(signal: Float32Array, seconds: number): ProgrammeReading[] {
  const ends: ProgrammeReading[] = [];
  const steps = Math.round((seconds * RATE) / STEP);
  measure(signal, signal, (reading, now) => {
    if (Math.round((now * RATE) / STEP) % steps === 0) ends.push(reading);
  });
  return ends;
}

/**
 * Cases 20 to 23 of Tech 3341: a tone of a sixth of the rate and amplitude 0.5, with one period of a quarter of the rate
 * and amplitude 1 in its middle, which begins and ends at rising zero crossings. Made at four times the rate, low-passed,
 * and sampled from sample `offset` on.
 */
function louderPeriod(offset: number): Float32Array {
  const rate = 4 * RATE;
  const fade = 0.01 * rate;
  const quiet = Math.round(rate / 2 / 24) * 24;
  const whole = Float32Array.from({ length: rate }, (_, n) => {
    const envelope = Math.min(1, n / fade, (rate - 1 - n) / fade);
    const since = n - quiet;
    if (since >= 0 && since < 16) return Math.sin((2 * Math.PI * since) / 16);
    return 0.5 * envelope * Math.sin((2 * Math.PI * (since < 0 ? n : since - 16)) / 24);
  });
  const filtered = filterCentred(whole, lowPassTaps(rate, 20_000, 24_000));
  return Float32Array.from({ length: RATE }, (_, n) => filtered[4 * n + offset]!);
}

const within = (value: number | null, target: number, tolerance = 0.1): void => {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? NaN) - target)).toBeLessThanOrEqual(tolerance);
};

describe('EBU Tech 3341', () => {
  it.each([
    [1, -23],
    [2, -33],
  ])('case %i: a steady tone of %f dBFS', (_case, db) => {
    const reading = measure(tones([[db, 20]]));
    within(reading.momentaryLufs, db);
    within(reading.shortTermLufs, db);
    within(reading.integratedLufs, db);
    within(reading.maxMomentaryLufs, db);
    within(reading.maxShortTermLufs, db);
  });

  it.each([
    [
      3,
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
    ],
    [
      4,
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
    ],
    [
      5,
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
    ],
  ] as const)('case %i: the gates leave quiet parts out', (_case, parts) => {
    within(measure(tones(parts)).integratedLufs, -23);
  });

  it('case 9: short-term loudness is steady over parts shorter than its window', () => {
    const parts = Array.from(
      { length: 5 },
      () =>
        [
          [-20, 1.34],
          [-30, 1.66],
        ] as const,
    ).flat();
    const off: number[] = [];
    measure(tones(parts), undefined, ({ shortTermLufs }, seconds) => {
      if (seconds > 3.01) off.push(Math.abs((shortTermLufs ?? NaN) + 23));
    });
    expect(off).toHaveLength(1199);
    expect(Math.max(...off)).toBeLessThanOrEqual(0.1);
  });

  it('case 10: the highest short-term loudness is that of a burst of 3 s, wherever it begins', () => {
    for (let file = 1; file <= 20; file += 1) {
      within(
        measure(
          tones([
            [-Infinity, 0.15 * file],
            [-23, 3],
            [-Infinity, 1],
          ]),
        ).maxShortTermLufs,
        -23,
      );
    }
  });

  it('case 11: the highest short-term loudness follows bursts that grow by 1 dB', () => {
    const parts = Array.from(
      { length: 20 },
      (_, i) =>
        [
          [-Infinity, 0.15 * i],
          [-38 + i, 3],
          [-Infinity, 3 - 0.15 * i],
        ] as const,
    ).flat();
    const highest = endsOf(tones(parts), 6).map(({ maxShortTermLufs }) => maxShortTermLufs);
    expect(highest).toHaveLength(20);
    highest.forEach((lufs, i) => within(lufs, -38 + i));
  });

  it('case 12: momentary loudness is steady over parts shorter than its window', () => {
    const parts = Array.from(
      { length: 25 },
      () =>
        [
          [-20, 0.18],
          [-30, 0.22],
        ] as const,
    ).flat();
    const off: number[] = [];
    measure(tones(parts), undefined, ({ momentaryLufs }, seconds) => {
      if (seconds > 1) off.push(Math.abs((momentaryLufs ?? NaN) + 23));
    });
    expect(off).toHaveLength(900);
    expect(Math.max(...off)).toBeLessThanOrEqual(0.1);
  });

  it('case 13: the highest momentary loudness is that of a burst of 400 ms, wherever it begins', () => {
    for (let file = 1; file <= 20; file += 1) {
      within(
        measure(
          tones([
            [-Infinity, 0.02 * file],
            [-23, 0.4],
            [-Infinity, 1],
          ]),
        ).maxMomentaryLufs,
        -23,
      );
    }
  });

  it('case 14: the highest momentary loudness follows bursts that grow by 1 dB', () => {
    const parts = Array.from(
      { length: 20 },
      (_, i) =>
        [
          [-Infinity, 0.02 * i],
          [-38 + i, 0.4],
          [-Infinity, 0.4 - 0.02 * i],
        ] as const,
    ).flat();
    const highest = endsOf(tones(parts), 0.8).map(({ maxMomentaryLufs }) => maxMomentaryLufs);
    expect(highest).toHaveLength(20);
    highest.forEach((lufs, i) => within(lufs, -38 + i));
  });

  it.each([
    [15, 4, 0, 0.5, -6],
    [16, 4, 45, 0.5, -6],
    [17, 6, 60, 0.5, -6],
    [18, 8, 67.5, 0.5, -6],
    [19, 4, 45, 1.41, 3],
  ])(
    'case %i: the true peak of a tone at 1/%i of the rate, %f degrees',
    (_case, divisor, degrees, amplitude, dbtp) => {
      const fade = 0.01 * RATE;
      const tone = Float32Array.from({ length: RATE }, (_, n) => {
        const envelope = Math.min(1, n / fade, (RATE - n) / fade);
        return envelope * amplitude * Math.sin((2 * Math.PI * n) / divisor + (degrees * Math.PI) / 180);
      });
      const { truePeakDbtp } = measure(tone);
      expect(truePeakDbtp).toBeLessThanOrEqual(dbtp + 0.2);
      expect(truePeakDbtp).toBeGreaterThanOrEqual(dbtp - 0.4);
    },
  );

  it.each([
    [20, 0],
    [21, 1],
    [22, 2],
    [23, 3],
  ])(
    'case %i: the true peak of one louder period, sampled %i quarters of a sample later',
    (_case, offset) => {
      const { truePeakDbtp } = measure(louderPeriod(offset));
      expect(truePeakDbtp).toBeLessThanOrEqual(0.2);
      expect(truePeakDbtp).toBeGreaterThanOrEqual(-0.4);
    },
  );
});

describe('EBU Tech 3342', () => {
  it.each([
    [
      1,
      [
        [-20, 20],
        [-30, 20],
      ],
      10,
    ],
    [
      2,
      [
        [-20, 20],
        [-15, 20],
      ],
      5,
    ],
    [
      3,
      [
        [-40, 20],
        [-20, 20],
      ],
      20,
    ],
    [
      4,
      [
        [-50, 20],
        [-35, 20],
        [-20, 20],
        [-35, 20],
        [-50, 20],
      ],
      15,
    ],
  ] as const)('case %i: the loudness range', (_case, parts, range) => {
    within(measure(tones(parts)).rangeLu, range, 1);
  });
});

describe('a programme meter', () => {
  it('agrees with the integrated loudness of a whole file, whatever the blocks', () => {
    const left = noise(12 * RATE, 3, 0.2).map((value, n) => value * (n > 5 * RATE ? 0.2 : 1));
    const right = noise(12 * RATE, 4, 0.1);
    const whole = new IntegratedLoudness(RATE, 2);
    whole.push([left, right]);
    const meter = new ProgrammeMeter(RATE);
    for (let at = 0, turn = 0; at < left.length; turn += 1) {
      const to = at + [1, 128, 4801, 7][turn % 4]!;
      meter.push(left.subarray(at, to), right.subarray(at, to));
      at = to;
    }
    within(meter.reading().integratedLufs, whole.integrated() ?? NaN, 0.02);
  });

  it('tells equal, opposite and unrelated channels apart', () => {
    const one = noise(RATE, 5, 0.3);
    expect(measure(one, one).correlation).toBeCloseTo(1, 9);
    expect(
      measure(
        one,
        one.map((value) => -value),
      ).correlation,
    ).toBeCloseTo(-1, 9);
    expect(Math.abs(measure(one, noise(RATE, 6, 0.3)).correlation ?? 1)).toBeLessThan(0.05);
    expect(measure(one, new Float32Array(RATE)).correlation).toBeNull();
  });

  it('has nothing to say of silence, and forgets on restart', () => {
    const nothing = Object.values(measure(new Float32Array(RATE)));
    expect(nothing.every((value) => value === null)).toBe(true);
    const meter = new ProgrammeMeter(RATE);
    const loud = tones([[-3, 5]]);
    meter.push(loud, loud);
    expect(meter.reading().integratedLufs).not.toBeNull();
    meter.restart();
    expect(Object.values(meter.reading()).every((value) => value === null)).toBe(true);
    const quiet = tones([[-40, 5]]);
    meter.push(quiet, quiet);
    within(meter.reading().maxMomentaryLufs, -40, 0.3);
  });
});
