import { copyFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { BarAnchor, RepeatChoice } from '../../../src-shared/project/alignment.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { canonicalNotes } from '../../../src-shared/project/notes.ts';
import type { WritableDatabase } from '../../library/database.ts';
import { insidePath, toStoredPath, type LibraryFolder } from '../../library/folder.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { getNotes, getScore, putScore, saveNotes } from '../../library/rows/recording-notes.ts';
import { setPlayers, type StoredRecording } from '../../library/rows/recordings.ts';
import type { AlignResult } from '../../notes/align-task.ts';
import { notesHash } from '../../notes/hash.ts';
import { declareKind } from './declare.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';
import { readableRecording } from './recording-audio.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { readScoreSafely } from '../tasks/score-reading.ts';
import type { SpawnProcess } from '../tasks/task-protocol.ts';

export const AlignPayload = z.object({
  recordingId: RecordingId,
  /**
   * A score that is new to the recording, copied into the library when the user chose it. Null to align the
   * present score.
   */
  added: z.object({ fileName: z.string(), path: z.string() }).nullable(),
  matching: z.array(z.string().nullable()).nullable(),
  repeats: RepeatChoice.nullable(),
  anchors: z.array(BarAnchor),
});
export type AlignPayload = z.infer<typeof AlignPayload>;

export interface AlignJobOptions {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly sources: SourceCheck;
  readonly spawn: SpawnProcess;
}

/**
 * Where a chosen score waits for its alignment: next to the recording, so that it moves to the trash with it.
 */
export const waitingScorePath = (folder: LibraryFolder, recordingId: RecordingId, jobId: string): string =>
  join(folder.audio, `${recordingId}.score-${jobId}`);

/** Aligns a score to its recording and saves the notes as the recording's newest revision. */
export function alignJobs({ write, folder, changes, sources, spawn }: AlignJobOptions): JobKindRunner {
  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const payload = AlignPayload.parse(job.payload);
    const missing = 'The recording is not ready to be aligned with a score';
    const { recording, audio } = await readableRecording(
      { write, folder, sources },
      payload.recordingId,
      missing,
    );
    const score = payload.added ?? getScore(write, recording.id);
    if (score === null) throw new Failure('library/not-found', 'This recording has no score');
    const scorePath = insidePath(folder, score.path);
    const summary = await readScoreSafely(spawn, scorePath, context.signal);
    const namesNobody = summary.parts.every(({ instrument }) => instrument === null);
    if (recording.players.length === 0 && namesNobody) {
      throw new Failure(
        'players/none',
        'This score names no instruments: first say who is playing, then add it again',
      );
    }
    const result = await context.task(
      'align',
      {
        audio,
        recordingSha256: recording.sha256,
        scorePath,
        players: recording.players.length === 0 ? null : recording.players,
        matching: payload.matching,
        repeats: payload.repeats,
        anchors: payload.anchors,
      },
      { onProgress: ({ done, phase }) => context.progress(done, phase) },
    );
    await store(recording, payload.added, result);
    changes.recording(recording.id);
    changes.notes(recording.id);
    return {};
  };

  const store = async (
    { id, players }: StoredRecording,
    added: AlignPayload['added'],
    { notes, report }: AlignResult,
  ): Promise<void> => {
    const before = getScore(write, id);
    let path = before?.path ?? '';
    if (added !== null) {
      // Named after its content, so that the score in the present row survives until the row changes.
      const ending = `${report.scoreSha256.slice(0, 12)}${extname(added.fileName).toLowerCase()}`;
      const kept = join(folder.audio, `${id}.score.${ending}`);
      // Copied, not moved: if the job is killed before its rows are written, a retry still finds the score.
      await copyFile(insidePath(folder, added.path), kept);
      path = toStoredPath(folder, kept);
    }
    write.transaction(() => {
      if (players.length === 0) setPlayers(write, id, notes.players);
      const fileName = added?.fileName ?? before?.fileName ?? '';
      putScore(write, {
        recordingId: id,
        fileName,
        path,
        sha256: report.scoreSha256,
        report: JSON.stringify(report),
      });
      // Read inside the transaction, so that edits made during the alignment remain as the previous revision.
      saveNotes(write, id, getNotes(write, id)?.revision ?? 0, {
        hash: notesHash(notes),
        document: canonicalNotes(notes),
      });
    });
    if (added !== null) await rm(insidePath(folder, added.path), { force: true });
    // The new score replaces the old one.
    if (before !== null && before.path !== path) await rm(insidePath(folder, before.path), { force: true });
  };

  /** Removes a copy that did not become the recording's score. */
  const dropWaiting = async (job: StoredJob): Promise<void> => {
    const { added } = AlignPayload.parse(job.payload);
    if (added !== null) await rm(insidePath(folder, added.path), { force: true });
  };

  return {
    atOnce: 1,
    run,
    // The waiting copy stays for a retry and is removed with the job.
    stopped: () => Promise.resolve(),
    again: () => Promise.resolve(),
    forgotten: dropWaiting,
  };
}

export const alignKind = declareKind({ name: 'align', payload: AlignPayload, runner: alignJobs });
