import { Failure } from '../../../src-shared/contract/failure.ts';
import { isLossy } from '../../../src-shared/exporting/formats.ts';
import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { fileNameOf } from '../../../src-shared/format/file-name.ts';
import { firstDuplicate } from '../../../src-shared/exporting/name-template.ts';
import { plannedFiles, plannedNames } from '../../../src-shared/exporting/plan.ts';
import { goalGain } from '../../../src-shared/exporting/loudness-goal.ts';
import { checkSampleRate } from '../read/check.ts';
import { writeSession } from '../session/write-session.ts';
import { freePaths } from '../write/file-names.ts';
import { createOutputs } from '../write/output.ts';
import { readPicture } from '../covers/picture.ts';
import type { ExportedFile, ExportInput, ExportResult } from './export-input.ts';
import { measureFile } from './measure-file.ts';
import { measureMix } from './measure.ts';
import { openSources, type Sources } from './sources.ts';
import { stepsOf, type Steps } from './steps.ts';
import { writeFiles, type PlacedFile, type WrittenFile } from './write-files.ts';

type Context = TaskContext<never>;

/** Share of the progress that reading a lossy file back takes, where writing it takes 1. */
const READING_BACK = 0.2;

/**
 * Writes an export: mixes, groups and processed tracks from the mixer that playback uses, block for block, and tracks
 * as separated, each for every region; then project files for other programs. Nothing changes that was not asked
 * for, and nothing clips unless that was allowed. All files appear under their names together at the end, or none do.
 * @throws Failure `call/invalid`, `audio/clips`, `audio/sample-rate`, `library/not-found`, `project/invalid`, `file/*`,
 *   `disk/*`, `call/cancelled`
 */
export async function runExport(input: ExportInput, context: Context): Promise<ExportResult> {
  checkExport(input);
  const placed = await placedFiles(input);
  const cover = input.cover === null ? null : await readPicture(input.cover);
  const { signal } = context;
  const sources = openSources(input);
  const outputs = createOutputs({
    format: input.format,
    bitDepth: input.bitDepth,
    kbps: input.kbps,
    sampleRate: input.sampleRate,
    inputRate: input.document.sampleRate,
    project: input.title,
    tags: { metadata: input.metadata, cover },
    overwrite: input.overwrite,
  });
  const measures = input.loudness !== null && input.measured === null;
  const readsBack = isLossy(input.format) ? READING_BACK : 0;
  const steps = stepsOf(context, (measures ? 1 : 0) + placed.length * (1 + readsBack));
  try {
    const goalGainDb = await goalGainOf(input, sources, steps, signal);
    const written = await writeFiles({ input, sources, outputs, steps, goalGainDb, signal }, placed);
    const complete = await outputs.finish();
    const files: ExportedFile[] = [];
    for (const [index, file] of complete.entries()) {
      const from = written[index] as WrittenFile;
      const { clippedSamples } = from;
      const levels = readsBack > 0 ? await readBack(from, file.path, steps, signal) : from.levels?.loudness;
      const loudness = levels === undefined ? null : { ...levels, clippedSamples };
      files.push({ ...file, loudness, clippedSamples });
    }
    files.push(...(await writeSession(input, written, signal)));
    return { files, goalGainDb };
  } catch (error) {
    await outputs.abort();
    throw error;
  } finally {
    await sources.close();
  }

  /** A lossy file's own levels, which differ from those of what was encoded. */
  async function readBack(from: WrittenFile, path: string, progress: Steps, stop: AbortSignal) {
    const report = progress.step(READING_BACK, 'checking');
    if (from.levels === null) return undefined;
    return measureFile(path, report, stop);
  }
}

/** @throws Failure `call/invalid`, `audio/sample-rate` */
function checkExport({ document, format, bitDepth, sampleRate, regions }: ExportInput): void {
  checkSampleRate(sampleRate);
  if (format === 'flac' && bitDepth === '32f') {
    throw new Failure('call/invalid', 'FLAC holds 16 or 24 bits, no floats: choose another depth, or WAV');
  }
  if (regions.some(({ range }) => range.start >= range.end || range.end > document.frames)) {
    throw new Failure('call/invalid', 'The passage to export does not lie within the project');
  }
}

/** @throws Failure `call/invalid` where there is nothing to write, or two files would have one name */
async function placedFiles(input: ExportInput): Promise<PlacedFile[]> {
  const { document, regions, format } = input;
  const planned = plannedFiles(document, input.parts, regions);
  if (planned.length === 0) throw new Failure('call/invalid', 'Nothing was chosen to be exported');
  const facts = {
    template: input.template,
    recording: input.title,
    mix: document.mix,
    composer: input.metadata.composer,
    today: input.today,
    sampleRate: input.sampleRate,
    format,
  };
  const names =
    input.fileName !== null && planned.length === 1
      ? [fileNameOf(input.fileName)]
      : plannedNames(planned, regions, facts);
  const twice = firstDuplicate(names);
  if (twice !== null) {
    throw new Failure(
      'call/invalid',
      `Two files would be called "${twice}": the name needs {player}, {number} or {region}`,
    );
  }
  const paths = await freePaths(input.folder, names, format, input.overwrite);
  return planned.map((file, index) => ({ planned: file, ...(paths[index] as (typeof paths)[number]) }));
}

async function goalGainOf(
  input: ExportInput,
  sources: Sources,
  steps: Steps,
  signal: AbortSignal,
): Promise<number> {
  if (input.loudness === null) return 0;
  const mix = input.measured ?? (await measureMix(input, sources, steps.step(1, 'measuring'), signal));
  return goalGain(input.loudness, mix).gainDb;
}
