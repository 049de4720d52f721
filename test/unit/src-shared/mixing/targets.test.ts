import { describe, expect, it } from 'vitest';
import { clampToSpec } from '../../../../src-shared/mixing/processors/parameters.ts';
import { entryOf, PROCESSORS } from '../../../../src-shared/mixing/processors/registry.ts';
import { newBuses } from '../../../../src-shared/mixing/new-project.ts';
import { LIMITER } from '../../../../src-shared/mixing/processors/limiter/limiter.ts';
import { room } from '../../../../src-shared/mixing/processors/room/room.ts';
import {
  entryTarget,
  masterTargets,
  pointsFor,
  roomTargets,
  SEND_TARGETS,
  targetsOf,
} from '../../../../src-shared/mixing/targets.ts';
import { GAIN, PAN } from '../../../../src-shared/mixing/track-parameters.ts';

describe('targetsOf', () => {
  it('names gain, pan, the sends and every parameter of the strip, with their ranges', () => {
    const targets = targetsOf({ strip: PROCESSORS.map((spec) => entryOf(spec, spec.id, false)) });
    expect(targets.get('gainDb')).toEqual({ min: -120, max: 24 });
    expect(targets.get('pan')).toEqual({ min: -1, max: 1 });
    for (const processor of PROCESSORS) {
      for (const spec of processor.parameters) {
        expect(targets.get(entryTarget(processor.id, spec.id))).toMatchObject({
          min: spec.min,
          max: spec.max,
        });
      }
    }
    const parameters = PROCESSORS.reduce((sum, processor) => sum + processor.parameters.length, 0);
    expect(targets.size).toBe(2 + SEND_TARGETS.length + parameters);
  });

  it('holds what the faders reach', () => {
    const targets = targetsOf({ strip: [] });
    for (const spec of [GAIN, PAN]) {
      const range = targets.get(spec.id) ?? { min: 0, max: 0 };
      expect(clampToSpec({ ...spec, ...range }, spec.min)).toBe(spec.min);
      expect(clampToSpec({ ...spec, ...range }, spec.max)).toBe(spec.max);
    }
  });
});

it('a room and the master have their level and the parameters of their processors', () => {
  const { rooms, master } = newBuses();
  const names = (id: string, spec: { readonly parameters: readonly { readonly id: string }[] }) =>
    spec.parameters.map((parameter) => entryTarget(id, parameter.id));
  expect([...roomTargets(rooms[0]!).keys()]).toEqual(['gainDb', ...names(rooms[0]!.processor.id, room)]);
  const strip = PROCESSORS.map((spec) => entryOf(spec, spec.id, false));
  expect([...masterTargets({ ...master, strip }).keys()]).toEqual([
    'gainDb',
    ...PROCESSORS.flatMap((spec) => names(spec.id, spec)),
    ...names(master.limiter.id, LIMITER),
  ]);
});

it('pointsFor finds a lane by its target', () => {
  const points = [{ at: 0, value: 1 }];
  expect(pointsFor([{ target: 'pan', points }], 'pan')).toBe(points);
  expect(pointsFor([{ target: 'pan', points }], 'gainDb')).toBeNull();
});
