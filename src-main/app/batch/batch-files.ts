import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listKindOf, readList, type ListRow, type WhoPlays } from '../../../src-shared/batch/list.ts';
import type { ListProblem, Mistake } from '../../../src-shared/batch/mistakes.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { LeftOut } from '../../../src-shared/contract/left-out.ts';
import { decodeText } from '../../../src-shared/format/decode-text.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import { liesUnder } from '../../library/folder.ts';
import { findAudio } from '../find-audio.ts';

/** One file of a batch, and what a list says about it. */
export interface BatchFile {
  /** With all symbolic links resolved. */
  readonly path: string;
  readonly name: string;
  /** Null where the batch's own choice counts. */
  readonly players: WhoPlays | null;
  /** A score to align first. */
  readonly score: string | null;
  readonly modelId: string | null;
  /** An upload, which is removed once it has been imported. */
  readonly temporary?: boolean;
}

export interface BatchFiles {
  readonly files: readonly BatchFile[];
  readonly leftOut: readonly LeftOut[];
  /** Mistakes in the list; empty for a folder or an audio file. */
  readonly problems: readonly ListProblem[];
}

export interface ListOptions {
  readonly models: Pick<ModelRegistry, 'resolve'>;
  /**
   * The only folder whose files a list may name, with all links resolved; its paths are relative to it. Null for any, and
   * for paths relative to the list.
   */
  readonly within: string | null;
  /** Whether links in a folder may lead out of it. */
  readonly links: 'inside' | 'anywhere';
}

/** A list of ten thousand files with long paths takes about 2 MB. */
const MOST_LIST_BYTES = 16 * 2 ** 20;

/**
 * The files that a path stands for: an audio file, every audio file below a folder, or what a list names (CSV, TSV, M3U,
 * M3U8).
 * @throws Failure `file/not-found`, `file/too-large`; mistakes in a list are returned
 */
export async function batchFiles(path: string, options: ListOptions): Promise<BatchFiles> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreachable(path, cause);
  });
  const real = await realpath(path).catch((cause: unknown) => {
    throw unreachable(path, cause);
  });
  if (found.isDirectory()) {
    const { files, leftOut } = await findAudio(real, options.links);
    return { files: files.map((file) => ({ ...file, ...UNSAID })), leftOut, problems: [] };
  }
  const kind = listKindOf(basename(path));
  if (kind === null) {
    return { files: [{ path: real, name: basename(path), ...UNSAID }], leftOut: [], problems: [] };
  }
  if (found.size > MOST_LIST_BYTES) {
    throw new Failure('file/too-large', `"${basename(path)}" is too large for a list of files`);
  }
  const list = readList(kind, decodeText(await readFile(real)));
  const problems = [...list.problems];
  const files: BatchFile[] = [];
  const lineOf = new Map<string, number>();
  for (const row of list.rows) {
    const resolved = await resolveRow(row, options.within ?? dirname(resolve(path)), options);
    const known = resolved.file === null ? undefined : lineOf.get(resolved.file.path);
    problems.push(...resolved.problems);
    if (resolved.file === null) continue;
    if (known !== undefined) {
      problems.push(problem(row, 'file-twice', `This file is in line ${known} already`, String(known)));
      continue;
    }
    lineOf.set(resolved.file.path, row.line);
    if (resolved.problems.length === 0) files.push(resolved.file);
  }
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { files, leftOut: [], problems };
}

const UNSAID = { players: null, score: null, modelId: null } as const;

/** As many as stay in view; the rest are counted. */
const MOST_TOLD = 20;

/**
 * @param note receives each mistake where there are several
 * @throws Failure `call/invalid` with the mistake, or their number
 */
export function requireNoProblems(
  path: string,
  { problems }: Pick<BatchFiles, 'problems'>,
  note: (text: string) => void,
): void {
  if (problems.length === 0) return;
  const told = problems
    .slice(0, MOST_TOLD)
    .map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`);
  if (problems.length === 1) throw new Failure('call/invalid', told.join(''));
  for (const text of told) note(text);
  const more = problems.length > told.length ? `, of which these are the first ${told.length}` : '';
  throw new Failure('call/invalid', `"${path}" has ${problems.length} mistakes${more}; nothing was imported`);
}

async function resolveRow(
  row: ListRow,
  folder: string,
  { models, within }: ListOptions,
): Promise<{ readonly file: BatchFile | null; readonly problems: readonly ListProblem[] }> {
  const problems: ListProblem[] = [];
  const place = async (written: string, at: { readonly line: number; readonly column: number }) => {
    const path = pathOf(written, folder);
    if (path !== null && within !== null && !liesUnder(within, path)) {
      // Decided by the name alone, so that a list can't find out what exists elsewhere.
      problems.push(problem(at, 'outside', outside(written), written));
      return null;
    }
    const real = path === null ? null : await realpath(path).catch(() => null);
    const isFile = real !== null && (await stat(real).catch(() => null))?.isFile() === true;
    if (path === null)
      problems.push(problem(at, 'address', `"${written}" is an address, not a file`, written));
    else if (!isFile) problems.push(problem(at, 'no-such-file', `There is no file "${written}"`, written));
    else if (within !== null && !liesUnder(within, real)) {
      problems.push(problem(at, 'outside', outside(written), written));
    } else return real;
    return null;
  };
  const path = await place(row.file, row);
  const score = row.score === null ? null : await place(row.score.text, row.score);
  if (row.model !== null) {
    try {
      await models.resolve(row.model.text);
    } catch (error) {
      if (!isFailure(error)) throw error;
      problems.push(problem(row.model, 'model', error.message, row.model.text));
    }
  }
  if (path === null) return { file: null, problems };
  const modelId = row.model?.text ?? null;
  return { file: { path, name: basename(row.file), players: row.players, score, modelId }, problems };
}

const outside = (written: string): string => `"${written}" lies outside the folder that Divisi may read`;

const problem = (
  { line, column }: { readonly line: number; readonly column: number },
  mistake: Mistake,
  message: string,
  about: string,
): ListProblem => ({ line, column, mistake, about, message });

/** Null for an address of the web. Playlists also name files as `file://` addresses, and with backslashes. */
function pathOf(written: string, folder: string): string | null {
  if (/^file:\/\/\//i.test(written)) return fileURLToPath(written);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return null;
  return resolve(folder, process.platform === 'win32' ? written : written.replaceAll('\\', '/'));
}

const unreachable = (path: string, cause: unknown): Failure =>
  new Failure('file/not-found', `"${path}" is not there or can't be reached`, { cause });
