import { describe, expect, it } from 'vitest';
import { frontEndOf } from '../../../../src-main/audio/frontend.ts';
import { maskMapOf } from '../../../../src-main/separation/mask-map.ts';
import { normalised, PARTS, Places, PlacesFade, withDecay } from '../../../../src-main/separation/spatial.ts';
import type { Covariances } from '../../../../src-main/separation/spatial.ts';
import { StemFrames } from '../../../../src-main/separation/stem-frames.ts';
import { expandMask } from '../../../support/reference/filter-frame.ts';
import { noise } from '../../../support/signals.ts';
import { frontend } from './frontend-spec.ts';

const BINS = 1025;

/** A covariance of every bin: gains of one source at the two channels, as complex numbers, plus what is diffuse. */
function from(left: readonly [number, number], right: readonly [number, number], diffuse = 0): Float64Array {
  const [a, b] = left;
  const [c, d] = right;
  const out = new Float64Array(BINS * PARTS);
  for (let at = 0; at < out.length; at += PARTS) {
    out.set([a * a + b * b + diffuse, c * c + d * d + diffuse, a * c + b * d, b * c - a * d], at);
  }
  return out;
}

function filtered(places: Covariances, masks: readonly Float32Array[], rate = 44_100) {
  const { framing, ...frontEnd } = frontEndOf({ sampleRate: 22_050, frontend }, rate);
  const map = maskMapOf({ framing, ...frontEnd }, rate);
  const count = map.below.length;
  const frames = new StemFrames({ framing, map, bins: BINS, stems: masks.length, channels: 2 });
  const weights = masks.map(() => new Float64Array(count));
  for (const [stem, mask] of masks.entries()) {
    frames.masks[stem]!.mask.set(mask);
    frames.masks[stem]!.beyond = mask.at(-1)!;
    expandMask(map, mask, mask.at(-1)!, weights[stem]!);
  }
  for (const [source, values] of places.entries()) frames.places[source]!.set(values);
  const spectra = frames.spectra as [Float64Array, Float64Array];
  for (const [channel, values] of spectra.entries()) values.set(noise(2 * count, 3 + channel));
  frames.separate(true);
  return { map, weights, spectra, out: frames.images as [Float64Array, Float64Array][] };
}

const constant = (value: number): Float32Array => new Float32Array(BINS).fill(value);

