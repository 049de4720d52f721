import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  envelopeFactor,
  fadeShare,
  fillEnvelope,
  regionFactor,
} from '../../../../src-shared/mixing/envelope.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { applyPatch, diffSettings } from '../../../../src-shared/mixing/patch.ts';
import { untreated } from '../../../../src-shared/mixing/new-project.ts';
import { MIX_BLOCK, type MixSettings } from '../../../../src-shared/mixing/types.ts';
import type { Envelope, GainRegion } from '../../../../src-shared/project/envelope.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

const SEED = 20261128;
const LENGTH = 20 * MIX_BLOCK;

const region = (start: number, end: number, change: Partial<GainRegion> = {}): GainRegion => ({
  id: `gain-${start}`,
  start,
  end,
  gainDb: -6,
  fadeIn: { frames: 0, shape: 'raisedCosine' },
  fadeOut: { frames: 0, shape: 'raisedCosine' },
  ...change,
});

const mix = (envelope: Envelope | null): MixSettings => ({
  tracks: [{ id: 'a', ...untreated(), strip: [], envelope }],
  masterGainDb: 0,
});

function rendered(envelope: Envelope | null, source: Float32Array[], from = 0): Float32Array[] {
  const mixer = new Mixer(48_000);
  mixer.configure(mix(envelope));
  return renderMix(mixer, [source], from, LENGTH);
}

/** Regions and fades that cross block edges, of whole and of partial blocks. */
const ENVELOPE: Envelope = {
  regions: [
    region(300, 777, { gainDb: 5, fadeIn: { frames: 100, shape: 'raisedCosine' } }),
    region(777, 1024, { gainDb: -72 }),
    region(1100, 2000, {
      gainDb: -12,
      fadeIn: { frames: 450, shape: 'linear' },
      fadeOut: { frames: 450, shape: 'raisedCosine' },
    }),
  ],
  fadeIn: { start: 0, end: 500, shape: 'linear' },
  fadeOut: { start: 1900, end: LENGTH - 7, shape: 'raisedCosine' },
};

/** The same envelope, written out by hand. */
function closedForm(n: number): number {
  const cosine = (x: number): number => 0.5 - 0.5 * Math.cos(Math.PI * x);
  const to = (db: number, share: number): number => 1 - share + share * 10 ** (db / 20);
  let factor = 1;
  if (n >= 300 && n < 400) factor = to(5, cosine((n - 299.5) / 100));
  else if (n >= 400 && n < 777) factor = to(5, 1);
  else if (n >= 777 && n < 1024) factor = 0;
  else if (n >= 1100 && n < 1550) factor = to(-12, (n - 1099.5) / 450);
  else if (n >= 1550 && n < 2000) factor = to(-12, cosine((1999.5 - n) / 450));
  if (n < 500) factor *= (n + 0.5) / 500;
  if (n >= LENGTH - 7) return 0;
  return n < 1900 ? factor : factor * (1 - cosine((n - 1899.5) / (LENGTH - 7 - 1900)));
}

describe('the envelope', () => {
  it.each([1, 2])('multiplies every sample of %i channels by its closed form', (channels) => {
    const source = Array.from({ length: channels }, (_, c) => noise(LENGTH, 5 + c, 0.5));
    const output = rendered(ENVELOPE, source);
    for (const side of [0, 1]) {
      const expected = source[side % channels]!.map((x, n) => x * closedForm(n));
      expect(maxDifference(output[side]!, expected)).toBeLessThan(1e-7);
    }
  });

  it('leaves samples outside its regions as they are, bit for bit, and silences exactly', () => {
    const source = [noise(LENGTH, 9, 0.7)];
    const regions = [region(130, 700), region(700, 900, { gainDb: -72 })];
    const [left] = rendered({ regions, fadeIn: null, fadeOut: null }, source);
    expect(left!.subarray(0, 130)).toEqual(source[0]!.subarray(0, 130));
    expect(left!.subarray(700, 900).every((x) => x === 0)).toBe(true);
    expect(left!.subarray(900)).toEqual(source[0]!.subarray(900));
  });

  it('does not depend on where rendering starts', () => {
    const source = [noise(LENGTH, 3, 0.5)];
    const [whole] = rendered(ENVELOPE, source);
    for (const block of [1, 3, 9, 17]) {
      const [part] = rendered(ENVELOPE, source, block * MIX_BLOCK);
      expect(part).toEqual(whole!.subarray(block * MIX_BLOCK));
    }
  });

  it('filled in any blocks is the factor of each sample', () => {
    fc.assert(
      fc.property(fc.nat({ max: LENGTH }), fc.integer({ min: 1, max: 400 }), (position, length) => {
        const out = new Float64Array(length);
        fillEnvelope(ENVELOPE, position, out);
        expect([...out]).toEqual(Array.from(out, (_, n) => envelopeFactor(ENVELOPE, position + n)));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('changed during playback has no step, and then is the new one exactly', () => {
    const source = [new Float32Array(LENGTH).fill(0.5)];
    const mixer = new Mixer(48_000);
    mixer.configure(mix(null));
    const quiet = { regions: [region(0, LENGTH, { gainDb: -20 })], fadeIn: null, fadeOut: null };
    const patched = applyPatch(mix(null), diffSettings(mix(null), mix(quiet))!);
    const [left] = renderMix(mixer, [source], 0, LENGTH, { [4 * MIX_BLOCK]: patched });
    let step = 0;
    for (let n = 1; n < LENGTH; n += 1) step = Math.max(step, Math.abs(left[n]! - left[n - 1]!));
    expect(step).toBeLessThan(0.001);
    expect(left.at(-1)).toBe(Math.fround(0.5 * 0.1));
  });

  it('of a reversed region is the reversed envelope', () => {
    const there = region(10, 60, {
      fadeIn: { frames: 20, shape: 'linear' },
      fadeOut: { frames: 13, shape: 'raisedCosine' },
    });
    const back = { ...there, fadeIn: there.fadeOut, fadeOut: there.fadeIn };
    for (let n = 0; n < 70; n += 1) {
      expect(regionFactor(back, n)).toBeCloseTo(regionFactor(there, 69 - n), 14);
    }
  });

  it.each(['linear', 'raisedCosine'] as const)('%s shares of a crossfade sum to 1', (shape) => {
    for (let x = -0.2; x < 1.2; x += 0.01)
      expect(fadeShare(shape, x) + fadeShare(shape, 1 - x)).toBeCloseTo(1, 14);
  });
});
