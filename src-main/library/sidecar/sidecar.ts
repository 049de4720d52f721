import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { RecordingId, SeparationId, StudyId } from '../../../src-shared/project/ids.ts';
import { parseProject } from '../../../src-shared/mixing/parse-project.ts';
import { stemsDirOf, type LibraryFolder } from '../folder.ts';
import { KeptValues } from './kept-values.ts';
import { StudyRows } from './study-rows.ts';
import { RecordingRows, SeparationRows, type ReadyRecordingRows } from './row-documents.ts';

/**
 * A small JSON file beside a recording's or a separation's audio, or a study's sounds, from which its rows can be made again. `revision`
 * stands first, so that it can be read without the rest; it grows with every change of the rows.
 */
export const RecordingSidecar = z.object({
  divisi: z.literal('recording'),
  schema: z.literal(1),
  revision: z.number().int().positive(),
  rows: RecordingRows,
});
export const SeparationSidecar = z.object({
  divisi: z.literal('separation'),
  schema: z.literal(1),
  revision: z.number().int().positive(),
  rows: SeparationRows,
});

export const StudySidecar = z.object({
  divisi: z.literal('study'),
  schema: z.literal(1),
  revision: z.number().int().positive(),
  rows: StudyRows,
});
export const ValuesSidecar = z.object({
  divisi: z.literal('values'),
  schema: z.literal(1),
  revision: z.number().int().positive(),
  rows: KeptValues,
});

export const recordingSidecarPath = (folder: LibraryFolder, id: RecordingId): string =>
  join(folder.audio, `${id}.json`);
export const separationSidecarPath = (folder: LibraryFolder, id: SeparationId): string =>
  join(stemsDirOf(folder, id), 'separation.json');

export const studySidecarPath = (folder: LibraryFolder, id: StudyId): string =>
  join(folder.studies, id, 'study.json');

export const sidecarText = (
  divisi: 'recording' | 'separation' | 'study' | 'values',
  revision: number,
  rows: unknown,
): string => JSON.stringify({ revision, divisi, schema: 1, rows });

const LIMIT_BYTES = 64 * 2 ** 20;
const HEAD_BYTES = 64;

/** The revision of the file, without reading all of it; null where there is no sidecar or it says none. */
export function sidecarRevision(path: string): number | null {
  const head = Buffer.alloc(HEAD_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, HEAD_BYTES, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
  const revision = Number(/^\{"revision":(\d{1,15}),/.exec(head.toString('latin1'))?.[1]);
  return Number.isSafeInteger(revision) ? revision : null;
}

export type Sidecar<T> =
  | { readonly revision: number; readonly rows: T; readonly notes: readonly string[] }
  | { readonly refused: string };

/** Reads and checks a recording's sidecar, which anybody may have written. */
export function readRecordingSidecar(folder: LibraryFolder, id: RecordingId): Sidecar<ReadyRecordingRows> {
  const parsed = parse(recordingSidecarPath(folder, id), RecordingSidecar);
  if ('refused' in parsed) return parsed;
  const { rows, revision } = parsed;
  if (rows.id !== id) return { refused: 'it speaks of another recording than its name says' };
  if (rows.state !== 'ready') return { refused: 'its import was not finished' };
  const { audioPath, sourcePath, storage } = rows;
  const isOwn = new RegExp(`^audio/${id}\\.[a-z0-9]{1,8}$`).test(audioPath);
  // A source that is read in place stays a reference to where it was; nothing else may lead out of the library.
  if (!isOwn && !(storage === 'reference' && audioPath === sourcePath)) {
    return { refused: 'its audio would lie outside the library' };
  }
  if (rows.score !== null && !new RegExp(`^audio/${id}\\.[a-z0-9.]{1,40}$`).test(rows.score.path)) {
    return { refused: 'its score would lie elsewhere' };
  }
  return { rows, revision, notes: [] };
}

/** As `readRecordingSidecar`. A project that does not fit is left out, and a note says so. */
export function readSeparationSidecar(folder: LibraryFolder, id: SeparationId): Sidecar<SeparationRows> {
  const parsed = parse(separationSidecarPath(folder, id), SeparationSidecar);
  if ('refused' in parsed) return parsed;
  const { rows, revision } = parsed;
  if (rows.id !== id) return { refused: 'it speaks of another separation than its folder says' };
  if (rows.to <= rows.from) return { refused: 'its passage is empty' };
  const own = new RegExp(`^stems/${id}/(v\\d{1,6}/)?[a-z0-9-]{1,60}\\.(wav|flac)$`);
  const files = rows.versions.flatMap((version) => version.files);
  if (![...rows.stems, ...files].every(({ path }) => own.test(path)))
    return { refused: 'a stem would lie outside its folder' };
  if (new Set(rows.stems.map((stem) => stem.id)).size < rows.stems.length) {
    return { refused: 'two stems have the same id' };
  }
  const problem = projectProblem(rows);
  if (problem === null) return { rows, revision, notes: [] };
  return { rows: { ...rows, project: null }, revision, notes: [`its project is left out: ${problem}`] };
}

/** As `readRecordingSidecar`; `studyProblem` checks the rest, against the database. */
export function readStudySidecar(folder: LibraryFolder, id: StudyId): Sidecar<StudyRows> {
  const parsed = parse(studySidecarPath(folder, id), StudySidecar);
  if ('refused' in parsed) return parsed;
  if (parsed.rows.id !== id) return { refused: 'it speaks of another study than its folder says' };
  return { ...parsed, notes: [] };
}

export function readValuesSidecar(folder: LibraryFolder): Sidecar<KeptValues> {
  const parsed = parse(folder.values, ValuesSidecar);
  return 'refused' in parsed ? parsed : { ...parsed, notes: [] };
}

function projectProblem({ id, recordingId, stems, project }: SeparationRows): string | null {
  if (project === null) return null;
  try {
    const document = parseProject(project.document);
    const ids = new Set<string>(stems.map((stem) => stem.id));
    const fits =
      document.id === project.id &&
      document.separationId === id &&
      document.recordingId === recordingId &&
      document.tracks.every(({ source }) => ids.has(source.stemId));
    return fits ? null : 'it belongs to another separation';
  } catch (error) {
    if (isFailure(error)) return error.message;
    throw error;
  }
}

function parse<T>(path: string, schema: z.ZodType<T>): T | { readonly refused: string } {
  let value: unknown;
  try {
    if (statSync(path).size > LIMIT_BYTES) return { refused: 'it is too large to be a sidecar' };
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { refused: error instanceof SyntaxError ? 'it is no JSON' : 'it can not be read' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return {
    refused:
      `it is no sidecar of this version: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  };
}
