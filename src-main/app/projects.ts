import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { ownDepth } from '../../src-shared/contract/own-depth.ts';
import type { ExportRequest, StoredProject } from '../../src-shared/contract/schemas.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import {
  newJobId,
  newProjectId,
  type JobId,
  type ProjectId,
  type SeparationId,
} from '../../src-shared/project/ids.ts';
import { parseProject } from '../../src-shared/mixing/parse-project.ts';
import { newProject } from '../../src-shared/mixing/new-project.ts';
import type { ExportPayload } from '../jobs/kinds/export.ts';
import {
  getProject,
  insertProject,
  projectOfSeparation,
  saveProject,
  type StoredProjectRow,
} from '../library/rows/projects.ts';
import { presentSeparation } from './present.ts';
import { requireRecording, requireSeparation, writable, type Services } from './services.ts';

const stored = (row: StoredProjectRow): StoredProject => ({
  revision: row.revision,
  document: parseProject(JSON.parse(row.document)),
});

/** Projects: opening, saving in revisions, exporting. */
export function projectCalls(services: Services) {
  const { library, queue, grants, sources, publisher } = services;

  const requireProject = (id: ProjectId): StoredProject => {
    const row = getProject(library.read, id);
    if (row === null) throw new Failure('library/not-found', 'This project is no longer in the library');
    return stored(row);
  };

  /** A project plays what it was made from: its recording, separation and stems are not the document's to change. */
  const requireSameSubject = (before: ProjectDocument, after: ProjectDocument): void => {
    const stems = new Set(requireSeparation(services, before.separationId).stems.map(({ id }) => id));
    const fits =
      after.recordingId === before.recordingId &&
      after.separationId === before.separationId &&
      after.sampleRate === before.sampleRate &&
      after.frames === before.frames &&
      after.offset === before.offset &&
      after.tracks.every((track) => stems.has(track.source.stemId));
    if (!fits) throw new Failure('project/invalid', 'The document does not fit the separation it belongs to');
  };

  return {
    open(separationId: SeparationId): StoredProject {
      const separation = requireSeparation(services, separationId);
      const existing = projectOfSeparation(library.read, separationId);
      if (existing !== null) return stored(existing);
      if (separation.state !== 'ready')
        throw new Failure('call/invalid', 'The separation is not finished yet');
      const recording = requireRecording(services, separation.recordingId);
      const document = newProject({
        id: newProjectId(),
        recording: { id: recording.id, title: recording.title, sampleRate: recording.sampleRate ?? 0 },
        separation: presentSeparation(separation, services.live),
      });
      // Where the library can only be read, the project is there for this sitting.
      if (library.write === null) return { revision: 0, document };
      insertProject(library.write, { id: document.id, separationId, document: JSON.stringify(document) });
      publisher.project(document.id, 1);
      publisher.separation(separationId);
      return { revision: 1, document };
    },

    get: requireProject,

    save(baseRevision: number, value: ProjectDocument): { revision: number } {
      const write = writable(services);
      const document = parseProject(value);
      requireSameSubject(requireProject(document.id).document, document);
      const saved = saveProject(write, document.id, baseRevision, JSON.stringify(document));
      publisher.project(document.id, saved.revision);
      return saved;
    },

    async export(request: ExportRequest): Promise<{ jobId: JobId }> {
      writable(services);
      const { document } = requireProject(request.projectId);
      const recording = requireRecording(services, document.recordingId);
      await sources.require(recording);
      if (request.range !== undefined && request.range.end <= request.range.start) {
        throw new Failure('call/invalid', 'The range to export is empty');
      }
      if (request.format === 'flac' && request.bitDepth === '32f') {
        throw new Failure('call/invalid', 'FLAC holds whole numbers only: choose 16 or 24 bit, or WAV');
      }
      const jobId = newJobId();
      const payload: ExportPayload = {
        document,
        what: request.what,
        stemsAs: request.stems,
        format: request.format,
        bitDepth: request.bitDepth ?? ownDepth(recording.sampleFormat ?? 's24', request.format),
        sampleRate: request.sampleRate ?? document.sampleRate,
        range: request.range ?? null,
        commonGainDb: request.commonGainDb ?? 0,
        folder: destination(request, jobId),
        name: fileNameOf(document.title),
      };
      queue.add({
        id: jobId,
        kind: 'export',
        title: document.title,
        recordingId: document.recordingId,
        separationId: document.separationId,
        projectId: document.id,
        payload,
      });
      return { jobId };
    },
  };

  function destination(request: ExportRequest, jobId: JobId): string {
    if (request.destination === undefined) {
      // Downloads of another export must not turn "Violin" into "Violin 2": that would be another player.
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, jobId);
    }
    const granted = grants.resolve(request.destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'An export goes into a folder');
    return granted.path;
  }
}

/** A title as a file name that every platform takes. */
export function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(0, 80)
    .replace(/[. ]+$/, '');
  return name === '' ? 'mix' : name;
}
