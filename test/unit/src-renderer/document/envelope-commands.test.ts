import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCommand, labelOf, type Command } from '../../../../src-renderer/document/commands.ts';
import { newGainRegionId } from '../../../../src-renderer/document/envelope-commands.ts';
import { findProblem } from '../../../../src-shared/mixing/parse-project.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import type { Envelope, GainRegion } from '../../../../src-shared/project/envelope.ts';
import { MOST_GAIN_REGIONS } from '../../../../src-shared/project/limits.ts';
import { exampleProject, FRAMES } from './arbitrary.ts';

const SEED = 20261128;
const trackId = 'track-1';
const fade = (frames: number): GainRegion['fadeIn'] => ({ frames, shape: 'linear' });
const region = (id: string, start: number, end: number, gainDb = -6): GainRegion => ({
  ...{ id, start, end, gainDb, fadeIn: fade(0), fadeOut: fade(0) },
});
const put = (given: GainRegion): Command => ({ type: 'putGainRegion', trackId, region: given });
const after = (...commands: readonly Command[]): ProjectDocument =>
  commands.reduce(applyCommand, exampleProject());
const envelopeOf = (document: ProjectDocument): Envelope | null => document.tracks[0]?.envelope ?? null;
const spans = (document: ProjectDocument): unknown[] =>
  (envelopeOf(document)?.regions ?? []).map(({ id, start, end }) => [id, start, end]);

describe('gain regions', () => {
  it('a new one cuts, removes or splits those that it overlaps', () => {
    const split = after(put(region('a', 100, 900)), put(region('b', 300, 400)));
    expect(spans(split)).toEqual([
      ['a', 100, 300],
      ['b', 300, 400],
      ['gain-1', 400, 900],
    ]);
    expect(spans(applyCommand(split, put(region('c', 200, 500))))).toEqual([
      ['a', 100, 200],
      ['c', 200, 500],
      ['gain-1', 500, 900],
    ]);
    expect(spans(applyCommand(split, put(region('a', 0, 1000))))).toEqual([['a', 0, 1000]]);
  });

  it('at every sample, the region put last decides the gain', () => {
    const length = 60;
    const anyRegion = fc.record({
      start: fc.nat({ max: length - 1 }),
      frames: fc.integer({ min: 1, max: 30 }),
      gainDb: fc.integer({ min: -40, max: 20 }),
      fades: fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })),
    });
    fc.assert(
      fc.property(fc.array(anyRegion, { maxLength: 25 }), (list) => {
        let document = exampleProject();
        const painted = new Array<number>(2 * length).fill(0);
        for (const { start, frames, gainDb, fades } of list) {
          const made = region(newGainRegionId(envelopeOf(document)), start, start + frames, gainDb);
          document = applyCommand(
            document,
            put({ ...made, fadeIn: fade(fades[0]), fadeOut: fade(fades[1]) }),
          );
          painted.fill(gainDb, start, start + frames);
          expect(findProblem(document)).toBeNull();
        }
        const heard = new Array<number>(2 * length).fill(0);
        for (const { start, end, gainDb } of envelopeOf(document)?.regions ?? [])
          heard.fill(gainDb, start, end);
        expect(heard).toEqual(painted);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('stay within the project, and their fades within them', () => {
    const document = after(
      put({ ...region('a', -50.4, 1000), fadeIn: fade(700), fadeOut: fade(700), gainDb: 90 }),
      put(region('b', FRAMES + 5, FRAMES + 9)),
    );
    expect(envelopeOf(document)?.regions).toMatchObject([
      { start: 0, end: 1000, gainDb: 24, fadeIn: { frames: 700 }, fadeOut: { frames: 300 } },
      { start: FRAMES - 1, end: FRAMES },
    ]);
  });

  it('are no more than a track may have', () => {
    const full = after(
      ...Array.from({ length: MOST_GAIN_REGIONS }, (_, n) => put(region(`r${n}`, 4 * n, 4 * n + 3))),
    );
    expect(applyCommand(full, put(region('more', 5000, 5001)))).toBe(full);
    expect(applyCommand(full, put(region('more', 1, 2)))).toBe(full);
  });

  it('the last one removed leaves no envelope; what changes nothing gives the same document', () => {
    const one = after(put(region('a', 5, 9)));
    expect(applyCommand(one, put(region('a', 5, 9)))).toBe(one);
    const none = applyCommand(one, { type: 'removeGainRegion', trackId, regionId: 'a' });
    expect(envelopeOf(none)).toBeNull();
    expect(() => applyCommand(none, { type: 'removeGainRegion', trackId, regionId: 'a' })).toThrow(
      'no gain region a',
    );
  });

  it('belong to the mix: a snapshot brings them back, and resetting the track clears them', () => {
    const kept = after(put(region('a', 5, 9)), { type: 'addSnapshot', name: '', copyOf: null });
    const reset = applyCommand(kept, { type: 'resetTrack', trackId });
    expect(envelopeOf(reset)).toBeNull();
    const back = applyCommand(reset, { type: 'useSnapshot', snapshotId: 'A' });
    expect(envelopeOf(back)).toEqual(envelopeOf(kept));
  });
});

describe('fades of a track', () => {
  it('reach from its ends, do not meet, and go with a length of 0', () => {
    const both = after(
      { type: 'setEndFade', trackId, edge: 'in', frames: 1000, shape: 'linear' },
      { type: 'setEndFade', trackId, edge: 'out', frames: 2 * FRAMES, shape: 'raisedCosine' },
    );
    expect(envelopeOf(both)).toEqual({
      regions: [],
      fadeIn: { start: 0, end: 1000, shape: 'linear' },
      fadeOut: { start: 1000, end: FRAMES, shape: 'raisedCosine' },
    });
    const gone = (['in', 'out'] as const).reduce(
      (document, edge) =>
        applyCommand(document, { type: 'setEndFade', trackId, edge, frames: 0, shape: 'linear' }),
      both,
    );
    expect(envelopeOf(gone)).toBeNull();
  });

  it('have names in undo', () => {
    expect(labelOf({ type: 'setEndFade', trackId, edge: 'in', frames: 0, shape: 'linear' })).toBe(
      'changeFade',
    );
    expect(labelOf(put(region('a', 1, 2)))).toBe('changeGainRegion');
  });
});
