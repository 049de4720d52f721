import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effort } from '../../../src-shared/contract/separation.ts';
import type { Compute } from '../../inference/providers.ts';
import type { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import { NO_PARTS } from '../../../src-shared/contract/export.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ownDepth } from '../../../src-shared/contract/own-depth.ts';
import { canonicalNotes } from '../../../src-shared/project/notes.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import type { ExportResult } from '../../audio/render/export-input.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import { freeBytes, requireBytes } from '../../audio/write/free-space.ts';
import { readScoreSafely } from '../../jobs/tasks/score-reading.ts';
import type { InstalledModel } from '../../inference/registry.ts';
import { stemsBytes } from '../../separation/estimate.ts';
import type { SeparateResult, SeparatedStem } from '../../separation/separate.ts';
import { planStems } from '../../separation/stem-plan.ts';
import { modelsIn } from '../program/models.ts';
import { provenanceOf } from '../program/provenance.ts';
import { requireHolds } from './output-format.ts';
import { leftOver, removeLeftOver, requireNothingLeftOver, type EarlierFile } from './earlier-separation.ts';
import { notesToTell, shareOf, type NotesSource } from './notes-to-tell.ts';
import { projectFileOf } from './project-file.ts';
import { knownMetadata } from '../../../src-shared/exporting/known-metadata.ts';
import { PLAIN_EXPORT } from './plain-export.ts';
import { inOutFolder, writeWhole } from './scratch.ts';
import { documentOf, namedAfterStems } from './separation-project.ts';
import { requireSpared } from './spared-files.ts';
import {
  logOf,
  reportOf,
  type SeparationLog,
  type SeparationReport,
  type StemFile,
} from './separation-report.ts';
import { audioOf, existingFile, passageOf, readSource, type Span } from './source.ts';
import { runStep, type Work } from './work.ts';

export interface SeparateFileRequest extends Span {
  readonly file: string;
  /** What the recording's file is called in the stems' metadata; its own name by default. */
  readonly fileName?: string;
  /** Created if missing; files with the same names are replaced. */
  readonly outDir: string;
  /** Whether files of an earlier separation that this one does not write are removed; otherwise they refuse it. */
  readonly replace?: boolean;
  readonly players: Ensemble;
  /** The library whose added models may be used. */
  readonly libraryDir: string;
  /** The default model if undefined. */
  readonly modelId: string | undefined;
  /** The only execution provider to run on; by default, the first that works. */
  readonly provider: string | undefined;
  readonly threads: number | undefined;
  readonly effort: Effort;
  readonly channels: readonly number[] | undefined;
  readonly container: Container;
  /** The recording's own bit depth by default. */
  readonly depth: BitDepth | undefined;
  /** 0 or below. */
  readonly commonGainDb: number;
  /** The notes that the model is conditioned on. */
  readonly told: NotesSource;
}

export interface SeparatedFile {
  readonly report: SeparationReport;
  readonly log: SeparationLog;
}

/** Shares of the total progress. */
const READING = 0.1;
const SEPARATING = 0.75;
const WRITING = 0.15;

/**
 * Separates an audio file into a folder: one file per stem and one for the rest, which sum to the recording
 * exactly, plus separation.json, project.json and separation.log.json. Either all files appear at the end, or none.
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `players/*`, `model/*`, `notes/*`, `score/*`,
 * `disk/*`, `process/died`, `call/cancelled`
 */
export async function separateFile(request: SeparateFileRequest, work: Work): Promise<SeparatedFile> {
  requireHolds(request.container, request.depth);
  const model = await modelsIn(work.program, request.libraryDir).resolve(request.modelId);
  const score = request.told !== null && 'score' in request.told ? request.told.score : null;
  if (score !== null) await readScoreSafely(work.program.spawn, await existingFile(score), work.signal);
  const { outDir, container, told, replace = false } = request;
  const stems = ['rest', ...planStems(request.players, model.info).stems.map(({ name }) => name)];
  const written = stems.map((name) => `${name}.${container}`);
  await requireSpared(
    [request.file],
    written.map((name) => join(outDir, name)),
  );
  const earlier = await leftOver(outDir, told === null ? written : [...written, 'notes.json']);
  if (!replace) requireNothingLeftOver(earlier, outDir);
  return inOutFolder(outDir, (scratch) => new Run(request, model, scratch, work, earlier).toEnd());
}

/** One running separation, in a scratch folder inside the output folder. */
class Run {
  readonly #request: SeparateFileRequest;
  readonly #model: InstalledModel;
  readonly #scratch: string;
  readonly #work: Work;
  readonly #earlier: readonly EarlierFile[];
  readonly #startedAt = performance.now();

  constructor(
    request: SeparateFileRequest,
    model: InstalledModel,
    scratch: string,
    work: Work,
    earlier: readonly EarlierFile[],
  ) {
    this.#earlier = earlier;
    this.#request = request;
    this.#model = model;
    this.#scratch = scratch;
    this.#work = work;
  }

  async toEnd(): Promise<SeparatedFile> {
    const { file, channels, outDir, container, commonGainDb, players, told } = this.#request;
    const coversPath = this.#coversPath;
    const source = await readSource(file, this.#scratch, this.#work, {
      share: READING,
      channels,
      coversPath,
    });
    const passage = passageOf(source, this.#request, this.#work);
    await this.#requireRoom(passage.to - passage.from, source.info.channels);
    const hearing = { ...passage, ...this.#how() };
    const { document: notes, remarks } = await notesToTell(told, source, players, hearing, this.#work);
    const notesPath = join(this.#scratch, 'notes.json');
    if (notes !== null) await writeFile(notesPath, canonicalNotes(notes));
    const separation = await this.#separate(source, passage, notes === null ? null : notesPath);
    const depth = this.#request.depth ?? ownDepth(source.info.sampleFormat, container);
    const { document, stemsById } = documentOf({
      ...{ source, separation, players, ...passage },
      file: this.#request.fileName ?? file,
    });
    const written = await this.#write(source, namedAfterStems(document, stemsById), stemsById, depth);
    const { stems, stemFiles } = await describeStems(stemsById, written, container);
    const report = reportOf({
      ...{ file, outDir, source, separation, players, container, depth, commonGainDb, stems },
      ...passage,
      told: toldWhat(told),
      toldNotes: notes?.notes ?? [],
      provenance: await provenanceOf(this.#work.program.paths),
      remarks,
    });
    const log = logOf((performance.now() - this.#startedAt) / 1000, separation.tookSeconds);
    if (this.#work.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    for (const { path, name } of written.files) await rename(path, join(outDir, name));
    if (notes !== null) await rename(notesPath, join(outDir, 'notes.json'));
    const project = projectFileOf({ document, source, file, outDir, depth, stemFiles });
    await writeJson(join(outDir, 'project.json'), project);
    await writeJson(join(outDir, 'separation.log.json'), log);
    // Before the report that no longer names them.
    await removeLeftOver(this.#earlier, outDir, this.#work);
    await writeJson(join(outDir, 'separation.json'), report);
    return { report, log };
  }

  /** Every stem temporarily exists twice: as the separation wrote it, and in the requested format. */
  async #requireRoom(frames: number, channels: number): Promise<void> {
    const plan = planStems(this.#request.players, this.#model.info);
    requireBytes('The stems', 2 * stemsBytes(plan, frames, channels), await freeBytes(this.#scratch));
  }

  get #coversPath(): string {
    return join(this.#scratch, 'covers');
  }

  #how(): Compute & { readonly modelDir: string } {
    const { provider, threads } = this.#request;
    const { program } = this.#work;
    return {
      modelDir: this.#model.dir,
      providers: provider === undefined ? program.providers : [provider],
      threads: threads ?? program.threads,
      verdicts: program.verdicts,
    };
  }

  #separate(
    source: ImportResult,
    passage: { readonly from: number; readonly to: number },
    notesPath: string | null,
  ): Promise<SeparateResult> {
    const { players, told, effort } = this.#request;
    return runStep(
      this.#work,
      'separate',
      {
        recording: audioOf(source),
        players,
        ...passage,
        ...this.#how(),
        pinned: null,
        outDir: join(this.#scratch, 'stems'),
        segmentsDone: 0,
        effort,
        ...(notesPath === null ? {} : { notesPath }),
      },
      SEPARATING - shareOf(told),
    );
  }

  /** Writes the stems in the requested format. */
  async #write(
    source: ImportResult,
    document: ReturnType<typeof namedAfterStems>,
    stemsById: ReadonlyMap<string, SeparatedStem>,
    bitDepth: BitDepth,
  ): Promise<ExportResult> {
    const folder = join(this.#scratch, 'out');
    await mkdir(folder);
    const channelMap = source.channelMap.map((_, at) => at);
    return runStep(
      this.#work,
      'export',
      {
        document,
        stems: Object.fromEntries([...stemsById].map(([id, { path }]) => [id, { path, channelMap }])),
        recording: audioOf(source),
        ...PLAIN_EXPORT,
        metadata: knownMetadata(source.metadata),
        cover: source.cover === null ? null : join(this.#coversPath, source.cover),
        parts: { ...NO_PARTS, separated: document.tracks.map(({ id }) => id) },
        format: this.#request.container,
        bitDepth,
        sampleRate: source.info.sampleRate,
        gainDb: this.#request.commonGainDb,
        title: document.title,
        template: '{player}',
        folder,
        overwrite: true,
        version: this.#work.program.paths.version,
      },
      WRITING,
    );
  }
}

const writeJson = (path: string, value: unknown): Promise<void> =>
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);

function toldWhat(told: NotesSource): SeparationReport['told'] {
  if (told === null) return null;
  if ('notes' in told) return 'notes';
  return 'score' in told ? 'score' : 'heard';
}

/** The stems by name for separation.json, and their files by id for project.json. */
async function describeStems(
  stemsById: ReadonlyMap<string, SeparatedStem>,
  written: ExportResult,
  container: Container,
): Promise<{ stems: Record<string, StemFile>; stemFiles: Record<string, string> }> {
  const stems: Record<string, StemFile> = {};
  const stemFiles: Record<string, string> = {};
  for (const [id, { name, label, instrument, rmsDbfs }] of stemsById) {
    const file = written.files.find((candidate) => candidate.name === `${name}.${container}`);
    if (file === undefined) throw new Error(`The export left out ${name}`);
    stems[name] = {
      file: file.name,
      label,
      instrument,
      rms_dbfs: rmsDbfs,
      clipped_samples: file.clippedSamples,
      sha256: await sha256Of(file.path),
    };
    stemFiles[id] = file.name;
  }
  return { stems, stemFiles };
}
