import { mkdir, rename } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
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
import { levelMatchOf, type LevelMatch } from '../../../src-shared/mixing/fingerprint.ts';
import type { Fitting } from '../../../src-shared/project/fitting.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { ExportedFile } from '../../audio/render/export-input.ts';
import { publishExport } from '../../jobs/kinds/export-files.ts';
import { askedFitting, withFitting, withMatchedFitting, type AskedFitting } from './fit-mix.ts';
import { PLAIN_EXPORT } from './plain-export.ts';
import type { OpenedProject } from './project-source.ts';
import { inOutFolder } from './scratch.ts';
import { existingFile } from './source.ts';
import { requireSpared } from './spared-files.ts';
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
  readonly project: (work: Work) => Promise<OpenedProject>;
  /** Changes to the mix, before it is rendered. */
  readonly edit?: (document: ProjectDocument) => ProjectDocument;
  /** Takes the place of the project's own fitting, which null removes and undefined leaves as it is. */
  readonly fitting?: AskedFitting | null | undefined;
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
  /** The path of a picture, what the recording has, or none. */
  readonly cover: { readonly file: string } | 'recording' | null;
}

export interface ExportedProject {
  readonly files: readonly ExportedFile[];
  readonly document: ProjectDocument;
  /** What the loudness goal came to; 0 without one. */
  readonly goalGainDb: number;
}

/** Shares of the total progress; matching the levels of a fitting renders the mix too. */
const READING = 0.3;
const MATCHING = 0.45;

/**
 * Exports a project, exactly as the window plays it. All files appear at the end, or none.
 * @throws Failure `call/invalid`, `project/invalid`, `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function exportProject(request: ExportProjectRequest, work: Work): Promise<ExportedProject> {
  requireMaking(request);
  const outDir = resolve(request.outDir);
  const project = await request.project(work);
  await requireSpared(project.kept, request.outFile === null ? [] : [request.outFile]);
  const edited = request.edit?.(project.document) ?? project.document;
  const { parts, regions } = request.choose(edited);
  if (request.fitting != null && !parts.mix) {
    throw new Failure('call/invalid', 'A fitting treats the mix alone, which is not among what is exported');
  }
  const fitting = request.fitting == null ? null : await askedFitting(request.fitting);
  const matching = fitting !== null && fitting.rule !== 'none' && request.fitting?.matched === true;
  const chosen = typeof request.cover === 'object' ? request.cover : null;
  const ownCover = chosen === null ? null : await existingFile(chosen.file);
  const { format } = request;
  const planned = plannedFiles(edited, parts, regions);
  if (planned.length === 0) throw new Failure('call/invalid', 'The project has nothing that was asked for');
  return inOutFolder(outDir, async (scratch) => {
    const needsRecording = planned.some(({ kind }) => kind === 'separated');
    const sources = await project.sources({ recording: needsRecording, scratch, share: READING });
    for (const { impulse } of edited.rooms) {
      if (impulse !== null && sources.impulses?.[impulse.id] === undefined) {
        work.note(`The impulse response "${impulse.name}" is not here, so its room is silent`);
      }
    }
    const { stemVersion } = project;
    const document = matching
      ? await withMatchedFitting({ document: edited, stemVersion, sources }, fitting, work, MATCHING)
      : request.fitting === undefined
        ? edited
        : withFitting(edited, fitting);
    noteLevelMatch(parts, document.master.fitting, levelMatchOf(document, stemVersion), work);
    const cover = request.cover === 'recording' ? await project.cover(scratch) : ownCover;
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
      1 - READING - (matching ? MATCHING : 0),
    );
    if (work.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    const published = await publish(files, outDir, request.outFile);
    return { files: published, document, goalGainDb };
  });
}

/** The fitting treats the mix alone; a bypassed one changes no level. */
function noteLevelMatch(
  { mix }: ExportParts,
  fitting: Fitting | null,
  match: LevelMatch | null,
  work: Work,
): void {
  if (!mix || fitting?.bypassed !== false || match === null || match === 'current') return;
  work.note(
    match === 'stale'
      ? 'The mix has changed since the fitting’s levels were matched, so with the fitting it is not as loud as without: match again in the editor'
      : 'The project does not say which mix the fitting’s levels were matched on: match again in the editor to be sure',
  );
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

const ownDepth = (format: ExportFormat, { bitDepth }: OpenedProject): BitDepth =>
  format === 'flac' && bitDepth === '32f' ? '24' : bitDepth;

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
