import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrittenArchive } from '../../src-shared/contract/archives.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import { newJobId } from '../../src-shared/project/ids.ts';
import { freePaths } from '../audio/write/file-names.ts';
import { listRecordings } from '../library/rows/recordings.ts';
import { catchUp } from './analyses.ts';
import { bytesOf, contentsOf, takeRecordings, writeRecordings } from './archive-contents.ts';
import type { Granted } from './grants.ts';
import { progressEvents } from './progress-events.ts';
import { writable, type Services } from './services.ts';
import { DOWNLOADED_ARCHIVE, sweepArchives } from './sweep.ts';

const A_DAY_MS = 24 * 60 * 60 * 1000;

const WRITING = [
  ['reading', 0.5],
  ['writing', 0.5],
] as const;
const TAKING = [
  ['unpacking', 0.7],
  ['merging', 0.3],
] as const;

type Target = NonNullable<Parameters<Calls['archives']['write']>[0]['target']>;

/** Archives that the window writes and takes over. */
export function archiveCalls(services: Services): Calls['archives'] {
  const { library, grants, bus, downloadsDir, showPaths, log } = services;
  let isTaking = false;

  const placeOf = async (target: Target | undefined): Promise<{ out: string; replace: boolean }> => {
    if (target === undefined) {
      const folder = showPaths ? downloadsDir : join(downloadsDir, `${DOWNLOADED_ARCHIVE}${newJobId()}`);
      if (!showPaths) await sweepArchives(downloadsDir, A_DAY_MS);
      await mkdir(folder, { recursive: true });
      const [free] = await freePaths(folder, ['Divisi library'], 'zip', false);
      if (free === undefined) throw new Error('one name was asked for');
      return { out: free.path, replace: false };
    }
    const granted = grants.resolve(target.folder, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder for the archive');
    const name = fileNameOf(target.name, 'Divisi library');
    // The user agreed to replace only the file with exactly this name.
    return { out: join(granted.path, `${name}.zip`), replace: target.replace && name === target.name };
  };

  const archiveFile = (file: Parameters<Calls['archives']['inspect']>[0]['file']): Granted => {
    const granted = grants.resolve(file, 'read');
    if (granted.kind !== 'file') throw new Failure('call/invalid', 'Choose an archive, not a folder');
    return granted;
  };

  return {
    async *write({ recordingIds, target }, { signal }) {
      const ids = recordingIds ?? listRecordings(library.read).map(({ id }) => id);
      const place = await placeOf(target);
      yield* progressEvents(WRITING, async (report): Promise<WrittenArchive> => {
        const written = await writeRecordings(library, { ids, ...place }, { signal, report });
        const { grantId, name, bytes } = grants.grantPath(written.file, { kind: 'file', access: 'read' });
        const path = showPaths ? written.file : null;
        const { recordings, separations, leftOut } = written;
        const file = { grantId, name, bytes: bytes ?? 0, path };
        return { file, recordings, separations, leftOut: [...leftOut] };
      });
    },

    async inspect({ file }) {
      const manifest = await contentsOf(archiveFile(file).path);
      const { recordings, separations } = manifest;
      return { recordings, separations, bytes: bytesOf(manifest) };
    },

    async *take({ file }, { signal }) {
      const write = writable(services);
      const granted = archiveFile(file);
      if (isTaking) throw new Failure('call/invalid', 'Another archive is being imported');
      isTaking = true;
      try {
        yield* progressEvents(TAKING, async (report) => {
          const taken = await takeRecordings({ write, folder: library.folder }, granted.path, {
            signal,
            report,
          });
          log.info(`library: an archive was taken over: ${granted.name}`, taken);
          if (granted.temporary) await rm(granted.path, { force: true });
          await catchUp(services);
          return taken;
        });
      } finally {
        isTaking = false;
        // Everything may have changed: the windows fetch it again.
        bus.close();
      }
    },
  };
}
