import { expect, it } from 'vitest';
import { spectrumFramesFor } from '../../../../src-renderer/engine/protocol.ts';
import { SpectrumTap } from '../../../../src-renderer/engine/worklet/spectrum-tap.ts';
import { MIX_BLOCK, type MixTap } from '../../../../src-shared/mixing/types.ts';

it('collects the last frames of the track before and after its strip, and of the others in the mix', () => {
  const tap = new SpectrumTap(48_000);
  const frames = spectrumFramesFor(48_000);
  const ramp = (block: number): Float32Array =>
    Float32Array.from({ length: MIX_BLOCK }, (_, n) => block * MIX_BLOCK + n);
  const tapOf =
    (block: number) =>
    (track: number): MixTap => ({
      afterStrip: [ramp(block).map((x) => -x)],
      left: Float64Array.from(ramp(block), (x) => x + track),
      right: Float64Array.from(ramp(block), (x) => x + 3 * track),
    });
  const blocks = frames / MIX_BLOCK + 5;
  tap.add([[ramp(0)], null], tapOf(0));
  expect(tap.take()).toBeNull();
  tap.listenTo(1);
  for (let block = 0; block < blocks; block += 1) tap.add([null, [ramp(block), ramp(block)]], tapOf(block));
  const taken = tap.take();
  const expected = Float32Array.from({ length: frames }, (_, n) => 5 * MIX_BLOCK + n);
  expect(taken?.before).toEqual(expected);
  expect(taken?.after).toEqual(expected.map((x) => -x));
  expect(taken?.others).toEqual([expected]);
  tap.listenTo(null);
  expect(tap.take()).toBeNull();
});
