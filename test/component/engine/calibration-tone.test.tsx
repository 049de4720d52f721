import { expect, it } from 'vitest';
import { playTone } from '../../../src-renderer/engine/calibration-tone.ts';

const RATE = 48_000;

it.each(['both', 'left', 'right'] as const)(
  'has the stated RMS and frequency on the chosen ears (%s)',
  async (ears) => {
    const context = new OfflineAudioContext(2, RATE, RATE);
    playTone(context, { hz: 1000, levelDb: -20, ears });
    const rendered = await context.startRendering();
    for (const [side, name] of (['left', 'right'] as const).entries()) {
      // Whole periods after the fade.
      const samples = rendered.getChannelData(side).subarray(RATE / 2);
      const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
      if (ears !== 'both' && ears !== name) expect(rms).toBe(0);
      else expect(20 * Math.log10(rms)).toBeCloseTo(-20, 2);
      const crossings = samples.reduce(
        (count, x, n) => count + (x >= 0 && (samples[n - 1] ?? 0) < 0 ? 1 : 0),
        0,
      );
      // The first crossing may be the first sample, which has none before it.
      expect(Math.abs(crossings - (rms === 0 ? 0 : 500))).toBeLessThanOrEqual(1);
    }
  },
);

it('begins without a click', async () => {
  const context = new OfflineAudioContext(2, RATE / 10, RATE);
  playTone(context, { hz: 1000, levelDb: -20, ears: 'both' });
  const samples = (await context.startRendering()).getChannelData(0);
  const loudest = (from: number, to: number): number =>
    samples.subarray(from, to).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  expect(loudest(0, 48)).toBeLessThan(0.002);
  expect(loudest(RATE / 20, RATE / 20 + 48)).toBeCloseTo(Math.SQRT2 * 0.05, 2);
});
