import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import {
  getRevision,
  nameRevision,
  projectHistory,
  recentRevisions,
} from '../../../../../src-main/library/rows/project-history.ts';
import {
  getProject,
  insertProject,
  projectOfSeparation,
  REVISIONS_KEPT,
  saveProject,
} from '../../../../../src-main/library/rows/projects.ts';
import { insertRecording } from '../../../../../src-main/library/rows/recordings.ts';
import { insertSeparation } from '../../../../../src-main/library/rows/separations.ts';
import { newProjectId, newSeparationId } from '../../../../../src-shared/project/ids.ts';
import { aRecording, openTestLibrary } from '../open-test-library.ts';

function aProject(write: WritableDatabase) {
  const recording = aRecording();
  insertRecording(write, recording);
  const separationId = newSeparationId();
  insertSeparation(write, {
    id: separationId,
    recordingId: recording.id,
    modelId: 'm',
    modelVersion: '1',
    players: [],
    from: 0,
    to: 10,
  });
  const id = newProjectId();
  insertProject(write, { id, separationId, document: '"first"' });
  return { id, separationId };
}

describe('projects', () => {
  it('give back what was saved last', async () => {
    const { write } = await openTestLibrary();
    const { id, separationId } = aProject(write);
    expect(saveProject(write, id, 1, '"second"')).toEqual({ revision: 2 });
    expect(getProject(write, id)).toEqual({ id, separationId, revision: 2, document: '"second"' });
    expect(projectOfSeparation(write, separationId)?.revision).toBe(2);
  });

  it('refuse a save over a newer revision and keep that one', async () => {
    const { write } = await openTestLibrary();
    const { id } = aProject(write);
    saveProject(write, id, 1, '"theirs"');
    expect(() => saveProject(write, id, 1, '"mine"')).toThrow(
      expect.objectContaining({ code: 'project/conflict', details: { newest: 2, base: 1 } }),
    );
    expect(getProject(write, id)?.document).toBe('"theirs"');
  });

  it('answer the same save again as before, because its answer can get lost', async () => {
    const { write } = await openTestLibrary();
    const { id } = aProject(write);
    expect(saveProject(write, id, 1, '"mine"')).toEqual({ revision: 2 });
    expect(saveProject(write, id, 1, '"mine"')).toEqual({ revision: 2 });
    expect(getProject(write, id)).toMatchObject({ revision: 2, document: '"mine"' });
    saveProject(write, id, 2, '"third"');
    expect(() => saveProject(write, id, 1, '"mine"')).toThrow(
      expect.objectContaining({ code: 'project/conflict' }),
    );
  });

  it('refuse one that is gone', async () => {
    const { write } = await openTestLibrary();
    expect(() => saveProject(write, newProjectId(), 1, '""')).toThrow(
      expect.objectContaining({ code: 'library/not-found' }),
    );
  });

  it('keep the newest revisions only', async () => {
    const { write } = await openTestLibrary();
    const { id } = aProject(write);
    for (let revision = 1; revision < REVISIONS_KEPT + 10; revision += 1) {
      saveProject(write, id, revision, `${revision + 1}`);
    }
    const kept = write.all(
      'SELECT revision FROM project_revisions ORDER BY revision',
      z.object({ revision: z.number() }),
    );
    expect(kept).toHaveLength(REVISIONS_KEPT);
    expect(kept[0]).toEqual({ revision: 11 });
    expect(getProject(write, id)?.document).toBe(`${REVISIONS_KEPT + 10}`);
  });

  it('keep revisions with a name for good, and what made each', async () => {
    const { write } = await openTestLibrary();
    const { id } = aProject(write);
    saveProject(write, id, 1, '"named"', 'changeGain');
    nameRevision(write, id, 2, 'Dry mix');
    for (let revision = 2; revision < REVISIONS_KEPT + 10; revision += 1) {
      saveProject(write, id, revision, `${revision + 1}`);
    }
    const history = projectHistory(write, id);
    expect(history).toHaveLength(REVISIONS_KEPT + 1);
    expect(history[0]).toMatchObject({ revision: REVISIONS_KEPT + 10, edit: null, name: null });
    expect(history.at(-1)).toMatchObject({ revision: 2, edit: 'changeGain', name: 'Dry mix' });
    expect(getRevision(write, id, 2)?.document).toBe('"named"');
    expect(getRevision(write, id, 3)).toBeNull();
    expect(() => nameRevision(write, id, 3, 'Gone')).toThrow(
      expect.objectContaining({ code: 'library/not-found' }),
    );
    expect(recentRevisions(write, id, 2).map(({ revision }) => revision)).toEqual([
      REVISIONS_KEPT + 9,
      REVISIONS_KEPT + 10,
    ]);
    nameRevision(write, id, 2, null);
    saveProject(write, id, REVISIONS_KEPT + 10, '"last"');
    expect(getRevision(write, id, 2)).toBeNull();
  });
});
