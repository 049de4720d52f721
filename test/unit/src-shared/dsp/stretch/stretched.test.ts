import { describe, expect, it } from 'vitest';
import {
  Stretched,
  type FrameSource,
  type Stretch,
} from '../../../../../src-shared/dsp/stretch/stretched.ts';

const RATE = 44_100;
const SIZE = 4096;

class Signal implements FrameSource {
  left = 0;
  right = 0;
  position = -1;
  readonly #at: (n: number) => number;
  readonly #frames: number;

  constructor(frames: number, at: (n: number) => number) {
    this.#frames = frames;
    this.#at = at;
  }

  next(): boolean {
    this.position += 1;
    this.left = this.#at(this.position);
    this.right = -0.5 * this.left;
    return this.position < this.#frames;
  }
}

function listen(stretch: Stretch, frames: number, at: (n: number) => number) {
  const stretched = new Stretched(new Signal(frames, at), stretch, SIZE);
  const left: number[] = [];
  const right: number[] = [];
  const positions: number[] = [];
  while (stretched.next()) {
    left.push(stretched.left);
    right.push(stretched.right);
    positions.push(stretched.position);
  }
  return { left, right, positions };
}

/** The best fit of a tone to samples: its amplitude, and what is left over in dB below it. */
function toneIn(samples: readonly number[], hz: number): { amplitude: number; restDb: number } {
  let [cc, cs, ss, xc, xs] = [0, 0, 0, 0, 0];
  samples.forEach((x, n) => {
    const c = Math.cos((2 * Math.PI * hz * n) / RATE);
    const s = Math.sin((2 * Math.PI * hz * n) / RATE);
    cc += c * c;
    cs += c * s;
    ss += s * s;
    xc += x * c;
    xs += x * s;
  });
  const determinant = cc * ss - cs * cs;
  const a = (xc * ss - xs * cs) / determinant;
  const b = (xs * cc - xc * cs) / determinant;
  let rest = 0;
  samples.forEach((x, n) => {
    const angle = (2 * Math.PI * hz * n) / RATE;
    rest += (x - a * Math.cos(angle) - b * Math.sin(angle)) ** 2;
  });
  const power = (samples.length * (a * a + b * b)) / 2;
  return { amplitude: Math.hypot(a, b), restDb: 10 * Math.log10(rest / power) };
}

const tone = (hz: number) => (n: number) => 0.5 * Math.sin((2 * Math.PI * hz * n) / RATE);

describe('listening at another speed or pitch', () => {
  it.each<[Stretch, number]>([
    [{ speed: 0.5, keys: 0 }, 440],
    [{ speed: 0.5, keys: 0 }, 4321.7],
    [{ speed: 1, keys: 3 }, 440],
    [{ speed: 1, keys: -3 }, 1234.5],
    [{ speed: 0.5, keys: 2 }, 997],
    [{ speed: 0.75, keys: -1 }, 8765],
  ])('%j: a tone of %d Hz keeps its level and moves by the keys alone', (stretch, hz) => {
    const frames = RATE;
    const { left, right } = listen(stretch, frames, tone(hz));
    expect(Math.abs(left.length - frames / stretch.speed)).toBeLessThanOrEqual(2);
    // Between the ends, where the windows are full.
    const steady = left.slice(RATE * 0.3, left.length - RATE * 0.3);
    const { amplitude, restDb } = toneIn(steady, hz * 2 ** (stretch.keys / 12));
    expect(amplitude).toBeCloseTo(0.5, 2);
    expect(restDb).toBeLessThan(-80);
    expect(Math.max(...left.map((x, n) => Math.abs(right[n]! + 0.5 * x)))).toBeLessThan(1e-9);
  });

  it('an attack is heard where the position says', () => {
    for (const stretch of [
      { speed: 0.5, keys: 0 },
      { speed: 0.5, keys: -3 },
      { speed: 1, keys: 3 },
    ]) {
      const attack = 30_000;
      const { left, positions } = listen(stretch, 60_000, (n) => (n === attack ? 1 : 0));
      const energy = left.reduce((sum, x) => sum + x * x, 0);
      const centre = left.reduce((sum, x, n) => sum + x * x * positions[n]!, 0) / energy;
      expect(Math.abs(centre - attack)).toBeLessThan(RATE * 0.005);
      expect(positions[0]).toBe(0);
      expect(positions.every((at, n) => at === Math.floor(n * stretch.speed))).toBe(true);
    }
  });

  it('starts again', () => {
    const signal = new Signal(Infinity, tone(300));
    const stretched = new Stretched(signal, { speed: 0.5, keys: 1 }, SIZE);
    const take = (): number[] =>
      Array.from({ length: 5000 }, () => {
        stretched.next();
        return stretched.left;
      });
    const first = take();
    signal.position = -1;
    stretched.restart();
    expect(take()).toEqual(first);
  });
});