type Complex = readonly [number, number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const minus = ([a, b]: Complex): Complex => [-a, -b];
const conjugate = ([a, b]: Complex): Complex => [a, -b];
type Matrix = readonly [Complex, Complex, Complex, Complex];

/** As the paper writes it: v·R·(Σ v·R)⁻¹·x, with whole matrices. */
function reference(shares: readonly number[], places: readonly Matrix[], x: readonly [Complex, Complex]) {
  const sum = [0, 1, 2, 3].map((part) =>
    places.reduce<Complex>((total, place, s) => plus(total, times([shares[s]!, 0], place[part]!)), [0, 0]),
  ) as unknown as Matrix;
  const [a, b, c, d] = sum;
  const det = plus(times(a, d), minus(times(b, c)));
  const over = (value: Complex): Complex => {
    const power = det[0] ** 2 + det[1] ** 2;
    const [re, im] = times(value, conjugate(det));
    return [re / power, im / power];
  };
  const y = [
    over(plus(times(d, x[0]), minus(times(b, x[1])))),
    over(plus(times(a, x[1]), minus(times(c, x[0])))),
  ] as const;
  return places.map(([e, f, g, h], s) =>
    [plus(times(e, y[0]), times(f, y[1])), plus(times(g, y[0]), times(h, y[1]))].map((value) =>
      times([shares[s]!, 0], value),
    ),
  );
}

describe('the spatial filter', () => {
  it('is the filter of the paper', () => {
    const places = [
      from([0.9, 0.1], [0.2, -0.3], 0.05),
      from([0.1, 0.4], [-0.7, 0.6], 0.1),
      from([0, 0], [0, 0], 1),
    ];
    const { out, spectra, map } = filtered(places, [constant(0.5), constant(0.3)]);
    const matrices = places.map((place): Matrix => {
      const [ll, rr, re, im] = place;
      return [
        [ll!, 0],
        [re!, im!],
        [re!, -im!],
        [rr!, 0],
      ];
    });
    for (const j of [0, 1, 77, 500, 960]) {
      expect(map.above[j]).toBe(0);
      const x = spectra.map((channel): Complex => [channel[2 * j]!, channel[2 * j + 1]!]) as [
        Complex,
        Complex,
      ];
      const expected = reference([0.5, 0.3, 0.2], matrices, x);
      for (const [stem, channels] of out.entries()) {
        for (const [channel, values] of channels.entries()) {
          expect(values[2 * j]).toBeCloseTo(expected[stem]![channel]![0], 6);
          expect(values[2 * j + 1]).toBeCloseTo(expected[stem]![channel]![1], 6);
        }
      }
    }
  });

  it.each([8000, 44_100, 48_000, 96_000])('is the masks where all sound from one place, at %i Hz', (rate) => {
    const place = normalised([from([0.8, 0], [0.3, 0.2])])[0]!;
    const masks = [0.6, 0.25].map(constant);
    const { out, spectra, weights } = filtered([place, place, place], masks, rate);
    for (const [stem, channels] of out.entries()) {
      for (const [channel, values] of channels.entries()) {
        for (const [index, value] of values.entries()) {
          const expected = weights[stem]![index >> 1]! * spectra[channel]![index]!;
          if (Math.abs(value - expected) > 1e-4)
            throw new Error(`stem ${stem}, ${index}: ${value}, not ${expected}`);
        }
      }
    }
  });

  it('tells two players apart whom the masks can’t, and leaves what lies above the band to the masks', () => {
    const places = normalised([from([1, 0], [0, 0]), from([0, 0], [1, 0]), new Float64Array(BINS * PARTS)]);
    const { out, spectra, map } = filtered(places, [constant(0.5), constant(0.5)]);
    for (let j = 1; j < map.below.length; j += 1) {
      const part = map.above[j]! > 0 ? (map.above[j]! === 1 ? 0.5 : null) : 0.99;
      if (part === null) continue;
      expect(Math.abs(out[0]![0][2 * j]! - part * spectra[0][2 * j]!)).toBeLessThan(0.01);
      expect(Math.abs(out[1]![1][2 * j]! - part * spectra[1][2 * j]!)).toBeLessThan(0.01);
    }
  });
});

describe('normalised', () => {
  it('keeps directions, gives every source the same power, and takes the unheard for diffuse', () => {
    const [loud, faint, unheard] = normalised([
      from([30, 0], [0, 40]),
      from([0.03, 0], [0, 0.04]),
      new Float64Array(BINS * PARTS),
    ]);
    expect(loud![0]! + loud![1]!).toBeCloseTo(2, 5);
    for (let part = 0; part < PARTS; part += 1) expect(faint![part]).toBeCloseTo(loud![part]!, 5);
    expect([...unheard!.subarray(0, 4)]).toEqual([1, 1, 0, 0]);
  });
});

describe('Places', () => {
  const heard = [1, 2, 3].map((seed): Covariances => [
    Float64Array.from(noise(BINS * PARTS, seed), Math.abs),
  ]);

  it('goes on from what was known before the last piece as if it had never stopped', () => {
    const whole = new Places(null);
    whole.take(heard[0]!);
    expect(whole.earlier).toBeNull();
    whole.take(heard[1]!);
    const resumed = new Places(whole.earlier);
    resumed.take(heard[1]!);
    expect(resumed.take(heard[2]!)).toEqual(whole.take(heard[2]!));
    expect(resumed.earlier).toEqual(whole.earlier);
  });

  it('fades from one piece’s knowledge to the next', () => {
    const places = new Places(null);
    places.take(heard[0]!);
    const piece = places.take(heard[1]!);
    const out: Covariances = [new Float64Array(BINS * PARTS)];
    const fade = new PlacesFade(out);
    const [before, now] = [normalised(heard[0]!), normalised(withDecay(heard[0]!, heard[1]!))];
    // At first, and after a mixture.
    for (let turn = 0; turn < 2; turn += 1) {
      fade.write(piece, 1);
      expect(out).toEqual(now);
      fade.write(piece, 0.25);
      expect(out[0]![5]).toBeCloseTo(0.75 * before[0]![5]! + 0.25 * now[0]![5]!, 6);
    }
  });
});
