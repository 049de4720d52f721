import { expect, it } from 'vitest';
import { migrate } from '../../../../../src-shared/project/migrations.ts';

it('groups, rooms and the master of a project of schema 7, and of its snapshots, get no automation', () => {
  const mix = { groups: [{ id: 'g' }], rooms: [{ gainDb: 0 }, { gainDb: 1 }], master: { gainDb: 2 } };
  const after = {
    groups: [{ id: 'g', automation: [] }],
    rooms: [
      { gainDb: 0, automation: [] },
      { gainDb: 1, automation: [] },
    ],
    master: { gainDb: 2, automation: [] },
  };
  expect(migrate({ schema: 7, ...mix, snapshots: [{ id: 'A', ...mix }] })).toMatchObject({
    ...after,
    snapshots: [{ id: 'A', ...after }],
  });
});
