import { readdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { type QualityReport, ReportFormat } from '../../../src-shared/contract/quality.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { readText } from '../../audio/read/regular-file.ts';
import { estimatorFor } from '../../jobs/kinds/quality.ts';
import { matchReferences, type Matched } from '../../quality/match.ts';
import { modelsIn } from '../program/models.ts';
import { reportText } from '../report-text.ts';
import { inTempFolder, writeWhole } from './scratch.ts';
import { runStep, type Work } from './work.ts';

export interface QualityOfFilesRequest {
  /** A folder written by `separateFile`. */
  readonly dir: string;
  /** The isolated originals, named after the stems. */
  readonly referenceDir: string | undefined;
  /** A file to write the report to as well: .html or .csv. */
  readonly report: string | undefined;
  /** The library whose added models may be used. */
  readonly libraryDir: string;
}

/** The fields of separation.json that the report needs. */
const SeparationFile = z.object({
  model: z.string(),
  model_version: z.string(),
  from: z.number().int().nonnegative(),
  recording: z.object({ file: z.string(), frames: z.number().int().nonnegative().nullable().default(null) }),
  stems: z.record(
    z.string(),
    z.object({ file: z.string(), label: z.string(), instrument: DeclaredInstrument.nullable() }),
  ),
});
type SeparationFile = z.infer<typeof SeparationFile>;

/**
 * Measures the quality of the stems in a folder.
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `disk/*`, `process/died`, `call/cancelled`
 */
export async function qualityOfFiles(request: QualityOfFilesRequest, work: Work): Promise<QualityReport> {
  const { dir, referenceDir, libraryDir } = request;
  const format = request.report === undefined ? null : formatOf(request.report);
  const separation = await readSeparation(dir);
  const stems = Object.entries(separation.stems).filter(([name]) => name !== 'rest');
  const rest = separation.stems['rest'];
  if (rest === undefined || stems.length === 0) {
    throw new Failure('call/invalid', `"${dir}" contains no stems with their rest`);
  }
  const names = stems.map(([name]) => name);
  const references = referenceDir === undefined ? null : await referencesIn(referenceDir, names);
  return inTempFolder('quality', async (scratch) => {
    const report = await runStep(
      work,
      'quality',
      {
        title: basename(separation.recording.file, extname(separation.recording.file)),
        model: { id: separation.model, version: separation.model_version },
        offset: separation.from,
        recordingFrames: separation.recording.frames,
        stems: stems.map(([name, { file, label, instrument }]) => ({
          ...{ stemId: null, name, label, instrument },
          path: resolve(dir, basename(file)),
          referencePath: references?.files.get(name) ?? null,
        })),
        restPath: resolve(dir, basename(rest.file)),
        estimator: await estimatorFor(modelsIn(work.program, libraryDir), separation.model),
        unmatched: references?.unmatched ?? [],
        scratch,
      },
      1,
    );
    if (request.report !== undefined && format !== null) {
      await writeWhole(resolve(request.report), reportText(report, format));
    }
    return report;
  });
}

function formatOf(path: string): ReportFormat {
  const format = ReportFormat.safeParse(extname(path).slice(1).toLowerCase());
  if (format.success) return format.data;
  throw new Failure('call/invalid', `A report file must end in .html or .csv, unlike "${path}"`);
}

async function readSeparation(dir: string): Promise<SeparationFile> {
  const text = await readText(join(dir, 'separation.json')).catch((cause: unknown) => {
    throw new Failure(
      'file/not-found',
      `"${dir}" holds no separation.json: give a folder that "divisi separate" wrote`,
      { cause },
    );
  });
  try {
    return SeparationFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure('file/unreadable', `The separation.json of "${dir}" was not written by Divisi`, {
      cause,
    });
  }
}

async function referencesIn(dir: string, stems: readonly string[]): Promise<Matched> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${dir}" is not a folder that can be read`, { cause });
  });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => resolve(dir, name));
  const matched = matchReferences(stems, paths);
  if (matched.files.size === 0) {
    throw new Failure('call/invalid', `No file in "${dir}" is named after a stem`);
  }
  return matched;
}
