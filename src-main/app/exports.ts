import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  depthsOf,
  fittingRate,
  isLossy,
  ratesOf,
  usualDepth,
  usualKbps,
} from '../../src-shared/exporting/formats.ts';
import { KBPS, NO_PARTS, type ExportRequest, type ExportSettings } from '../../src-shared/contract/export.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { isoDate } from '../../src-shared/format/date.ts';
import { parseProject } from '../../src-shared/mixing/parse-project.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import { knownMetadata } from '../../src-shared/exporting/known-metadata.ts';
import { hasSession, plannedFiles } from '../../src-shared/exporting/plan.ts';
import { newJobId, type JobId } from '../../src-shared/project/ids.ts';
import { exportKind, type ExportPayload } from '../jobs/kinds/export.ts';
import { fromStoredPath, liesUnder } from '../library/folder.ts';
import { listRecordings, type ReadyStoredRecording } from '../library/rows/recordings.ts';
import { getExportChoices, saveExportChoices } from '../library/rows/settings.ts';
import { coverPathOf } from './covers.ts';
import { ExportChecks } from './export-checks.ts';
import { freeFolder } from './free-folder.ts';
import { requireProject, requireSameSubject } from './projects.ts';
import { requireReadyRecording, writable, type Services } from './services.ts';

/** Rendering a project's mix, groups and tracks into files. */
export function exportCalls(services: Services): Calls['exports'] {
  const { queue, grants, library, sources } = services;
  const checks = new ExportChecks(services);

  const folderFor = (request: ExportRequest, jobId: JobId): string => {
    if (request.destination === undefined) {
      // Without a folder per download, files of two exports would mix.
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, jobId);
    }
    const granted = grants.resolve(request.destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder for the export');
    return granted.path;
  };

  /** @throws Failure `call/invalid`, `library/not-found`, `file/*` */
  const prepared = async (request: ExportRequest) => {
    const { document } = requireProject(services, request.projectId);
    const recording = requireReadyRecording(services, document.recordingId);
    await sources.require(recording);
    requireFormat(request);
    const sound = {
      document,
      parts: request.parts,
      regions: request.regions,
      ...formatOf(request, recording, document.sampleRate),
    };
    return { document, recording, sound };
  };

  const coverFile = (
    cover: ExportRequest['cover'],
    recording: ReadyStoredRecording,
  ): { readonly path: string; readonly temporary: boolean } | null => {
    if (cover === undefined) return null;
    if (cover !== 'recording') return grants.resolve(cover, 'read');
    const path = coverPathOf(library.folder, recording.cover);
    return path === null ? null : { path, temporary: false };
  };

  return {
    remembered({ recordingId }) {
      const { settings, metadata } = getExportChoices(library.read, recordingId);
      const recording = requireReadyRecording(services, recordingId);
      return { settings, metadata: metadata ?? knownMetadata(recording.metadata) };
    },

    async *check(request, { signal }) {
      const { sound } = await prepared(request);
      yield* checks.levels(sound, signal);
    },

    async *loudness({ document: value }, { signal }) {
      const document = parseProject(value);
      requireSameSubject(services, requireProject(services, document.id).document, document);
      const recording = requireReadyRecording(services, document.recordingId);
      await sources.require(recording);
      const { sampleRate } = document;
      const parts = { ...NO_PARTS, mix: true };
      const sound = { document, parts, regions: [], format: 'wav', bitDepth: '32f', sampleRate } as const;
      yield* checks.levels(sound, signal);
    },

    async start(request) {
      const write = writable(services);
      const { document, recording, sound } = await prepared(request);
      const planned = plannedFiles(document, request.parts, request.regions);
      if (planned.length === 0) throw new Failure('call/invalid', 'Choose something to export');
      const isOne = planned.length === 1 && !hasSession(request.parts);
      if (request.file !== undefined && !isOne) {
        throw new Failure('call/invalid', 'Only an export of one file has a file name');
      }
      const jobId = newJobId();
      const chosen = folderFor(request, jobId);
      // Project files name their stems, so nothing else may take those names.
      const folder = hasSession(request.parts)
        ? await freeFolder(chosen, fileNameOf(`${recording.title} session`))
        : chosen;
      const fileName = request.file === undefined ? null : fileNameOf(request.file.name, 'mix');
      // The user agreed to replace only the file with exactly this name.
      const replace = request.file?.replace === true && request.file.name === fileName;
      if (replace) await refuseOwnFiles(services, join(folder, `${fileName}.${request.format}`));
      const cover = coverFile(request.cover, recording);
      const payload: ExportPayload = {
        ...sound,
        gainDb: request.gainDb,
        loudness: request.loudness,
        measured: checks.known(sound)?.mix ?? null,
        clipping: request.clipping,
        title: recording.title,
        template: request.template,
        today: request.today ?? isoDate(new Date()),
        metadata: request.metadata,
        cover: cover?.path ?? null,
        coverIsUpload: cover?.temporary ?? false,
        folder,
        fileName,
        replace,
        version: services.version,
      };
      const { id: projectId, recordingId, separationId } = document;
      saveExportChoices(write, recordingId, { settings: settingsOf(request), metadata: request.metadata });
      const { title } = recording;
      queue.add(exportKind.job({ id: jobId, title, recordingId, separationId, projectId }, payload));
      return { jobId };
    },
  };
}

/** @throws Failure `call/invalid` for a format that can't hold what was asked for */
function requireFormat({ format, bitDepth, kbps, sampleRate, parts }: ExportRequest): void {
  if (format === 'flac' && bitDepth === '32f') {
    throw new Failure('call/invalid', 'FLAC stores integers only: choose 16 or 24 bit, or WAV');
  }
  if (!isLossy(format)) return;
  const rates: readonly number[] = KBPS[format];
  if (kbps !== undefined && !rates.includes(kbps)) {
    throw new Failure('call/invalid', `${format.toUpperCase()} is offered with ${rates.join(', ')} kbit/s`);
  }
  if (sampleRate !== undefined && !ratesOf(format).includes(sampleRate)) {
    throw new Failure(
      'call/invalid',
      `${format.toUpperCase()} is offered at ${ratesOf(format).join(', ')} Hz`,
    );
  }
  if (hasSession(parts)) {
    throw new Failure('call/invalid', 'Projects for other programs need stems in WAV or FLAC');
  }
}

function formatOf(request: ExportRequest, recording: ReadyStoredRecording, rate: number) {
  const { format } = request;
  const lossless = depthsOf(format).length > 0;
  return {
    format,
    bitDepth: lossless ? (request.bitDepth ?? usualDepth(format, recording.sampleFormat)) : ('32f' as const),
    kbps: request.kbps ?? usualKbps(format),
    sampleRate: request.sampleRate ?? fittingRate(format, rate),
  };
}

function settingsOf(request: ExportRequest): ExportSettings {
  const { format, loudness, template, parts } = request;
  return {
    format,
    loudness,
    template,
    bitDepth: request.bitDepth ?? null,
    kbps: request.kbps ?? null,
    sampleRate: request.sampleRate ?? null,
    parts: {
      mix: parts.mix,
      groups: parts.groups.length > 0,
      processed: parts.processed.length > 0,
      separated: parts.separated.length > 0,
      session: parts.session,
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
