import { expect, it } from 'vitest';
import { migrate } from '../../../../../src-shared/project/migrations.ts';

it('the rooms of a project of schema 10, and of its snapshots, have no impulse responses', () => {
  const rooms = [{ gainDb: 0 }, { gainDb: 1 }];
  const after = [
    { gainDb: 0, impulse: null },
    { gainDb: 1, impulse: null },
  ];
  expect(migrate({ schema: 10, rooms, snapshots: [{ id: 'A', rooms }] })).toMatchObject({
    rooms: after,
    snapshots: [{ id: 'A', rooms: after }],
  });
});
