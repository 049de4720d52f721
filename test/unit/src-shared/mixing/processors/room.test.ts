import { describe, expect, it } from 'vitest';
import { room } from '../../../../../src-shared/mixing/processors/room/room.ts';
import { noise } from '../../../../support/signals.ts';
import { run } from './running.ts';

const energy = (x: Float32Array): number => x.reduce((sum, v) => sum + v * v, 0);

function impulseResponse(rate: number, seconds: number, params: Record<string, number>): Float32Array[] {
  const impulse = new Float32Array(Math.round(seconds * rate));
  impulse[0] = 1;
  return run(room, rate, params, [impulse, impulse.slice()]);
}

/** Below some 1 kHz, where nothing is damped: the mean over half a millisecond. */
function bass(x: Float32Array, rate: number): Float32Array {
  const length = Math.round(rate / 2000);
  let sum = 0;
  return x.map((v, n) => (sum += v - (x[n - length] ?? 0)) / length);
}

/** The time in which the energy that is left falls by 60 dB, from its fall between -5 and -35 dB. */
function decayTime(x: Float32Array, rate: number): number {
  const left = new Float64Array(x.length);
  let sum = 0;
  for (let n = x.length - 1; n >= 0; n -= 1) left[n] = sum += x[n]! ** 2;
  const at = (db: number): number => left.findIndex((v) => v < left[0]! * 10 ** (db / 10));
  return (2 * (at(-35) - at(-5))) / rate;
}

describe('the room', () => {
  it.each([
    [48_000, 600, 0],
    [44_100, 1800, 1],
    [48_000, 2500, 2],
    [96_000, 1200, 3],
  ])('at %i Hz decays by 60 dB in %i ms, in any size', (rate, decay, size) => {
    const params = { decay, size, damping: 16_000, lowCut: 20 };
    const [left] = impulseResponse(rate, (1.6 * decay) / 1000, params);
    const share = decayTime(bass(left!, rate), rate) / (decay / 1000);
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(1.08);
  });

  it('dampens treble sooner than bass', () => {
    const rate = 48_000;
    const [bright] = impulseResponse(rate, 3, { decay: 2000, damping: 16_000 });
    const [dark] = impulseResponse(rate, 3, { decay: 2000, damping: 1000 });
    const treble = (x: Float32Array): Float32Array => x.map((v, n) => v - (x[n - 1] ?? 0));
    const late = (x: Float32Array): Float32Array => x.subarray(rate / 2);
    const share = (x: Float32Array): number => energy(treble(late(x))) / energy(late(x));
    expect(share(dark!)).toBeLessThan(share(bright!) / 10);
  });

  it('gives noise back about as loud as it comes, whatever the decay, with two different sides', () => {
    const rate = 48_000;
    const x = [noise(4 * rate, 1, 0.5), noise(4 * rate, 2, 0.5)];
    for (const decay of [500, 2000, 6000]) {
      const [left, right] = run(room, rate, { decay, damping: 16_000, lowCut: 20 }, x).map((y) =>
        y.subarray(2 * rate),
      );
      const level = 10 * Math.log10(energy(left!) / energy(x[0]!.subarray(2 * rate)));
      expect(Math.abs(level)).toBeLessThan(4);
      const both = left!.reduce((sum, v, n) => sum + v * right![n]!, 0);
      expect(Math.abs(both) / Math.sqrt(energy(left!) * energy(right!))).toBeLessThan(0.2);
    }
  });

  it('stands still until the pre-delay has passed; without width both sides are equal', () => {
    const rate = 48_000;
    const [left, right] = impulseResponse(rate, 0.5, { preDelay: 50, roomWidth: 0 });
    const first = left!.findIndex((v) => Math.abs(v) > 1e-6);
    expect(first).toBeGreaterThan(0.05 * rate);
    expect(left).toEqual(right);
  });

  it('forgets everything on reset, and a change of the size leaves no click', () => {
    const rate = 48_000;
    const instance = room.create(rate, 2);
    const tone = Float32Array.from(
      { length: 48_000 },
      (_, n) => 0.3 * Math.sin((2 * Math.PI * 200 * n) / rate),
    );
    const render = (): Float32Array => {
      const out = [tone.slice(), tone.slice()];
      for (let at = 0; at < tone.length; at += 128) {
        const size = at < 24_000 ? 1 : 2;
        instance.process(
          out.map((x) => x.subarray(at, at + 128)),
          128,
          { size },
        );
      }
      return out[0]!;
    };
    const first = render();
    instance.reset();
    expect(render()).toEqual(first);
    let worst = 0;
    for (let n = 20_000; n < 30_000; n += 1) worst = Math.max(worst, Math.abs(first[n]! - first[n - 1]!));
    expect(worst).toBeLessThan(0.05);
  });
});
