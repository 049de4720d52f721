import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import { depthsOf, fittingRate, isLossy, ratesOf, usualKbps } from '../../../src-shared/exporting/formats.ts';
import {
  KBPS,
  type ExportFormat,
  type ExportMetadata,
  type ExportParts,
  type ExportRegion,
  type LoudnessGoal,
} from '../../../src-shared/contract/export.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { isoDate } from '../../../src-shared/format/date.ts';
import { plannedFiles } from '../../../src-shared/exporting/plan.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import type { ExportedFile } from '../../audio/render/export-input.ts';
import { publishExport } from '../../jobs/kinds/export-files.ts';
import { PLAIN_EXPORT } from './plain-export.ts';
import { readProjectFile, type ProjectFile } from './project-file.ts';
import { inOutFolder } from './scratch.ts';
import { existingFile, openAudio } from './source.ts';
import { runStep, type Work } from './work.ts';

/** How an export's files are made. */
export interface ExportMaking {
  readonly format: ExportFormat;
  /** The recording's own by default. */
  readonly depth: BitDepth | undefined;
  /** The best by default. */
  readonly kbps: number | undefined;
  readonly sampleRate: number | undefined;
  readonly loudness: LoudnessGoal | null;
  /** 0 or below. */
  readonly gainDb: number;
  readonly clipping: 'refuse' | 'allow';
}

export interface ExportProjectRequest extends ExportMaking {
  /** A project file, such as the one `separateFile` writes next to its stems. */
  readonly project: string;
  /** Changes to the mix, before it is rendered. */
  readonly edit?: (document: ProjectDocument) => ProjectDocument;
  /** Chooses parts and regions, once the document is known. */
  readonly choose: (document: ProjectDocument) => {
    readonly parts: ExportParts;
    readonly regions: readonly ExportRegion[];
  };
  readonly outDir: string;
  /** Path of an export of one file, which is replaced; null to fill the template, and to replace nothing. */
  readonly outFile: string | null;
  readonly template: string;
  readonly metadata: ExportMetadata;
  readonly cover: string | undefined;
}

export interface ExportedProject {
  readonly files: readonly ExportedFile[];
  readonly document: ProjectDocument;
  /** What the loudness goal came to; 0 without one. */
  readonly goalGainDb: number;
}

/** Shares of the total progress. */
const READING = 0.3;
const RENDERING = 0.7;

/**
 * Exports from a project file, exactly as the window plays it. All files appear at the end, or none.
 * @throws Failure `call/invalid`, `project/invalid`, `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function exportProject(request: ExportProjectRequest, work: Work): Promise<ExportedProject> {
  requireMaking(request);
  const outDir = resolve(request.outDir);
  const stored = await readProjectFile(request.project);
  const project = { ...stored, document: request.edit?.(stored.document) ?? stored.document };
  const { document } = project;
  const { parts, regions } = request.choose(document);
  const cover = request.cover === undefined ? null : await existingFile(request.cover);
  const { format } = request;
  const planned = plannedFiles(document, parts, regions);
  if (planned.length === 0) throw new Failure('call/invalid', 'The project has nothing that was asked for');
  return inOutFolder(outDir, async (scratch) => {
    const needsRecording = planned.some(({ kind }) => kind === 'separated');
    const sources = await readSources(project, request.project, needsRecording, scratch, work);
    const folder = join(scratch, 'out');
    await mkdir(folder);
    const { files, goalGainDb } = await runStep(
      work,
      'export',
      {
        ...PLAIN_EXPORT,
        ...sources,
        document,
        parts,
        regions: [...regions],
        format,
        bitDepth: depthsOf(format).length === 0 ? '32f' : (request.depth ?? ownDepth(format, project)),
        kbps: request.kbps ?? usualKbps(format),
        sampleRate: request.sampleRate ?? fittingRate(format, document.sampleRate),
        gainDb: request.gainDb,
        loudness: request.loudness,
        clipping: request.clipping,
        title: document.title,
        template: request.template,
        today: isoDate(new Date()),
        metadata: request.metadata,
        cover,
        folder,
        fileName: request.outFile === null ? null : 'mix',
        overwrite: true,
        version: work.program.paths.version,
      },
      RENDERING,
    );
    if (work.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    const published = await publish(files, outDir, request.outFile);
    return { files: published, document, goalGainDb };
  });
}

async function publish(
  files: readonly ExportedFile[],
  outDir: string,
  outFile: string | null,
): Promise<ExportedFile[]> {
  const [first] = files;
  if (outFile !== null && first !== undefined) {
    await rename(first.path, outFile);
    return [{ ...first, path: outFile, name: basename(outFile) }];
  }
  const moved = await publishExport(
    files.map(({ path, name, bytes, loudness }) => ({ path, name, bytes, loudness })),
    outDir,
  );
  return files.map((file, index) => ({ ...file, ...moved[index] }));
}

const ownDepth = (format: ExportFormat, project: ProjectFile): BitDepth =>
  format === 'flac' && project.bit_depth === '32f' ? '24' : project.bit_depth;

/**
 * Refuses what the format can't hold, before any work is done.
 * @throws Failure `call/invalid`
 */
