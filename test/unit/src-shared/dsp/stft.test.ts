import { describe, expect, it } from 'vitest';
import {
  applyMask,
  firstFrameTouching,
  frameCount,
  frameStart,
  framingOf,
  StftAnalyser,
  StftSynthesiser,
  type Framing,
} from '../../../../src-shared/dsp/stft.ts';
import { hann, kaiser } from '../../../../src-shared/dsp/windows.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

/** Analysis and synthesis in blocks, with `change` applied to each spectrum between. */
function roundTrip(
  framing: Framing,
  signal: Float32Array,
  blockLength: number,
  position = 0,
  change: (frame: number, spectrum: Float64Array) => void = () => undefined,
): Float64Array {
  const first = firstFrameTouching(framing, position);
  const from = Math.max(0, frameStart(framing, first));
  const analyser = new StftAnalyser(framing, from);
  const synthesiser = new StftSynthesiser(framing, signal.length, position);
  const out: number[] = [];
  const take = (frame: number, spectrum: Float64Array): void => {
    if (frame < first) return;
    change(frame, spectrum);
    out.push(...synthesiser.push(frame, spectrum));
  };
  for (let at = from; at < signal.length; at += blockLength) {
    analyser.push(signal.subarray(at, at + blockLength), take);
  }
  analyser.finish(take);
  out.push(...synthesiser.finish());
  return Float64Array.from(out);
}

const RATE_RATIO = 48000 / 22050;
const model = framingOf({ windowLength: 2048, hop: 1024 });
const at48k = framingOf({ windowLength: 4458, hop: 1024 * RATE_RATIO });

describe('framing', () => {
  it('centres frame t on round(t·hop) and counts every frame that reaches into the signal', () => {
    expect(at48k.fftSize).toBe(8192);
    expect(at48k.centre(3)).toBe(Math.round(3 * 1024 * RATE_RATIO));
    expect(frameStart(model, 0)).toBe(-1024);
    expect(frameCount(model, 1)).toBe(2);
    expect(frameCount(model, 1024)).toBe(2);
    expect(frameCount(model, 1025)).toBe(3);
    expect(frameCount(model, 0)).toBe(1);
    expect(firstFrameTouching(model, 0)).toBe(0);
    expect(firstFrameTouching(model, 1023)).toBe(0);
    expect(firstFrameTouching(model, 1024)).toBe(1);
    expect(firstFrameTouching(model, 1_000_000)).toBe(976);
  });

  it('refuses a window that does not fit', () => {
    expect(() => framingOf({ windowLength: 2048, hop: 512, fftSize: 1024 })).toThrow(/does not hold/);
    expect(() => framingOf({ windowLength: 4, hop: 2, window: hann(5) })).toThrow(/does not fit/);
    expect(() => framingOf({ windowLength: 4, hop: 0 })).toThrow(/hop/);
  });
});

describe('StftAnalyser', () => {
  it('gives the transform of each zero-padded, centred, windowed frame', () => {
    const framing = framingOf({ windowLength: 12, hop: 5, fftSize: 16 });
    const signal = noise(23, 1);
    const frames: number[] = [];
    const check = (frame: number, spectrum: Float64Array): void => {
      frames.push(frame);
      for (let k = 0; k <= 8; k += 1) {
        let re = 0;
        let im = 0;
        for (let n = 0; n < 12; n += 1) {
          const x = (signal[frame * 5 - 6 + n] ?? 0) * framing.window[n]!;
          re += x * Math.cos((2 * Math.PI * k * n) / 16);
          im -= x * Math.sin((2 * Math.PI * k * n) / 16);
        }
        expect(Math.abs(spectrum[2 * k]! - re)).toBeLessThan(1e-12);
        expect(Math.abs(spectrum[2 * k + 1]! - im)).toBeLessThan(1e-12);
      }
    };
    const analyser = new StftAnalyser(framing);
    for (const sample of signal) analyser.push(Float32Array.of(sample), check);
    analyser.finish(check);
    expect(frames).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('perfect reconstruction', () => {
  it.each([
    ['the model framing', model, 20_000],
    ['a window of 4458 at 48 kHz, fractional hop', at48k, 30_000],
    ['three quarters overlap', framingOf({ windowLength: 512, hop: 128 }), 5_001],
    ['a window of one’s own', framingOf({ windowLength: 300, hop: 150, window: kaiser(300, 6) }), 4_003],
    ['an odd window', framingOf({ windowLength: 101, hop: 33.3 }), 2_000],
    ['one sample', model, 1],
    ['a signal shorter than a hop', at48k, 700],
  ])('%s, whole buffer, edges included', (_name, framing, length) => {
    const signal = noise(length, length);
    for (const block of [length, 997]) {
      expect(maxDifference(roundTrip(framing, signal, block), signal)).toBeLessThan(1e-11);
    }
  });

  it('handles frame centres that are not uniform', () => {
    const centres = [0, 40, 95, 130, 190, 260, 300, 380, 440, 500, 555, 640, 700];
    const framing: Framing = {
      windowLength: 128,
      fftSize: 256,
      window: hann(128),
      centre: (frame) => centres[frame] ?? 700 + 60 * (frame - centres.length + 1),
    };
    const signal = noise(900, 4);
    expect(maxDifference(roundTrip(framing, signal, 64), signal)).toBeLessThan(1e-10);
  });

  it('throws where the frames leave a gap', () => {
    const gappy = framingOf({ windowLength: 64, hop: 80 });
    expect(() => roundTrip(gappy, noise(400, 1), 400)).toThrow(/covers/);
  });
});

describe('masks', () => {
  const halve = (frame: number, spectrum: Float64Array): void => {
    const mask = Float32Array.from({ length: spectrum.length / 2 }, (_, k) => ((k * 7 + frame) % 5) / 4);
    applyMask(spectrum, mask, spectrum);
  };

  it('masks that sum to one give stems that sum to the signal', () => {
    const signal = noise(12_000, 3);
    const one = roundTrip(at48k, signal, 1000, 0, halve);
    const other = roundTrip(at48k, signal, 1000, 0, (frame, spectrum) => {
      const mask = Float64Array.from(
        { length: spectrum.length / 2 },
        (_, k) => 1 - ((k * 7 + frame) % 5) / 4,
      );
      applyMask(spectrum, mask, spectrum);
    });
    expect(
      maxDifference(
        one.map((x, n) => x + other[n]!),
        signal,
      ),
    ).toBeLessThan(1e-11);
  });

  it('starting in the middle gives the same bytes as the whole', () => {
    const signal = noise(30_000, 5);
    const whole = roundTrip(at48k, signal, 1024, 0, halve);
    for (const position of [1, 2_229, 9_000, 17_001]) {
      expect(roundTrip(at48k, signal, 700, position, halve)).toEqual(whole.subarray(position));
    }
  });
});

describe('windows', () => {
  it('have their closed forms', () => {
    expect(maxDifference(hann(4), [0, 0.5, 1, 0.5])).toBeLessThan(1e-15);
    const window = kaiser(33, 8);
    expect(window[16]).toBe(1);
    expect(window[0]).toBeCloseTo(1 / 427.564_115_7, 9);
    expect(Array.from(window)).toEqual(Array.from(window).reverse());
  });
});
