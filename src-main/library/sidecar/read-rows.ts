import { z } from 'zod';
import {
  ProjectId,
  type ItemId,
  type RecordingId,
  type SeparationId,
} from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase } from '../database.ts';
import { excerptsOf, type StoredExcerpt } from '../rows/excerpts.ts';
import { getNotes, getScore } from '../rows/recording-notes.ts';
import { getRecording, type StoredRecording } from '../rows/recordings.ts';
import type { ExcerptRows, ProjectRows, RecordingRows, SeparationRows, TagRow } from './row-documents.ts';
import { stemVersionsOf } from '../rows/stem-versions.ts';
import { getSeparation, type StoredSeparation } from '../rows/separations.ts';

/** The recording's own rows, without its separations; null if it does not exist. */
export function readRecordingRows(db: ReadableDatabase, id: RecordingId): RecordingRows | null {
  const recording = getRecording(db, id);
  if (recording === null) return null;
  const row = unheard(recording);
  const own = excerptsOf(db, id).filter(({ stemId }) => stemId === null);
  return {
    ...row,
    tags: tagsOf(db, id),
    excerpts: own.map((excerpt) => excerptRows(db, excerpt)),
    noteDocument: noteRows(db, id),
    score: scoreRows(db, id),
  };
}

export function readSeparationRows(db: ReadableDatabase, id: SeparationId): SeparationRows | null {
  const separation = getSeparation(db, id);
  if (separation === null) return null;
  const { stems, ...row } = withoutProject(separation);
  const excerpts = excerptsOf(db, separation.recordingId);
  const [project, ...otherProjects] = projectRows(db, id);
  return {
    ...row,
    versions: stemVersionsOf(db, id).map(({ separationId: _, ...version }) => version),
    stems: stems.map(
      ({ separationId: _id, heard: _heard, expectedSdr: _sdr, version: _version, ...stem }) => ({
        ...stem,
        tags: tagsOf(db, stem.id),
        excerpts: excerpts
          .filter(({ stemId }) => stemId === stem.id)
          .map((excerpt) => excerptRows(db, excerpt)),
      }),
    ),
    quality: qualityRows(db, id),
    project: project ?? null,
    otherProjects,
  };
}

const unheard = ({ heard: _heard, expectedSdr: _sdr, ...row }: StoredRecording) => row;
const withoutProject = ({ projectId: _, ...row }: StoredSeparation) => row;

function excerptRows(db: ReadableDatabase, excerpt: StoredExcerpt): ExcerptRows {
  const { id, name, from, to, createdAt } = excerpt;
  return { id, name, from, to, createdAt, tags: tagsOf(db, id) };
}

function noteRows(db: ReadableDatabase, id: RecordingId): RecordingRows['noteDocument'] {
  const notes = getNotes(db, id);
  return notes === null ? null : { ...notes, document: JSON.parse(notes.document) as unknown };
}

function scoreRows(db: ReadableDatabase, id: RecordingId): RecordingRows['score'] {
  const score = getScore(db, id);
  if (score === null) return null;
  const { fileName, path, sha256, report } = score;
  return { fileName, path, sha256, report: JSON.parse(report) as unknown };
}

function tagsOf(db: ReadableDatabase, id: ItemId): TagRow[] {
  return db.all(
    `SELECT g.name AS tag, x.holds FROM items i JOIN item_tags x ON x.item = i.seq JOIN tags g ON g.seq = x.tag
     WHERE i.id = $id ORDER BY g.folded`,
    z.object({ tag: z.string(), holds: z.number().transform((value) => value === 1) }),
    { id },
  );
}

function qualityRows(db: ReadableDatabase, separationId: SeparationId): SeparationRows['quality'] {
  const row = db.get(
    'SELECT created_at AS createdAt, report FROM quality WHERE separation_id = $separationId',
    z.object({ createdAt: z.string(), report: z.string() }),
    { separationId },
  );
  return row === null ? null : { createdAt: row.createdAt, report: JSON.parse(row.report) as unknown };
}

const ProjectRow = z.object({
  id: ProjectId,
  revision: z.number().int(),
  updatedAt: z.string(),
  openedAt: z.string().nullable(),
  removedAt: z.string().nullable(),
  document: z.string(),
});

/** The newest revision of every mix, in the order in which they were made. */
function projectRows(db: ReadableDatabase, separationId: SeparationId): ProjectRows[] {
  const rows = db.all(
    `SELECT p.id, p.revision, p.updated_at AS updatedAt, p.opened_at AS openedAt, p.removed_at AS removedAt, r.document
     FROM projects p JOIN project_revisions r ON r.project_id = p.id AND r.revision = p.revision
     WHERE p.separation_id = $separationId ORDER BY p.rowid`,
    ProjectRow,
    { separationId },
  );
  return rows.map((row) => ({ ...row, document: JSON.parse(row.document) as unknown }));
}
