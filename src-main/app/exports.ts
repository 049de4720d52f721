import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { ownDepth } from '../../src-shared/contract/own-depth.ts';
import type { ExportRequest } from '../../src-shared/contract/job.ts';
import { newJobId, type JobId } from '../../src-shared/project/ids.ts';
import { mixName } from '../../src-shared/mixing/names.ts';
import { fileNameOf } from '../audio/write/file-names.ts';
import { exportKind, type ExportPayload } from '../jobs/kinds/export.ts';
import { requireProject } from './projects.ts';
import { requireReadyRecording, writable, type Services } from './services.ts';

/** Rendering a project's mix or its stems into files. */
export function exportCalls(services: Services): Calls['exports'] {
  const { queue, grants, sources } = services;

  const folderFor = ({ destination }: ExportRequest, jobId: JobId): string => {
    if (destination === undefined) {
      // Downloads of another export must not turn "Violin" into "Violin 2": that would be another player.
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, jobId);
    }
    const granted = grants.resolve(destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'An export goes into a folder');
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
        throw new Failure('call/invalid', 'FLAC holds whole numbers only: choose 16 or 24 bit, or WAV');
      }
      const jobId = newJobId();
      const payload: ExportPayload = {
        document,
        what: request.what,
        stemsAs: request.stems,
        format: request.format,
        bitDepth: request.bitDepth ?? ownDepth(recording.sampleFormat, request.format),
        sampleRate: request.sampleRate ?? document.sampleRate,
        range: request.range ?? null,
        commonGainDb: request.commonGainDb ?? 0,
        folder: folderFor(request, jobId),
        name: fileNameOf(mixName(document).name, 'mix'),
      };
      const { id: projectId, title, recordingId, separationId } = document;
      queue.add(exportKind.job({ id: jobId, title, recordingId, separationId, projectId }, payload));
      return { jobId };
    },
  };
}
