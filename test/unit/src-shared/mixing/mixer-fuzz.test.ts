import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FITTING_RULES } from '../../../../src-shared/hearing/fitting.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { clampToSpec } from '../../../../src-shared/mixing/processors/parameters.ts';
import { entryOf, PROCESSORS } from '../../../../src-shared/mixing/processors/registry.ts';
import { MIX_BLOCK, type MixSettings } from '../../../../src-shared/mixing/types.ts';
import type { Fitting } from '../../../../src-shared/project/fitting.ts';
import type { StripEntry } from '../../../../src-shared/project/strip-entry.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise } from '../../../support/signals.ts';

const RATE = 48_000;
const SEED = 20261122;

/** Settings that forget within the rendered time: no filter rings, no release lasts longer. */
const anyEntry = (id: string): fc.Arbitrary<StripEntry> =>
  fc
    .record({
      processor: fc.constantFrom(...PROCESSORS),
      travel: fc.array(fc.double({ min: 0.2, max: 0.6, noNaN: true }), { minLength: 12, maxLength: 12 }),
      bypassed: fc.boolean(),
    })
    .map(({ processor, travel, bypassed }) => ({
      ...entryOf(processor, id, bypassed),
      params: Object.fromEntries(
        processor.parameters.map((spec, index) => {
          const t = travel[index] ?? 0.5;
          const value =
            spec.taper === 'log'
              ? spec.min * (spec.max / spec.min) ** t
              : spec.min + t * (spec.max - spec.min);
          return [spec.id, clampToSpec(spec, spec.choices === undefined ? value : Math.round(value))];
        }),
      ),
    }));

const anyStrip: fc.Arbitrary<StripEntry[]> = fc
  .shuffledSubarray(['a', 'b', 'c', 'd'], { maxLength: 3 })
  .chain((ids) => fc.tuple(...ids.map(anyEntry)));

const anyFitting: fc.Arbitrary<Fitting> = fc.record({
  listener: fc.constant('L1'),
  rule: fc.constantFrom(...FITTING_RULES),
  // A simulated loss changes the delay: its own tests cover it.
  loss: fc.constant('none' as const),
  hearing: fc.record({
    left: fc.constantFrom(...Object.values(STANDARD_AUDIOGRAMS)),
    right: fc.constantFrom(...Object.values(STANDARD_AUDIOGRAMS)),
  }),
  fullScaleDbSpl: fc.integer({ min: 80, max: 120 }),
  matchDb: fc.option(
    fc.record({ left: fc.integer({ min: -20, max: 5 }), right: fc.integer({ min: -20, max: 5 }) }),
  ),
  matchedMix: fc.constant(null),
  limitDbSpl: fc.integer({ min: 70, max: 120 }),
  bypassed: fc.boolean(),
});

const anySettings: fc.Arbitrary<MixSettings> = fc
  .record({
    strips: fc.tuple(anyStrip, anyStrip),
    gains: fc.tuple(
      fc.double({ min: -30, max: 6, noNaN: true }),
      fc.double({ min: -30, max: 6, noNaN: true }),
    ),
    pan: fc.double({ min: -1, max: 1, noNaN: true }),
    muted: fc.boolean(),
    soloed: fc.boolean(),
    lane: fc.boolean(),
    fitting: fc.option(anyFitting),
  })
  .map(({ strips, gains, pan, muted, soloed, lane, fitting }) => ({
    masterGainDb: gains[1] / 2,
    fitting,
    tracks: strips.map((strip, index) => ({
      id: `t${index}`,
      gainDb: gains[index] ?? 0,
      pan: index === 0 ? pan : 0,
      muted: index === 0 && muted,
      soloed: index === 1 && soloed,
      strip,
      automation: lane
        ? [
            {
              target: 'gainDb',
              points: [
                { at: 0, value: -20 },
                { at: 60_000, value: 0 },
              ],
            },
          ]
        : [],
      group: null,
      sendsDb: [-72, -72],
      envelope: null,
    })),
  }));

const LENGTH = 600 * MIX_BLOCK;
const SETTLED = 590 * MIX_BLOCK;
const sources = [1, 2].map((seed) => [noise(LENGTH, seed, 0.3), noise(LENGTH, seed + 10, 0.3)]);

const render = (mixer: Mixer, changes: ReadonlyMap<number, MixSettings>): Float32Array =>
  renderMix(
    mixer,
    sources,
    0,
    LENGTH,
    Object.fromEntries([...changes].map(([block, settings]) => [block * MIX_BLOCK, settings])),
  )[0];

it('whatever was changed while it played, the mix ends where a fresh one is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 60 }), anySettings), { minLength: 2, maxLength: 8 }),
      (list) => {
        const changes = new Map<number, MixSettings>([[0, list[0]![1]]]);
        for (const [block, settings] of [...list].sort((a, b) => a[0] - b[0])) changes.set(block, settings);
        const last = [...changes].sort((a, b) => a[0] - b[0]).at(-1)![1];
        const live = render(new Mixer(RATE), changes);
        const fresh = render(new Mixer(RATE), new Map([[0, last]]));
        expect(live.every((v) => Number.isFinite(v))).toBe(true);
        expect(maxDifference(live.subarray(SETTLED), fresh.subarray(SETTLED))).toBeLessThan(1e-5);
      },
    ),
    { seed: SEED, numRuns: 25 },
  );
});
