import { join } from 'node:path';
import type { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { QualityReport } from '../../../src-shared/contract/quality.ts';
import type { Effort } from '../../../src-shared/contract/separation.ts';
import { SILENCE_RMS } from '../../../src-shared/dsp/metrics.ts';
import { modelsIn } from '../program/models.ts';
import { audioIn } from './evaluate.ts';
import { qualityOfFiles } from './quality-of-files.ts';
import { inTempFolder } from './scratch.ts';
import { separateFile, type SeparatedFile, type SeparateFileRequest } from './separate-file.ts';
import type { StemFile } from './separation-report.ts';
import { runStep, type Work } from './work.ts';

export interface CompareModelsRequest extends Pick<
  SeparateFileRequest,
  | 'file'
  | 'players'
  | 'libraryDir'
  | 'provider'
  | 'threads'
  | 'effort'
  | 'channels'
  | 'fromSeconds'
  | 'toSeconds'
  | 'replace'
> {
  readonly modelIds: readonly [string, string];
  /** Receives a folder of stems for each model, named after it; where undefined, no stems are kept. */
  readonly outDir: string | undefined;
  /** The isolated originals, named after the stems. */
  readonly referenceDir: string | undefined;
}

export interface ComparedModel {
  readonly model: string;
  readonly version: string;
  readonly effort: Effort;
  readonly provider: string;
  /** Wall-clock duration of the whole call, and of the separation alone. */
  readonly tookSeconds: number;
  readonly separatingSeconds: number;
  /** Where its stems are; null where they were not kept. */
  readonly folder: string | null;
  /** Complete sentences about its separation. */
  readonly notes: readonly string[];
}

/** What one model made of a stem. */
export interface StemOfModel {
  /** RMS in dBFS; null if the stem is silent. */
  readonly levelDb: number | null;
  /** Gain in SI-SDR over the unprocessed recording, in dB; null without a reference, or with a silent one. */
  readonly siSdrImprovement: number | null;
}

export interface ComparedStems {
  readonly name: string;
  readonly label: string;
  /** In the order of the models; null for a model that has no such stem. */
  readonly of: readonly [StemOfModel | null, StemOfModel | null];
  /**
   * SI-SDR of one model's stem against the other's, in dB, which is the same both ways; null if either is silent or
   * missing.
   */
  readonly agreement: number | null;
}

export interface ModelComparison {
  /** Length of the passage. */
  readonly seconds: number;
  readonly models: readonly [ComparedModel, ComparedModel];
  readonly stems: readonly ComparedStems[];
  /** Groups of stems of which nothing tells which is whose: the models may have their names in another order. */
  readonly unordered: readonly (readonly string[])[];
  /** Files among the references that match no stem. */
  readonly unmatched: readonly string[];
}

/** Each model's share of the total progress. */
const SEPARATING = 0.43;
const COMPARING = 0.04;
const MEASURING = 0.05;

/** Without loss and without a bound, so that what is compared is what the models computed. */
const FORMAT: { readonly container: Container; readonly depth: BitDepth } = {
  container: 'wav',
  depth: '32f',
};

/**
 * Separates the same passage with two models and compares their stems with each other, and with the isolated originals
 * where they are given.
 * @throws Failure `call/invalid` for one model twice, as `separateFile` and `qualityOfFiles`
 */
export async function compareModels(request: CompareModelsRequest, work: Work): Promise<ModelComparison> {
  const models = modelsIn(work.program, request.libraryDir);
  const [a, b] = request.modelIds;
  if (a === b) throw new Failure('call/invalid', `"${a}" can't be compared with itself: name two models`);
  // First of all, so that a mistyped name doesn't cost a separation.
  for (const id of request.modelIds) await models.resolve(id);
  if (request.referenceDir !== undefined) await audioIn(request.referenceDir);
  if (request.outDir !== undefined) return compareIn(request.outDir, request, work);
  return inTempFolder('compare', (folder) => compareIn(folder, request, work));
}

async function compareIn(
  folder: string,
  request: CompareModelsRequest,
  work: Work,
): Promise<ModelComparison> {
  const sides = [
    await separateWith(request.modelIds[0], folder, request, work),
    await separateWith(request.modelIds[1], folder, request, work),
  ] as const;
  const agreements = await agreementsOf(sides, work);
  const qualities = [
    await measured(sides[0], request, work),
    await measured(sides[1], request, work),
  ] as const;
  const [{ report }] = sides;
  return {
    seconds: report.seconds,
    models: [modelOf(sides[0], request), modelOf(sides[1], request)],
    stems: stemNames(sides).map(({ name, label }) => ({
      name,
      label,
      of: [stemOf(name, sides[0], qualities[0]), stemOf(name, sides[1], qualities[1])],
      agreement: agreements.get(name) ?? null,
    })),
    unordered: report.unordered,
    unmatched: qualities[0]?.unmatched ?? [],
  };
}

/** One model's separation and the folder that it is in. */
interface Side extends SeparatedFile {
  readonly dir: string;
}
type Sides = readonly [Side, Side];

async function separateWith(
  modelId: string,
  folder: string,
  request: CompareModelsRequest,
  work: Work,
): Promise<Side> {
  const dir = join(folder, modelId);
  const { file, players, libraryDir, provider, threads, effort, channels, fromSeconds, toSeconds } = request;
  const { replace = false } = request;
  const separated = await separateFile(
    {
      ...{ file, players, libraryDir, provider, threads, effort, channels, fromSeconds, toSeconds },
      ...FORMAT,
      ...{ outDir: dir, replace, modelId, commonGainDb: 0, told: null },
    },
    scaled(work, SEPARATING),
  );
  return { ...separated, dir };
}

/** SI-SDR between the models' stems, by name, where both have one that sounds. */
async function agreementsOf(sides: Sides, work: Work): Promise<ReadonlyMap<string, number>> {
  const inBoth = stemNames(sides)
    .map(({ name }) => name)
    .filter((name) => sides.every(({ report }) => sounds(report.stems[name])));
  if (inBoth.length === 0) return new Map();
  const paths = ({ dir, report }: Side): Record<string, string> =>
    Object.fromEntries(inBoth.map((name) => [name, join(dir, report.stems[name]?.file ?? '')]));
  return inTempFolder('compare', async (scratch) => {
    const { stems } = await runStep(
      work,
      'compare',
      {
        references: paths(sides[0]),
        estimates: paths(sides[1]),
        mixture: null,
        bss: false,
        listeners: [],
        scratch,
      },
      COMPARING,
    );
    return new Map(stems.flatMap(({ name, siSdr }) => (siSdr === null ? [] : [[name, siSdr] as const])));
  });
}

async function measured(
  { dir }: Side,
  { referenceDir, libraryDir }: CompareModelsRequest,
  work: Work,
): Promise<QualityReport | null> {
  if (referenceDir === undefined) return null;
  return qualityOfFiles({ dir, referenceDir, report: undefined, libraryDir }, scaled(work, MEASURING));
}

const scaled = (work: Work, part: number): Work => ({
  ...work,
  progress: { step: (share) => work.progress.step(share * part) },
});

const modelOf = ({ report, log, dir }: Side, { outDir }: CompareModelsRequest): ComparedModel => ({
  model: report.model,
  version: report.model_version,
  effort: report.effort,
  provider: report.provider,
  tookSeconds: log.took_s,
  separatingSeconds: log.separating_s,
  folder: outDir === undefined ? null : dir,
  notes: report.notes,
});

/** The stems of both models in the first one's order, then those of the second alone; the rest comes last. */
function stemNames(sides: Sides): readonly { readonly name: string; readonly label: string }[] {
  const labels = new Map(
    sides.flatMap(({ report }) => Object.entries(report.stems).map(([name, { label }]) => [name, label])),
  );
  const names = [...labels].map(([name, label]) => ({ name, label }));
  return [...names.filter(({ name }) => name !== 'rest'), ...names.filter(({ name }) => name === 'rest')];
}

/** By the bound below which a reference has no metrics either. */
const sounds = (stem: StemFile | undefined): boolean =>
  stem !== undefined && stem.rms_dbfs !== null && stem.rms_dbfs >= 20 * Math.log10(SILENCE_RMS);

function stemOf(name: string, { report }: Side, quality: QualityReport | null): StemOfModel | null {
  const stem = report.stems[name];
  if (stem === undefined) return null;
  const whole = quality?.stems.find((one) => one.name === name)?.measured?.whole;
  const [own, mixture] = [whole?.stem.siSdr ?? null, whole?.mixture.siSdr ?? null];
  return {
    levelDb: stem.rms_dbfs,
    siSdrImprovement: own === null || mixture === null ? null : own - mixture,
  };
}
