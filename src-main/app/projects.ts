import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { MOST_RECENT, type StoredProject } from '../../src-shared/contract/project.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { newProjectId, type ProjectId } from '../../src-shared/project/ids.ts';
import { parseProject } from '../../src-shared/mixing/parse-project.ts';
import { newProject } from '../../src-shared/mixing/new-project.ts';
import {
  getProject,
  insertProject,
  projectOfSeparation,
  saveProject,
  type StoredProjectRow,
} from '../library/rows/projects.ts';
import { markOpened } from '../library/rows/mixes.ts';
import {
  getRevision,
  nameRevision,
  noRevision,
  projectHistory,
  recentRevisions,
} from '../library/rows/project-history.ts';
import { addImpulse } from './impulses.ts';
import { requireReadyRecording, requireSeparation, writable, type Services } from './services.ts';
import { storedDocument } from './stored-document.ts';

const stored = (row: StoredProjectRow): StoredProject => ({
  revision: row.revision,
  document: storedDocument(row.document),
});

/** @throws Failure `library/not-found`, `project/invalid` */
export function requireProject({ library }: Pick<Services, 'library'>, id: ProjectId): StoredProject {
  const row = getProject(library.read, id);
  if (row === null) throw new Failure('library/not-found', 'This project is no longer in the library');
  return stored(row);
}

/**
 * A document can't change what its project plays: the recording, separation and stems are fixed.
 * @throws Failure `project/invalid`, `library/not-found`
 */
export function requireSameSubject(
  services: Pick<Services, 'library'>,
  before: ProjectDocument,
  after: ProjectDocument,
): void {
  const stems = new Set(requireSeparation(services, before.separationId).stems.map(({ id }) => id));
  const fits =
    after.recordingId === before.recordingId &&
    after.separationId === before.separationId &&
    after.sampleRate === before.sampleRate &&
    after.frames === before.frames &&
    after.offset === before.offset &&
    after.tracks.every((track) => stems.has(track.source.stemId));
  if (!fits) throw new Failure('project/invalid', 'The document does not fit the separation it belongs to');
}

/** Project documents: opened, and saved as revisions. */
export function projectCalls(services: Services): Calls['projects'] {
  const { library, publisher } = services;

  return {
    addImpulse: ({ projectId, file }, { signal }) => addImpulse(services, projectId, file, signal),

    open({ separationId, projectId }) {
      const separation = requireSeparation(services, separationId);
      const last = projectOfSeparation(library.read, separationId);
      if (projectId !== undefined && projectId !== last?.id && last !== null) {
        const wanted = requireProject(services, projectId);
        if (wanted.document.separationId !== separationId) {
          throw new Failure('call/invalid', 'This mix belongs to another separation');
        }
        if (library.write !== null) markOpened(library.write, projectId);
        return wanted;
      }
      if (last !== null) return stored(last);
      if (separation.state !== 'ready')
        throw new Failure('call/invalid', 'The separation is not finished yet');
      const recording = requireReadyRecording(services, separation.recordingId);
      const document = newProject({
        id: newProjectId(),
        recording,
        separation,
      });
      // In a read-only library, the project exists only until the window closes.
      if (library.write === null) return { revision: 0, document };
      insertProject(library.write, { id: document.id, separationId, document: JSON.stringify(document) });
      publisher.project(document.id, 1);
      publisher.separation(separationId);
      return { revision: 1, document };
    },

    get: ({ projectId }) => requireProject(services, projectId),

    save({ baseRevision, document: value, edit }) {
      const write = writable(services);
      const document = parseProject(value);
      requireSameSubject(services, requireProject(services, document.id).document, document);
      const saved = saveProject(write, document.id, baseRevision, JSON.stringify(document), edit);
      publisher.project(document.id, saved.revision);
      return saved;
    },

    history: ({ projectId }) => projectHistory(library.read, projectId),

    recent: ({ projectId }) =>
      recentRevisions(library.read, projectId, MOST_RECENT).map((row) => ({
        revision: row.revision,
        edit: row.edit,
        document: storedDocument(row.document),
      })),

    revision({ projectId, revision }) {
      const row = getRevision(library.read, projectId, revision);
      if (row === null) throw noRevision();
      return { revision, document: storedDocument(row.document) };
    },

    nameRevision({ projectId, revision, name }) {
      nameRevision(writable(services), projectId, revision, name);
    },
  };
}
