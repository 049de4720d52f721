import { expect, it } from 'vitest';
import { parseProject } from '../../../../../src-shared/mixing/parse-project.ts';
import { presentMix } from '../../../../../src-shared/mixing/snapshots.ts';
import { exampleProject } from '../../../../support/project.ts';

it('a project of schema 8 has no fitting, and neither have its snapshots', () => {
  const now = exampleProject();
  const { gainDb, strip, limiter, automation } = now.master;
  const master = { gainDb, strip, limiter, automation };
  const before = {
    ...now,
    schema: 8,
    master,
    snapshots: [{ id: 'A', name: 'dry', ...presentMix(now), master }],
  };
  const read = parseProject(before);
  expect(read.master).toEqual({ ...master, fitting: null });
  expect(read.snapshots[0]?.master).toEqual({ ...master, fitting: null });
});
