import { mkdir, rename, statfs } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ownDepth } from '../../../src-shared/contract/own-depth.ts';
import { Container, type BitDepth } from '../../../src-shared/contract/schemas.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { newProjectId, newRecordingId, newSeparationId, newStemId } from '../../../src-shared/project/ids.ts';
import { newProject } from '../../../src-shared/project/new-project.ts';
import { DeclaredInstrument, parseEnsemble, type Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import { forkProcess } from '../../jobs/fork-process.ts';
import { runTask } from '../../jobs/run-task.ts';
import type { SeparateResult, SeparatedStem } from '../../separation/separate.ts';
import { programPaths } from '../paths.ts';
import {
  invalid,
  oneOf,
  parseCall,
  parseTime,
  required,
  wholeNumber,
  type Command,
  type Io,
} from './call.ts';
import { inOutFolder, writeWhole } from './folders.ts';
import { registryFor } from './models.ts';
import { parseDepth } from './output-format.ts';
import { Progress } from './progress.ts';
import { projectFileOf, reportOf, sha256Of, summaryOf } from './separation-files.ts';
import type { SeparationReport, StemFile } from './separation-files.ts';
import { audioOf, parseChannels, passageOf, readSource } from './source.ts';

const OPTIONS = {
  instruments: { type: 'string' },
  model: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  format: { type: 'string', default: 'wav' },
  'bit-depth': { type: 'string' },
  'lower-by': { type: 'string' },
  channels: { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const separate: Command = {
  name: 'separate',
  summary: 'Takes a recording apart into its players and the rest',
  help: `Usage: divisi separate FILE --instruments violin:2,viola,cello --out DIR [OPTIONS]

Writes DIR/violin-1.wav, violin-2.wav, viola.wav, cello.wav and rest.wav, which add up to the recording exactly,
separation.json (what was done, with everything needed to do it again) and project.json (for divisi remix).

  --instruments LIST   who plays: names with counts; a player that the model can't separate stays in the rest
  --out DIR            made where it is missing; files of the same names are replaced
  --model ID           which model (divisi models list); the default one where left out
  --from T, --to T     a passage, in seconds or H:MM:SS
  --format wav|flac    wav where left out
  --bit-depth D        16, 24 or 32f; the recording's own where left out
  --lower-by DB        lowers all files alike, where a depth of 16 or 24 bits would clip
  --channels A,B       which channels of a file with more than two, from 1
  --provider NAME      run on this execution provider only (divisi doctor lists them)
  --threads N          inference threads; on the CPU the same number gives the same bytes
  --library DIR        the library whose added models may be used
  --json               one JSON object on stdout:
    {"model", "seconds", "took_s", "provider", "stems": {"viola": {"file", …}, …, "rest": {…}}}, as
    separation.json has it, but with whole paths`,
  run,
};

/** What was asked, parsed. */
interface Order {
  readonly file: string;
  readonly outDir: string;
  readonly players: Ensemble;
  readonly container: Container;
  readonly depth: BitDepth | null;
  /** 0 or below. */
  readonly commonGainDb: number;
  readonly channels: readonly number[] | undefined;
  readonly fromSeconds: number | null;
  readonly toSeconds: number | null;
  readonly threads: number;
  readonly providers: readonly string[];
  readonly modelDir: string;
}

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['FILE']);
  const container = oneOf(values.format, Container.options, '--format');
  const order: Omit<Order, 'modelDir'> = {
    file: positionals[0] ?? '',
    outDir: required(values.out, '--out'),
    players: parseEnsemble(required(values.instruments, '--instruments')),
    container,
    depth: parseDepth(values['bit-depth'], container),
    commonGainDb: values['lower-by'] === undefined ? 0 : -parseReduction(values['lower-by']),
    channels: values.channels === undefined ? undefined : parseChannels(values.channels),
    fromSeconds: values.from === undefined ? null : parseTime(values.from, '--from'),
    toSeconds: values.to === undefined ? null : parseTime(values.to, '--to'),
    threads:
      values.threads === undefined ? defaultThreads() : wholeNumber(values.threads, '--threads', 1, 256),
    providers: values.provider === undefined ? defaultProviders() : [values.provider],
  };
  const { dir: modelDir } = await registryFor(values.library).resolve(values.model);
  const progress = new Progress(io.err);
  try {
    const report = await inOutFolder(order.outDir, (scratch) =>
      separateInto({ ...order, modelDir }, scratch, progress, io.signal),
    );
    progress.end();
    for (const note of report.notes) io.err.write(`note: ${note}\n`);
    io.out(
      values.json === true
        ? `${JSON.stringify(withPaths(report, order.outDir))}\n`
        : summaryOf(report, order.outDir),
    );
  } finally {
    progress.end();
  }
}

async function separateInto(
  order: Order,
  scratch: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<SeparationReport> {
  const startedAt = performance.now();
  const source = await readSource(order.file, scratch, {
    signal,
    onProgress: progress.step(0.1),
    ...(order.channels === undefined ? {} : { channels: order.channels }),
  });
  const { from, to } = passageOf(source, order);
  await checkRoom(scratch, (to - from) * source.info.channels * (order.players.length + 1));
  const separation = await runTask(
    forkProcess,
    'separate',
    {
      recording: audioOf(source),
      players: order.players,
      from,
      to,
      modelDir: order.modelDir,
      providers: order.providers,
      pinned: null,
      threads: order.threads,
      outDir: join(scratch, 'stems'),
      segmentsDone: 0,
    },
    { signal, onProgress: progress.step(0.75) },
  );
  const depth = order.depth ?? ownDepth(source.info.sampleFormat, order.container);
  await mkdir(join(scratch, 'out'));
  const { document, stemsById } = documentOf(order.file, source, separation, from);
  const written = await runTask(
    forkProcess,
    'export',
    {
      document: namedAfterStems(document, stemsById),
      stems: Object.fromEntries(
        [...stemsById].map(([id, { path }]) => [
          id,
          { path, channelMap: source.channelMap.map((_, at) => at) },
        ]),
      ),
      recording: audioOf(source),
      what: 'stems',
      stemsAs: 'separated',
      format: order.container,
      bitDepth: depth,
      sampleRate: source.info.sampleRate,
      range: null,
      folder: join(scratch, 'out'),
      name: 'stems',
      overwrite: true,
      commonGainDb: order.commonGainDb,
    },
    { signal, onProgress: progress.step(0.15) },
  );
  const stems: Record<string, StemFile> = {};
  const stemFiles: Record<string, string> = {};
  for (const [id, stem] of stemsById) {
    const file = written.files.find(({ name }) => name === `${stem.name}.${order.container}`);
    if (file === undefined) throw new Error(`The export left out ${stem.name}`);
    stems[stem.name] = {
      file: file.name,
      label: stem.label,
      instrument: stem.instrument,
      rms_dbfs: stem.rmsDbfs,
      clipped_samples: file.clippedSamples,
      sha256: await sha256Of(file.path),
    };
    stemFiles[id] = file.name;
  }
  const report = reportOf({
    file: order.file,
    source,
    separation,
    players: order.players,
    from,
    to,
    container: order.container,
    depth,
    commonGainDb: order.commonGainDb,
    stems,
    tookSeconds: (performance.now() - startedAt) / 1000,
    version: programPaths().version,
  });
  if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
  for (const file of written.files) await rename(file.path, join(order.outDir, file.name));
  const project = projectFileOf({
    document,
    source,
    file: order.file,
    outDir: order.outDir,
    depth,
    stemFiles,
  });
  await writeWhole(join(order.outDir, 'project.json'), `${JSON.stringify(project, null, 2)}\n`);
  await writeWhole(join(order.outDir, 'separation.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function parseReduction(value: string): number {
  if (!/^\d{1,2}(\.\d{1,3})?$/.test(value) || Number(value) > 60) {
    throw invalid(`--lower-by takes dB from 0 to 60, not "${value}"`);
  }
  return Number(value);
}

/** A script that reads the answer need not know where it is; the file beside the stems can be moved with them. */
function withPaths(report: SeparationReport, outDir: string): SeparationReport {
  const stems = Object.entries(report.stems).map(([name, stem]) => [
    name,
    { ...stem, file: resolve(outDir, stem.file) },
  ]);
  return { ...report, stems: Object.fromEntries(stems) as SeparationReport['stems'] };
}

/** Every stem lies there twice for a while: as it was separated and in the format that was asked for. */
async function checkRoom(folder: string, samples: number): Promise<void> {
  const needed = samples * 4 * 2;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  const mb = (bytes: number) => Math.ceil(bytes / 1e6);
  throw new Failure(
    'disk/full',
    `The stems need ${mb(needed)} MB and the disk has ${mb(bavail * bsize)} MB left`,
  );
}

function documentOf(
  file: string,
  source: ImportResult,
  separation: SeparateResult,
  from: number,
): { document: ProjectDocument; stemsById: ReadonlyMap<string, SeparatedStem> } {
  const separationId = newSeparationId();
  const stems = separation.stems.map((stem) => ({ stem, id: newStemId() }));
  const document = newProject({
    id: newProjectId(),
    recording: {
      id: newRecordingId(),
      title: basename(file, extname(file)).slice(0, 200) || 'Recording',
      sampleRate: source.info.sampleRate,
    },
    separation: {
      id: separationId,
      from,
      to: from + separation.frames,
      stems: stems.map(({ stem, id }) => ({
        id,
        separationId,
        name: stem.name,
        label: stem.label,
        instrument: DeclaredInstrument.nullable().parse(stem.instrument),
        isRest: stem.isRest,
        channels: separation.channels,
        frames: separation.frames,
        sampleRate: separation.sampleRate,
      })),
    },
  });
  return { document, stemsById: new Map(stems.map(({ stem, id }) => [id, stem])) };
}

/** File names that scripts can rely on; the project itself keeps the players' labels. */
function namedAfterStems(
  document: ProjectDocument,
  stemsById: ReadonlyMap<string, SeparatedStem>,
): ProjectDocument {
  const tracks = document.tracks.map((track) => ({
    ...track,
    name: stemsById.get(track.source.stemId)?.name ?? track.name,
  }));
  return { ...document, tracks };
}
