import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { LeftOut } from '../../src-shared/contract/left-out.ts';
import type { RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { createApp } from './app.ts';
import { findAudio, type FoundAudio } from './find-audio.ts';
import type { Work } from './files/work.ts';
import { importBatch } from './import-batch.ts';
import { windowless } from './windowless.ts';

export interface ImportFilesRequest {
  /** Files, and folders that are searched for audio files recursively. */
  readonly paths: readonly string[];
  readonly libraryDir: string;
  readonly mode: 'reference' | 'copy';
  /** Which channels of files with more than two, counted from 0. */
  readonly channels: readonly number[] | undefined;
  /** Imports files again even if the library already has them. */
  readonly again: boolean;
  /** Who plays in those that have no players yet; by default, no players are declared. */
  readonly players: Ensemble | undefined;
  /** Declares `players` for recordings that have others, too. */
  readonly replacePlayers: boolean;
  /** Also separates each recording; needs `players`. */
  readonly separate: boolean;
  /** Separates again where the library has a separation of the same players by the same model. */
  readonly force: boolean;
  /** The default model if undefined. */
  readonly modelId: string | undefined;
}

export interface ImportedFile {
  readonly id: RecordingId;
  readonly title: string;
  readonly file: string;
  readonly state: string;
  /** The library already had the file; `id` and `title` are those of the existing recording. */
  readonly existing: boolean;
  readonly separation: SeparationId | null;
  /** The separation is one that the library already had. */
  readonly usedAgain: boolean;
  readonly problem: { readonly code: Failure['code']; readonly message: string } | null;
  /** What reading the file revealed ("The file breaks off: …"), and which players were kept. */
  readonly notes: readonly string[];
}

export interface ImportedFiles {
  readonly recordings: readonly ImportedFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Imports files and folders into a library that no other program has open, optionally separates each
 * recording, and waits until all have been analysed. Files that can't be read are reported along with those
 * that can.
 * @throws Failure `call/invalid`, `file/not-found`, `model/*`, `library/*`, `disk/*`; `call/cancelled`, after
 * which the library keeps completely read files and nothing else
 */
export async function importFiles(request: ImportFilesRequest, work: Work): Promise<ImportedFiles> {
  if (request.separate && request.players === undefined) {
    throw new Failure('call/invalid', 'To separate, say who plays');
  }
  // Checked before the library is created, so that a wrong name does not leave one behind.
  const found = await Promise.all(request.paths.map((path) => filesOf(path)));
  const app = await createApp({
    ...windowless(work.program, request.libraryDir),
    access: 'write',
  });
  try {
    const recordings = await importBatch(
      request,
      app,
      work,
      found.flatMap(({ files }) => files),
    );
    return { recordings, leftOut: found.flatMap(({ leftOut }) => leftOut) };
  } finally {
    await app.close();
  }
}

/** @throws Failure with the first recording's problem, if any recording has one */
export function requireImported(recordings: readonly ImportedFile[]): void {
  const broken = recordings.flatMap(({ title, problem }) => (problem === null ? [] : [{ title, problem }]));
  const [first] = broken;
  if (first === undefined) return;
  const more = recordings.length === 1 ? '' : ` (${broken.length} of ${recordings.length} recordings failed)`;
  throw new Failure(first.problem.code, `${first.title}: ${first.problem.message}${more}`);
}

/** The audio files at or below a path. @throws Failure `file/not-found` */
async function filesOf(path: string): Promise<FoundAudio> {
  const unreachable = (cause: unknown): never => {
    throw new Failure('file/not-found', `"${path}" is not there or can't be reached`, { cause });
  };
  const found = await stat(path).catch(unreachable);
  if (found.isDirectory()) return findAudio(await realpath(path).catch(unreachable), 'anywhere');
  return { files: [{ path: resolve(path), name: basename(path) }], leftOut: [] };
}
