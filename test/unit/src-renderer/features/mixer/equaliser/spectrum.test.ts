import { expect, it } from 'vitest';
import { hzAt } from '../../../../../../src-renderer/features/mixer/frequency-axis.ts';
import { FLOOR_DBFS, Spectrum } from '../../../../../../src-renderer/features/mixer/equaliser/spectrum.ts';
import { sine } from '../../../../../support/signals.ts';

const RATE = 48_000;
const WIDTH = 600;

it.each([
  [1500, 1],
  [93.75, 0.1],
  [9000, 0.01],
])('a sine at %f Hz stands at its frequency and level, and nowhere else', (hz, amplitude) => {
  const levels = new Spectrum(4096).update(sine(4096, RATE, hz, amplitude), RATE, WIDTH, 0);
  const at = levels.indexOf(Math.max(...levels));
  expect(hzAt({ width: WIDTH }, at + 0.5) / hz).toBeGreaterThan(0.97);
  expect(hzAt({ width: WIDTH }, at + 0.5) / hz).toBeLessThan(1.03);
  expect(levels[at]).toBeGreaterThan(20 * Math.log10(amplitude) - 1);
  expect(levels[at]).toBeLessThan(20 * Math.log10(amplitude) + 0.1);
  const far = levels.filter((_, x) => Math.abs(Math.log2(hzAt({ width: WIDTH }, x) / hz)) > 1.5);
  expect(Math.max(...far)).toBeLessThan(20 * Math.log10(amplitude) - 50);
});

it('falls by 40 dB a second, down to its floor', () => {
  const spectrum = new Spectrum(4096);
  const silence = new Float32Array(4096);
  const loud = spectrum.update(sine(4096, RATE, 1500, 1), RATE, WIDTH, 0);
  const at = loud.indexOf(Math.max(...loud));
  expect(spectrum.update(silence, RATE, WIDTH, 0.5)[at]).toBeCloseTo(-20, 1);
  expect(spectrum.update(silence, RATE, WIDTH, 9)[at]).toBe(FLOOR_DBFS);
});
