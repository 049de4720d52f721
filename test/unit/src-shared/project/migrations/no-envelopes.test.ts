import { expect, it } from 'vitest';
import { migrate } from '../../../../../src-shared/project/migrations.ts';

it('the tracks of a project of schema 6, and of its snapshots, get no envelope', () => {
  const migrated = migrate({
    schema: 6,
    tracks: [{ id: 'track-1' }],
    snapshots: [{ id: 'A', tracks: [{ id: 'track-1' }] }],
  });
  expect(migrated).toMatchObject({
    tracks: [{ id: 'track-1', envelope: null }],
    snapshots: [{ id: 'A', tracks: [{ id: 'track-1', envelope: null }] }],
  });
});
