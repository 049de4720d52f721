import { mkdir, rename, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ownDepth } from '../../../src-shared/contract/own-depth.ts';
import { canonicalNotes } from '../../../src-shared/project/notes.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { programPaths } from '../../app/program/paths.ts';
import type { Command, Io } from './call.ts';
import { inOutFolder, writeWhole } from './folders.ts';
import { notesToTell, shareOfTelling } from './notes-to-tell.ts';
import { Progress } from './progress.ts';
import { parseOrder, type Order } from './separate-order.ts';
import { projectFileOf, reportOf, sha256Of, summaryOf } from './separation-files.ts';
import type { SeparationReport, StemFile } from './separation-files.ts';
import { documentOf, namedAfterStems } from './separation-project.ts';
import { audioOf, passageOf, readSource } from './source.ts';

export const separate: Command = {
  name: 'separate',
  summary: 'Takes a recording apart into its players and the rest',
  help: `Usage: divisi separate FILE --instruments violin:2,viola,cello --out DIR [OPTIONS]

Writes DIR/violin-1.wav, violin-2.wav, viola.wav, cello.wav and rest.wav, which add up to the recording exactly,
separation.json (what was done, with everything needed to do it again) and project.json (for divisi remix).

  --instruments LIST   who plays: names with counts; a player that the model can't separate stays in the rest
  --out DIR            made where it is missing; files of the same names are replaced
  --model ID           which model (divisi models list); the default one where left out
  --notes FILE         what the players play, for models that can be told: a notes document (.json), or a table
                       (.csv) with the columns player, onset_s, offset_s and pitch (MIDI); a copy goes to DIR/notes.json
  --score SCORE        a score (MusicXML, MEI, Humdrum, ABC, MIDI) that is aligned to the recording first, as divisi align
                       does; the model is told its notes. A score that does not fit is refused
  --heard-notes        without a score: the model listens first for who plays what, and is told what it heard; it helps
                       most where players are alike (two violins). Where it hears too little for sure it is told nothing
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

async function run(args: readonly string[], io: Io): Promise<void> {
  const order = await parseOrder(args);
  const progress = new Progress(io.err);
  try {
    const report = await inOutFolder(order.outDir, (scratch) =>
      separateInto(order, scratch, progress, io.signal),
    );
    progress.end();
    for (const note of report.notes) io.err.write(`note: ${note}\n`);
    io.out(
      order.json ? `${JSON.stringify(withPaths(report, order.outDir))}\n` : summaryOf(report, order.outDir),
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
  const { document: notes, remarks } = await notesToTell(order, source, { from, to }, progress, signal);
  const notesPath = join(scratch, 'notes.json');
  if (notes !== null) await writeFile(notesPath, canonicalNotes(notes));
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
      ...(notes === null ? {} : { notesPath }),
    },
    { signal, onProgress: progress.step(0.75 - shareOfTelling(order)) },
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
    remarks,
  });
  if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
  for (const file of written.files) await rename(file.path, join(order.outDir, file.name));
  if (notes !== null) await rename(notesPath, join(order.outDir, 'notes.json'));
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
