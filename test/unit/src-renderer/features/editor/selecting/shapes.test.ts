import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GRIPS,
  joined,
  moved,
  onlyRectangle,
  resized,
  simplified,
  withoutLast,
  type RectangleShape,
} from '../../../../../../src-renderer/features/editor/selecting/shapes.ts';
import { MOST_POINTS, type SoundShape } from '../../../../../../src-shared/project/sound-selection.ts';

const rectangle: RectangleShape = {
  ...{ kind: 'rectangle', erase: false, from: 1000, to: 3000, lowHz: 200, highHz: 800 },
};
const stroke = (points: number): SoundShape => ({
  ...{ kind: 'brush', erase: false, seconds: 0.1, semitones: 2 },
  points: Array.from({ length: points }, (_, at) => ({ at, hz: 440 })),
});
const axis = { lowHz: 32, highHz: 16_000 };

describe('joining shapes', () => {
  it('replaces, adds and erases; in another track it starts again', () => {
    const first = joined(null, 'a', rectangle, 'replace');
    expect(first).toEqual({ trackId: 'a', shapes: [rectangle] });
    const both = joined(first, 'a', stroke(2), 'add');
    expect(both?.shapes).toHaveLength(2);
    expect(joined(both, 'a', stroke(1), 'erase')?.shapes.at(-1)?.erase).toBe(true);
    expect(joined(both, 'b', stroke(1), 'add')).toEqual({ trackId: 'b', shapes: [stroke(1)] });
    expect(joined(null, 'a', stroke(1), 'erase')).toBeNull();
    expect(onlyRectangle(first)).toEqual(rectangle);
    expect(onlyRectangle(both)).toBeNull();
  });

  it('takes no more points than the host does', () => {
    const full = joined(null, 'a', stroke(MOST_POINTS), 'replace');
    expect(joined(full, 'a', stroke(1), 'add')).toBe(full);
  });

  it('takes the last shape back, and everything with the last one that adds', () => {
    const two = joined(joined(null, 'a', rectangle, 'replace'), 'a', stroke(1), 'erase');
    if (two === null) throw new Error('nothing is selected');
    const one = withoutLast(two);
    expect(one?.shapes).toEqual([rectangle]);
    expect(one && withoutLast(one)).toBeNull();
  });
});

describe('a rectangle that is dragged', () => {
  it('has its corner where the pointer is, and the opposite one where it was', () => {
    expect(resized(rectangle, 'ne', { at: 5000, hz: 1000 }, axis)).toEqual({
      ...{ ...rectangle, to: 5000, highHz: 1000 },
    });
    expect(resized(rectangle, 'sw', { at: 500, hz: 100 }, axis)).toEqual({
      ...{ ...rectangle, from: 500, lowHz: 100 },
    });
    expect(resized(rectangle, 'n', { at: 9, hz: 900 }, axis)).toEqual({ ...rectangle, highHz: 900 });
  });

  it('never turns inside out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...GRIPS),
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 1, max: 20_000, noNaN: true }),
        (grip, at, hz) => {
          const { from, to, lowHz, highHz } = resized(rectangle, grip, { at, hz }, axis);
          expect(to).toBeGreaterThan(from);
          expect(highHz ?? 0).toBeGreaterThan(lowHz ?? Infinity);
        },
      ),
      { seed: 5 },
    );
  });

  it('moves as a whole, and stops at the ends of the recording', () => {
    expect(moved(rectangle, 500, 2, 10_000)).toEqual({
      ...{ ...rectangle, from: 1500, to: 3500, lowHz: 400, highHz: 1600 },
    });
    expect(moved(rectangle, -5000, 1, 10_000)).toMatchObject({ from: 0, to: 2000 });
    expect(moved(rectangle, 50_000, 1, 10_000)).toMatchObject({ from: 8000, to: 10_000 });
  });
});

it('a drawn line keeps its corners and loses what lies between them', () => {
  const places = [0, 1, 2, 3, 4, 5, 6].map((x) => ({ x, y: x <= 3 ? 0 : 2 * (x - 3) }));
  expect(simplified(places, places, 0.5)).toEqual([places[0], places[3], places[6]]);
  expect(simplified(places.slice(0, 1), places, 0.5)).toEqual([places[0]]);
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: fc.integer({ max: 100, min: 0 }), y: fc.integer({ max: 100, min: 0 }) }), {
        ...{ minLength: 2, maxLength: 60 },
      }),
      (way) => {
        const kept = simplified(way, way, 2);
        expect(kept[0]).toBe(way[0]);
        expect(kept.at(-1)).toBe(way.at(-1));
        expect(kept.length).toBeLessThanOrEqual(way.length);
      },
    ),
    { seed: 6 },
  );
});
