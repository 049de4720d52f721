import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { QualityReport } from '../../../src-shared/contract/quality.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { estimateCaveats, passageSentence, restSentence } from '../../../src-shared/quality/words.ts';
import { matchReferences } from '../../quality/match.ts';
import type { QualityInput } from '../../quality/measure.ts';
import { reportCsv } from '../../quality/report-csv.ts';
import { reportHtml } from '../../quality/report-html.ts';
import { writeFailure } from '../../audio/read/file-errors.ts';
import { readText } from '../../audio/read/regular-file.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { estimatorFor } from '../../jobs/kinds/quality.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { invalid, parseCall, type Command, type Io } from './call.ts';
import { registryFor } from './models.ts';
import { Progress } from './progress.ts';

const OPTIONS = {
  reference: { type: 'string' },
  report: { type: 'string' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const quality: Command = {
  name: 'quality',
  summary: 'Tells how good the stems of a separation are, where nobody has the originals',
  help: `Usage: divisi quality DIR [--reference DIR] [--report FILE] [--json]

DIR is what "divisi separate" wrote. Estimates each stem's SDR, whole and in windows of 3 s, from the stems alone: how
decided the masks are, how steady, how loud the stem and the rest are, how far the stem is one tone. With references
it also measures SDR, SI-SDR, NLPD and MS-SSIM, against the unprocessed mixture and the ideal ratio mask.

  --reference DIR      the isolated originals, named as the stems (viola.wav for viola)
  --report FILE        writes the report there: .html (one page, no scripts) or .csv
  --library DIR        the library whose added models may be used
  --json               the whole report as one JSON object on stdout`,
  run,
};

const SeparationFile = z.object({
  model: z.string(),
  model_version: z.string(),
  from: z.number().int().nonnegative(),
  recording: z.object({ file: z.string() }),
  stems: z.record(
    z.string(),
    z.object({ file: z.string(), label: z.string(), instrument: DeclaredInstrument.nullable() }),
  ),
});

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['DIR']);
  const target = values.report === undefined ? null : resolve(values.report);
  const format = target === null ? null : extname(target).toLowerCase();
  if (format !== null && format !== '.html' && format !== '.csv') {
    throw invalid(`--report takes a file ending in .html or .csv, not "${values.report ?? ''}"`);
  }
  const scratch = await mkdtemp(join(tmpdir(), 'divisi-quality-'));
  const progress = new Progress(io.err);
  try {
    const input = await inputFrom(positionals[0] ?? '', values.reference, values.library, scratch);
    const report = await runTask(forkProcess, 'quality', input, {
      signal: io.signal,
      onProgress: progress.step(1),
    });
    progress.end();
    if (target !== null) await save(target, format === '.html' ? reportHtml(report) : reportCsv(report));
    if (values.json === true) io.out(`${JSON.stringify(report)}\n`);
    else print(report, io);
  } finally {
    progress.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function inputFrom(
  dir: string,
  referenceDir: string | undefined,
  libraryDir: string | undefined,
  scratch: string,
): Promise<QualityInput> {
  const separation = await readSeparation(dir);
  const stems = Object.entries(separation.stems).filter(([name]) => name !== 'rest');
  const rest = separation.stems['rest'];
  if (rest === undefined || stems.length === 0) throw invalid(`"${dir}" holds no stems with their rest`);
  const paths = referenceDir === undefined ? [] : await filesIn(referenceDir);
  const matched = matchReferences(
    stems.map(([name]) => name),
    paths,
  );
  if (referenceDir !== undefined && matched.files.size === 0) {
    throw invalid(`no file in "${referenceDir}" is named after a stem`);
  }
  return {
    title: basename(separation.recording.file, extname(separation.recording.file)),
    model: { id: separation.model, version: separation.model_version },
    offset: separation.from,
    stems: stems.map(([name, { file, label, instrument }]) => ({
      stemId: null,
      name,
      label,
      instrument,
      path: resolve(dir, basename(file)),
      referencePath: matched.files.get(name) ?? null,
    })),
    restPath: resolve(dir, basename(rest.file)),
    estimator: await estimatorFor(registryFor(libraryDir), separation.model),
    unmatched: matched.unmatched,
    scratch,
  };
}

async function readSeparation(dir: string): Promise<z.infer<typeof SeparationFile>> {
  const text = await readText(join(dir, 'separation.json')).catch((cause: unknown) => {
    throw new Failure(
      'file/not-found',
      `"${dir}" holds no separation.json: name what "divisi separate" wrote`,
      {
        cause,
      },
    );
  });
  try {
    return SeparationFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure('file/unreadable', `The separation.json of "${dir}" is not one of Divisi’s`, { cause });
  }
}

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${dir}" is not a folder that can be read`, { cause });
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => resolve(dir, name));
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw writeFailure(error, path);
  }
}

function print(report: QualityReport, io: Io): void {
  for (const stem of report.stems) {
    const { measured } = stem;
    if (measured !== null && !measured.silent) {
      const { stem: own, mixture, ideal } = measured.whole;
      const show = (value: number | null): string => value?.toFixed(1) ?? '-';
      io.out(
        `${stem.label}: SDR ${show(own.sdr)} dB (mixture ${show(mixture.sdr)}, ideal mask ${show(ideal.sdr)}), ` +
          `SI-SDR ${show(own.siSdr)} dB (${show(mixture.siSdr)}, ${show(ideal.siSdr)}), ` +
          `NLPD ${own.nlpd?.toFixed(2) ?? '-'}, MS-SSIM ${own.msSsim?.toFixed(2) ?? '-'}\n`,
      );
    }
    if (stem.passages.length === 0 && report.estimator !== null) io.out(`${stem.label}: does not sound.\n`);
    for (const passage of stem.passages) io.out(`${passageSentence(report, stem, passage)}\n`);
  }
  io.out(`${restSentence(report)}\n`);
  for (const caveat of estimateCaveats(report)) io.err.write(`note: ${caveat}\n`);
  if (report.unmatched.length > 0) io.err.write(`note: fits no stem: ${report.unmatched.join(', ')}\n`);
}