function requireMaking({ format, depth, kbps, sampleRate }: ExportMaking): void {
  const name = format.toUpperCase();
  if (format === 'flac' && depth === '32f') {
    throw new Failure('call/invalid', 'FLAC supports 16 or 24 bits, not 32f');
  }
  if (!isLossy(format)) {
    if (kbps !== undefined) throw new Failure('call/invalid', `${name} has no bit rate to choose`);
    return;
  }
  if (depth !== undefined) throw new Failure('call/invalid', `${name} has no bit depth`);
  const offered: readonly number[] = KBPS[format];
  if (kbps !== undefined && !offered.includes(kbps)) {
    throw new Failure('call/invalid', `${name} is written with ${offered.join(', ')} kbit/s, not ${kbps}`);
  }
  if (sampleRate !== undefined && !ratesOf(format).includes(sampleRate)) {
    const rates = ratesOf(format).join(', ');
    throw new Failure('call/invalid', `${name} is written at ${rates} Hz, not ${sampleRate}`);
  }
}

/**
 * Every stem as PCM, by stem id, and the recording where it is needed.
 * @throws Failure `project/invalid` if a stem does not fit the document, `file/*`
 */
export async function readSources(
  { document, stems: files, recording }: ProjectFile,
  projectPath: string,
  needsRecording: boolean,
  scratch: string,
  work: Work,
  reading = READING,
): Promise<{ stems: Record<string, AudioFile>; recording: AudioFile }> {
  const folder = dirname(resolve(projectPath));
  const stems: Record<string, AudioFile> = {};
  // Stems without a track count in the sum of separated tracks.
  const ids = needsRecording
    ? Object.keys(files)
    : [...new Set(document.tracks.map(({ source }) => source.stemId))];
  const share = reading / (ids.length + (needsRecording ? 1 : 0));
  for (const [at, id] of ids.entries()) {
    const file = files[id]?.file ?? '';
    const options = { share, key: `stem-${at}` };
    const { audio, reader } = await openAudio(resolve(folder, file), scratch, work, options);
    await reader.close();
    if (reader.sampleRate !== document.sampleRate || reader.frames !== document.frames) {
      throw new Failure(
        'project/invalid',
        `"${file}" has another sample rate or length than the project says`,
      );
    }
    stems[id] = audio;
  }
  const [anyStem] = Object.values(stems);
  if (anyStem === undefined) throw new Failure('project/invalid', `"${projectPath}" has no tracks`);
  if (!needsRecording) return { stems, recording: anyStem };
  const opened = await openAudio(resolve(folder, recording.file), scratch, work, { share, key: 'recording' });
  await opened.reader.close();
  return { stems, recording: opened.audio };
}
