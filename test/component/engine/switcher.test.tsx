import { expect, it } from 'vitest';
import { Switcher } from '../../../src-renderer/engine/switcher.ts';

const RATE = 48_000;

/** A second of one constant. */
function constant(context: BaseAudioContext, value: number): AudioBuffer {
  const buffer = context.createBuffer(1, RATE, RATE);
  buffer.getChannelData(0).fill(value);
  return buffer;
}

it('plays each sound with its own gain, and crosses over without a gap', async () => {
  const context = new OfflineAudioContext(1, RATE, RATE);
  const switcher = new Switcher(context, [constant(context, 0.5), constant(context, 0.25)]);
  switcher.setGains([0.5, 1]);
  switcher.play({ from: 0, to: RATE }, true, 0);
  switcher.select(1, 0.5);
  const samples = (await context.startRendering()).getChannelData(0);
  // Both are at 0.25 with their gains, so a crossfade between them keeps that level at every sample.
  for (const sample of samples) expect(Math.abs(sample - 0.25)).toBeLessThan(1e-6);
});

it('plays a sound without a gain as it is', async () => {
  const context = new OfflineAudioContext(1, RATE / 10, RATE);
  const switcher = new Switcher(context, [constant(context, 0.5)]);
  switcher.play({ from: 0, to: RATE }, true, 0);
  const samples = (await context.startRendering()).getChannelData(0);
  for (const sample of samples) expect(sample).toBe(0.5);
});
