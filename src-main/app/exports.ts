import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { ownDepth } from '../../src-shared/contract/own-depth.ts';
import type { ExportRequest } from '../../src-shared/contract/job.ts';
import { newJobId, type JobId } from '../../src-shared/project/ids.ts';
import { mixName } from '../../src-shared/mixing/names.ts';
import { fileNameOf } from '../audio/write/file-names.ts';
import { exportKind, type ExportPayload } from '../jobs/kinds/export.ts';
import { fromStoredPath, liesUnder } from '../library/folder.ts';
import { listRecordings } from '../library/rows/recordings.ts';
import { requireProject } from './projects.ts';
import { requireReadyRecording, writable, type Services } from './services.ts';

/** Rendering a project's mix or its stems into files. */
export function exportCalls(services: Services): Calls['exports'] {
  const { queue, grants, sources } = services;

  const folderFor = ({ destination }: ExportRequest, jobId: JobId): string => {
    if (destination === undefined) {
      // Without a folder per download, a second export would rename "Violin" to "Violin 2", which names a
      // different player.
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, jobId);
    }
    const granted = grants.resolve(destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder for the export');
    return granted.path;
  };

  return {
    async start(request) {
      writable(services);
      const { document } = requireProject(services, request.projectId);
      const recording = requireReadyRecording(services, document.recordingId);
      await sources.require(recording);
      if (request.range !== undefined && request.range.end <= request.range.start) {
        throw new Failure('call/invalid', 'The range to export is empty');
      }
      if (request.format === 'flac' && request.bitDepth === '32f') {
        throw new Failure('call/invalid', 'FLAC stores integers only: choose 16 or 24 bit, or WAV');
      }
      if (request.file !== undefined && request.what !== 'mix') {
        throw new Failure('call/invalid', 'Only the export of a mix has a file name');
      }
      const jobId = newJobId();
      const folder = folderFor(request, jobId);
      const name = fileNameOf(request.file?.name ?? mixName(document).name, 'mix');
      // The user agreed to replace only the file with exactly this name.
      const replace = request.file?.replace === true && request.file.name === name;
      if (replace) await refuseOwnFiles(services, join(folder, `${name}.${request.format}`));
      const payload: ExportPayload = {
        document,
        what: request.what,
        stemsAs: request.stems,
        format: request.format,
        bitDepth: request.bitDepth ?? ownDepth(recording.sampleFormat, request.format),
        sampleRate: request.sampleRate ?? document.sampleRate,
        range: request.range ?? null,
        commonGainDb: request.commonGainDb ?? 0,
        folder,
        name,
        replace,
      };
      const { id: projectId, title, recordingId, separationId } = document;
      queue.add(exportKind.job({ id: jobId, title, recordingId, separationId, projectId }, payload));
      return { jobId };
    },
  };
}

/**
 * @throws Failure `call/invalid` if the file is a recording's source or lies in the library: neither may be
 * replaced
 */
async function refuseOwnFiles({ library }: Pick<Services, 'library'>, path: string): Promise<void> {
  const target = await stat(path).catch(() => null);
  if (target === null) return;
  const paths = listRecordings(library.read).flatMap(({ sourcePath, audioPath }) => [
    sourcePath,
    ...(audioPath === null ? [] : [fromStoredPath(library.folder, audioPath)]),
  ]);
  const isOwn = async (own: string): Promise<boolean> => {
    const found = await stat(own).catch(() => null);
    return found !== null && found.dev === target.dev && found.ino === target.ino;
  };
  const inLibrary = liesUnder(await realpath(library.folder.root), await realpath(path));
  if (!inLibrary && !(await Promise.all(paths.map(isOwn))).includes(true)) return;
  throw new Failure('call/invalid', 'This file is a recording of the library: choose another name');
}
