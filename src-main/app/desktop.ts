import { constants } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { StemId } from '../../src-shared/project/ids.ts';
import { readFailure, writeFailure } from '../audio/read/file-errors.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import { publishExport } from '../jobs/kinds/export-files.ts';
import { insidePath } from '../library/folder.ts';
import { makeFolder } from '../library/make-folder.ts';
import type { JobFile } from '../library/rows/jobs.ts';
import { getStem } from '../library/rows/separations.ts';
import { requireRecording, requireSeparation, type DoorDesktop, type Services } from './services.ts';

interface Written extends JobFile {
  readonly mtimeMs: number;
}

/** Calls that only the desktop door supports. Other doors refuse them with `call/invalid`. */
export function desktopCalls(
  services: Pick<Services, 'grants' | 'library' | 'downloadsDir' | 'showPaths' | 'files'>,
): Calls['desktop'] {
  const { grants, library, downloadsDir } = services;
  /** By the stem's file, which is another one in each version. */
  const written = new Map<string, Promise<Written>>();

  return {
    commands: (_input, { signal }) => door('take commands').commands(signal),
    recentFiles: () => door('remember files').recentFiles(),
    clearRecentFiles: () => door('remember files').clearRecentFiles(),

    /**
     * Copies a stem into the exports folder. The program that receives a dragged file may modify it, so it
     * never gets the library's own file.
     * @throws Failure `library/not-found`, `file/not-found`, `disk/*`
     */
    async writeStem({ stemId }) {
      door('drag files out');
      const file = getStem(library.read, stemId)?.path ?? stemId;
      const known = written.get(file);
      const isCurrent = known !== undefined && (await isUnchanged(known));
      // Another call may have started writing it in the meantime.
      const begun = written.get(file);
      const writing = begun !== undefined && (isCurrent || begun !== known) ? begun : write(stemId);
      written.set(file, writing);
      const { path, name, bytes } = await writing;
      const { grantId } = grants.grantPath(path, { kind: 'file', access: 'read', name });
      return { grantId, name, bytes, path: services.showPaths ? path : null };
    },
  };

  function door(what: string): DoorDesktop {
    const { desktop } = services.files;
    if (desktop === undefined) throw new Failure('call/invalid', `Divisi can't ${what} here`);
    return desktop;
  }

  async function write(stemId: StemId): Promise<Written> {
    const stem = getStem(library.read, stemId);
    if (stem === null) throw new Failure('library/not-found', 'This stem is no longer there');
    const { recordingId } = requireSeparation(services, stem.separationId);
    const { title } = requireRecording(services, recordingId);
    const source = insidePath(library.folder, stem.path);
    await stat(source).catch((error: unknown) => {
      throw readFailure(error, source);
    });
    const name = `${fileNameOf(`${title} - ${stem.label}`)}${extname(stem.path)}`;
    const scratch = join(downloadsDir, `.divisi-export-${stemId}`);
    try {
      await makeFolder(scratch);
      const path = join(scratch, name);
      // On file systems with copy-on-write clones, the copy takes neither time nor disk space.
      await copyFile(source, path, constants.COPYFILE_FICLONE);
      const { size } = await stat(path);
      const [file] = await publishExport([{ path, name, bytes: size, loudness: null }], downloadsDir);
      if (file === undefined) throw new Error('publishing lost the file');
      return { ...file, mtimeMs: (await stat(file.path)).mtimeMs };
    } catch (error) {
      throw writeFailure(error, join(downloadsDir, name));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

/**
 * Whether the file is unchanged since it was written. A failed write counts as changed, so it is repeated.
 */
async function isUnchanged(writing: Promise<Written>): Promise<boolean> {
  try {
    const { path, bytes, mtimeMs } = await writing;
    const found = await stat(path);
    return found.size === bytes && found.mtimeMs === mtimeMs;
  } catch {
    return false;
  }
}
