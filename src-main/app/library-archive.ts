import { mkdirSync, rmSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { readQuery } from '../../src-shared/search/read-query.ts';
import { openArchive } from '../archive/read-archive.ts';
import { writeArchive, type ArchiveEntry } from '../archive/write-archive.ts';
import { freeBytes, requireBytes } from '../audio/write/free-space.ts';
import { silentLog, type Log } from '../library/log/log.ts';
import { sha256OfFile } from '../library/merge/copy-verified.ts';
import { importResults, type ImportedResults } from '../library/merge/import-results.ts';
import { openLibrary } from '../library/open.ts';
import { recordingsByItem } from '../library/rows/recordings.ts';
import { findRecordings } from '../library/search/find-recordings.ts';
import { isUnmade } from '../library/trust.ts';
import {
  ArchiveManifest,
  LIMITS,
  MANIFEST,
  MOST_MANIFEST_BYTES,
} from '../library/transfer/archive-format.ts';
import { collectRecordings, type Collected } from '../library/transfer/collect.ts';
import type { Work } from './files/work.ts';
import { openExisting } from './find-in-library.ts';

export interface ExportedLibrary extends Omit<Collected, 'entries'> {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes the recordings that answer a query, with everything that belongs to them, into one ZIP archive. Another program may
 * have the library open.
 * @throws Failure `library/*`, `call/invalid` for a text that is no query, `file/exists`, `disk/*`, `call/cancelled`
 */
export async function exportLibrary(
  request: {
    readonly libraryDir: string;
    readonly out: string;
    readonly search: string;
    readonly replace: boolean;
  },
  work: Work,
): Promise<ExportedLibrary> {
  const query = readQuery(request.search);
  const { out } = request;
  const there = statSync(out, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) {
    throw new Failure('call/invalid', `"${out}" is a folder: name the archive's file`);
  }
  if (!request.replace && there !== undefined) {
    throw new Failure('file/exists', `"${out}" is already there; --force replaces it`);
  }
  const library = await openExisting(request.libraryDir);
  try {
    const { read, folder } = library;
    const found = findRecordings(read, query, { by: 'imported', descending: false });
    const ids = recordingsByItem(read, found).map(({ id }) => id);
    const { entries, ...collected } = collectRecordings(read, folder, ids);
    if (collected.recordings === 0) {
      throw new Failure('library/not-found', 'No recording of the library answers this search');
    }
    const hashed = await hashes(entries, work);
    const total = Object.values(hashed).reduce((sum, { bytes }) => sum + bytes, 0);
    requireBytes('The archive’s contents', total, await freeBytes(dirname(out)));
    const manifest: ArchiveManifest = {
      divisi_library: 1,
      program: 'Divisi',
      recordings: collected.recordings,
      separations: collected.separations,
      entries: hashed,
    };
    const listed = { name: MANIFEST, bytes: Buffer.from(JSON.stringify(manifest)) };
    work.progress.step(0.1)({ done: 0, phase: 'writing the archive' });
    await writeArchive(out, [listed, ...entries], work.signal);
    return { file: out, bytes: (await stat(out)).size, ...collected };
  } finally {
    library.close();
  }
}

async function hashes(
  entries: readonly ArchiveEntry[],
  { progress, signal }: Work,
): Promise<ArchiveManifest['entries']> {
  const report = progress.step(0.9);
  const hashed: ArchiveManifest['entries'] = {};
  for (const [index, entry] of entries.entries()) {
    if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    hashed[entry.name] =
      'bytes' in entry
        ? { sha256: createHash('sha256').update(entry.bytes).digest('hex'), bytes: entry.bytes.length }
        : { sha256: await sha256OfFile(entry.path), bytes: (await stat(entry.path)).size };
    report({ done: (index + 1) / entries.length, phase: 'reading the files' });
  }
  return hashed;
}

export interface ImportedLibrary extends ImportedResults {
  readonly file: string;
}

/**
 * Takes over what an archive contains. Only files that belong into a library are unpacked, into a folder of their own; each is
 * compared with its hash; then they are merged as results of another library are. Nothing in an archive runs, and none of it
 * refers to files elsewhere.
 * @throws Failure `file/*`, `library/*`, `disk/*`, `call/cancelled`
 */
export async function importLibrary(
  request: { readonly libraryDir: string; readonly file: string },
  work: Work,
  log: Log = silentLog,
): Promise<ImportedLibrary> {
  const archive = await openArchive(request.file, LIMITS);
  try {
    const manifest = manifestIn(await archive.read(MANIFEST, MOST_MANIFEST_BYTES), request.file);
    const names = Object.keys(manifest.entries);
    const isNew = isUnmade(request.libraryDir);
    const target = await openLibrary(request.libraryDir, { log, access: 'write' });
    try {
      const { write, folder } = target;
      if (write === null) throw new Error('the library was opened for writing');
      if (isNew) work.program.trust.trust(request.libraryDir);
      const bytes = names.reduce((sum, name) => sum + (manifest.entries[name]?.bytes ?? 0), 0);
      requireBytes('The archive’s contents', 2 * bytes, await freeBytes(folder.root));
      const scratch = join(folder.root, 'archive.divisi-unfinished');
      rmSync(scratch, { recursive: true, force: true });
      try {
        const report = work.progress.step(0.7);
        for (const [index, name] of names.entries()) {
          const path = join(scratch, ...name.split('/'));
          mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
          await archive.extract(name, path, work.signal);
          if ((await sha256OfFile(path)) !== manifest.entries[name]?.sha256) {
            throw new Failure(
              'file/unreadable',
              `"${name}" in the archive is damaged; nothing was taken over`,
            );
          }
          report({ done: (index + 1) / names.length, phase: 'unpacking' });
        }
        work.progress.step(0.3)({ done: 0, phase: 'taking over' });
        const merged = await importResults({ write, folder }, scratch, { refersOutside: false });
        return { file: request.file, ...merged };
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    } finally {
      target.close();
    }
  } finally {
    archive.close();
  }
}

function manifestIn(bytes: Buffer, file: string): ArchiveManifest {
  try {
    return ArchiveManifest.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    if (isFailure(cause)) throw cause;
    throw new Failure('file/unreadable', `"${file}" is not an archive of a Divisi library, or a newer one`, {
      cause,
    });
  }
}
