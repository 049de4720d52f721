import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { AlignmentReport } from '../../src-shared/project/alignment.ts';
import { newJobId, type GrantId, type JobId, type RecordingId } from '../../src-shared/project/ids.ts';
import { canonicalNotes, parseNotes, type NotesDocument } from '../../src-shared/project/notes.ts';
import { writeBeside } from '../audio/write/write-beside.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import { alignKind, waitingScorePath } from '../jobs/kinds/align.ts';
import { hearKind } from '../jobs/kinds/hear.ts';
import { areLinesNamed } from '../jobs/kinds/named-notes.ts';
import type { WritableDatabase } from '../library/database.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import { fromStoredPath, insidePath, toStoredPath } from '../library/folder.ts';
import { getNotes, getScore, putScore, saveNotes } from '../library/rows/recording-notes.ts';
import { notesHash } from '../notes/hash.ts';
import { scorePages } from './score-pages.ts';
import { notesContent, NOTES_EXTENSIONS } from './notes-content.ts';
import { requireReadyRecording, requireRecording, writable, type Services } from './services.ts';

/** Ten times the size of the largest score seen in practice. */
const MAX_SCORE_BYTES = 32 * 2 ** 20;

/** Who plays what in a recording. */
export function notesCalls(services: Services): Calls['notes'] {
  const { library, publisher, queue, grants, sources } = services;
  const pages = scorePages(services);

  /** @throws Failure `notes/invalid` where the notes were made for other audio */
  const requireFits = (recordingId: RecordingId, document: NotesDocument): void => {
    const { sampleRate, frames } = requireReadyRecording(services, recordingId);
    if (document.sampleRate === sampleRate && document.frames === frames) return;
    throw new Failure(
      'notes/invalid',
      'These notes belong to a recording with a different length or sample rate',
    );
  };

  const reportOf = (recordingId: RecordingId): AlignmentReport | null => {
    const score = getScore(library.read, recordingId);
    return score === null ? null : AlignmentReport.parse(JSON.parse(score.report));
  };

  const folderFor = (destination: GrantId | undefined, recordingId: RecordingId): string => {
    if (destination === undefined) {
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, recordingId);
    }
    const granted = grants.resolve(destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder for the notes');
    return granted.path;
  };

  /**
   * Copies a granted score into the library, because an upload is removed and a file may change before the
   * job starts.
   */
  const takeScore = async (recordingId: RecordingId, jobId: JobId, grantId: GrantId) => {
    const granted = grants.resolve(grantId, 'read');
    const found = await stat(granted.path).catch((cause: unknown) => {
      throw new Failure('file/not-found', `"${granted.name}" is no longer there`, { cause });
    });
    if (!found.isFile()) throw new Failure('file/unsupported', `"${granted.name}" is not a file`);
    if (found.size > MAX_SCORE_BYTES) {
      throw new Failure('file/too-large', `"${granted.name}" is larger than any score: ${found.size} bytes`);
    }
    const path = waitingScorePath(library.folder, recordingId, jobId);
    await copyFile(granted.path, path);
    return { fileName: granted.name, path: toStoredPath(library.folder, path) };
  };

  /** @throws Failure `notes/conflict` where the report is about another score */
  const saveReport = (write: WritableDatabase, recordingId: RecordingId, report: AlignmentReport): void => {
    const score = getScore(write, recordingId);
    if (score?.sha256 !== report.scoreSha256) {
      throw new Failure('notes/conflict', 'The score was replaced elsewhere. Open the notes again.');
    }
    putScore(write, { ...score, report: JSON.stringify(report) });
  };

  return {
    get({ recordingId }) {
      requireRecording(services, recordingId);
      const row = getNotes(library.read, recordingId);
      const report = reportOf(recordingId);
      const fileName = getScore(library.read, recordingId)?.fileName ?? '';
      const score = report === null ? null : { fileName, report };
      if (row === null) return { revision: 0, hash: null, document: null, linesNamed: false, score };
      const { revision, hash } = row;
      const linesNamed = areLinesNamed(library.read, recordingId, hash);
      return { revision, hash, document: parseNotes(row.document), linesNamed, score };
    },

    save({ recordingId, baseRevision, document, report }) {
      const write = writable(services);
      requireFits(recordingId, document);
      const hash = notesHash(document);
      const saved = write.transaction(() => {
        if (report !== undefined) saveReport(write, recordingId, report);
        return saveNotes(write, recordingId, baseRevision, { hash, document: canonicalNotes(document) });
      });
      publisher.notes(recordingId);
      return { ...saved, hash };
    },

    page({ recordingId, page }, { signal }) {
      requireRecording(services, recordingId);
      return pages(recordingId, page, signal);
    },

    /** @throws Failure `library/not-found` where there are none, `disk/*` */
    async export({ recordingId, format, destination }) {
      const { title } = requireRecording(services, recordingId);
      const row = getNotes(library.read, recordingId);
      if (row === null) throw new Failure('library/not-found', 'This recording has no notes yet');
      const content = notesContent(parseNotes(row.document), reportOf(recordingId), format);
      const folder = folderFor(destination, recordingId);
      const path = await writeBeside(folder, fileNameOf(`${title} notes`), NOTES_EXTENSIONS[format], content);
      const { grantId, name, bytes } = grants.grantPath(path, { kind: 'file', access: 'read' });
      return { grantId, name, bytes: bytes ?? 0, path: services.showPaths ? path : null };
    },

    async align(request, { priority }) {
      writable(services);
      const { recordingId } = request;
      const recording = requireReadyRecording(services, recordingId);
      await sources.require(recording);
      const jobId = newJobId();
      const added = request.score === undefined ? null : await takeScore(recordingId, jobId, request.score);
      if (added === null && getScore(library.read, recordingId) === null) {
        throw new Failure('call/invalid', 'This recording has no score yet: choose one');
      }
      const payload = {
        recordingId,
        added,
        matching: request.matching ?? null,
        repeats: request.repeats ?? null,
        anchors: request.anchors ?? [],
      };
      queue.add(alignKind.job({ id: jobId, title: recording.title, recordingId }, payload), priority);
      return { jobId };
    },

    async realign({ recordingId, bar, anchors }, { signal }) {
      const recording = requireReadyRecording(services, recordingId);
      await sources.require(recording);
      const audio = {
        path: fromStoredPath(library.folder, recording.audioPath),
        channelMap: [...recording.channelMap],
      };
      const score = getScore(library.read, recordingId);
      const report = reportOf(recordingId);
      if (score === null || report === null) {
        throw new Failure('library/not-found', 'This recording has no score');
      }
      const scorePath = insidePath(library.folder, score.path);
      return runTask(services.spawn, 'realign', { audio, scorePath, report, bar, anchors }, { signal });
    },

    async hear({ recordingId, modelId }) {
      writable(services);
      const recording = requireReadyRecording(services, recordingId);
      if (recording.players.length === 0) throw new Failure('players/none', 'First say who is playing');
      await sources.require(recording);
      const { info } = await services.models.resolve(modelId);
      if (!info.takesNotes) {
        throw new Failure('model/invalid', `${info.title} can’t detect notes: choose another model`);
      }
      const jobId = newJobId();
      const payload = { recordingId, modelId: info.id };
      queue.add(hearKind.job({ id: jobId, title: recording.title, recordingId }, payload));
      return { jobId };
    },
  };
}
