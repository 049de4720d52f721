import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArchivePhase } from '../../src-shared/contract/archives.ts';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { openArchive } from '../archive/read-archive.ts';
import { writeArchive, type ArchiveEntry } from '../archive/write-archive.ts';
import { freeBytes, requireBytes } from '../audio/write/free-space.ts';
import type { WritableDatabase } from '../library/database.ts';
import type { LibraryFolder } from '../library/folder.ts';
import { contentOf, sha256Of } from '../audio/read/file-content.ts';
import { importResults, type ImportedResults } from '../library/merge/import-results.ts';
import type { Library } from '../library/open.ts';
import {
  ArchiveManifest,
  LIMITS,
  MANIFEST,
  MOST_MANIFEST_BYTES,
} from '../library/transfer/archive-format.ts';
import { collectRecordings, type Collected } from '../library/transfer/collect.ts';

/** How the work on an archive is followed and stopped. */
export interface ArchiveWork<P extends ArchivePhase> {
  readonly signal: AbortSignal;
  /** @param done the share of the phase, from 0 to 1 */
  report: (phase: P, done: number) => void;
}

export interface ExportedLibrary extends Omit<Collected, 'entries'> {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes recordings, with everything that belongs to them, into one ZIP archive.
 * @throws Failure `library/not-found` for no recordings, `call/invalid`, `file/exists`, `disk/*`, `call/cancelled`
 */
export async function writeRecordings(
  { read, folder }: Pick<Library, 'read' | 'folder'>,
  request: { readonly ids: readonly RecordingId[]; readonly out: string; readonly replace: boolean },
  { signal, report }: ArchiveWork<'reading' | 'writing'>,
): Promise<ExportedLibrary> {
  const { ids, out, replace } = request;
  const there = statSync(out, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) {
    throw new Failure('call/invalid', `"${out}" is a folder: name the archive's file`);
  }
  if (!replace && there !== undefined) throw new Failure('file/exists', `"${out}" is already there`);
  const { entries, ...collected } = collectRecordings(read, folder, ids);
  if (collected.recordings === 0) {
    throw new Failure('library/not-found', 'There is no recording that an archive could hold');
  }
  const hashed = await hashes(entries, signal, (done) => report('reading', done));
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
  report('writing', 0);
  await writeArchive(out, [listed, ...entries], signal, (written) =>
    report('writing', Math.min(1, written / Math.max(1, total))),
  );
  return { file: out, bytes: (await stat(out)).size, ...collected };
}

async function hashes(
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
  onDone: (share: number) => void,
): Promise<ArchiveManifest['entries']> {
  const hashed: ArchiveManifest['entries'] = {};
  for (const [index, entry] of entries.entries()) {
    if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    hashed[entry.name] =
      'bytes' in entry
        ? { sha256: createHash('sha256').update(entry.bytes).digest('hex'), bytes: entry.bytes.length }
        : await contentOf(entry.path);
    onDone((index + 1) / entries.length);
  }
  return hashed;
}

/**
 * What an archive says that it contains.
 * @throws Failure `file/*`
 */
export async function contentsOf(file: string): Promise<ArchiveManifest> {
  const archive = await openArchive(file, LIMITS);
  try {
    return manifestIn(await archive.read(MANIFEST, MOST_MANIFEST_BYTES), file);
  } finally {
    archive.close();
  }
}

/**
 * Takes over what an archive contains. Only files that belong into a library are unpacked, into a folder of their own; each is
 * compared with its hash; then they are merged as results of another library are. Nothing in an archive runs, and none of it
 * refers to files elsewhere.
 * @param library one archive at a time
 * @throws Failure `file/*`, `library/*`, `disk/*`, `call/cancelled`
 */
export async function takeRecordings(
  library: { readonly write: WritableDatabase; readonly folder: LibraryFolder },
  file: string,
  { signal, report }: ArchiveWork<'unpacking' | 'merging'>,
): Promise<ImportedResults> {
  const { folder } = library;
  const archive = await openArchive(file, LIMITS);
  const scratch = join(folder.root, 'archive.divisi-unfinished');
  try {
    const manifest = manifestIn(await archive.read(MANIFEST, MOST_MANIFEST_BYTES), file);
    const names = Object.keys(manifest.entries);
    const bytes = bytesOf(manifest);
    requireBytes('The archive’s contents', 2 * bytes, await freeBytes(folder.root));
    rmSync(scratch, { recursive: true, force: true });
    for (const [index, name] of names.entries()) {
      const path = join(scratch, ...name.split('/'));
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      await archive.extract(name, path, signal);
      if ((await sha256Of(path)) !== manifest.entries[name]?.sha256) {
        throw new Failure('file/unreadable', `"${name}" in the archive is damaged; nothing was taken over`);
      }
      report('unpacking', (index + 1) / names.length);
    }
    report('merging', 0);
    return await importResults(library, scratch, {
      refersOutside: false,
      signal,
      onItem: (share) => report('merging', share),
    });
  } finally {
    archive.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

export const bytesOf = ({ entries }: ArchiveManifest): number =>
  Object.values(entries).reduce((sum, { bytes }) => sum + bytes, 0);

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
