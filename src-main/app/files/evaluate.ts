import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { NamedHearing } from '../../../src-shared/hearing/audiogram.ts';
import type { BssStem, HaaqiFigure } from '../../quality/further-figures.ts';
import { inTempFolder } from './scratch.ts';
import { existingFile } from './source.ts';
import { runStep, type Work } from './work.ts';

export interface EvaluateRequest {
  /** The isolated originals. */
  readonly referenceDir: string;
  /** Files that are matched to the originals by name. */
  readonly estimateDir: string;
  /** The unprocessed mixture; the sum of all originals by default. */
  readonly mixture: string | undefined;
  /** Whether to measure BSSEval v4. */
  readonly bss: boolean;
  /** Whose HAAQI is measured; empty for none. */
  readonly listeners: readonly NamedHearing[];
}

type Figure = 'sdr' | 'siSdr' | 'siSdrImprovement' | 'msSsim' | 'nlpd';
/** Levels in dB; null if the reference is silent. */
export type EvaluatedFigures = Readonly<Record<Figure, number | null>>;

export interface Evaluation {
  readonly stems: readonly { readonly name: string; readonly figures: EvaluatedFigures }[];
  /** The mean over the stems whose references are not silent. */
  readonly mean: EvaluatedFigures;
  /** Stems whose references are silent. */
  readonly silent: readonly string[];
  /** Empty unless asked for. */
  readonly bss: readonly BssStem[];
  readonly haaqi: readonly HaaqiFigure[];
  /** Files without a counterpart. */
  readonly unmatched: readonly string[];
}

const AUDIO = /\.(wav|wave|bwf|rf64|w64|aiff?|aifc|flac|mp3|og[ga]|opus|m4a)$/i;

/**
 * Compares stems with the isolated originals.
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `process/died`, `call/cancelled`
 */
export async function evaluate(request: EvaluateRequest, work: Work): Promise<Evaluation> {
  const references = await audioIn(request.referenceDir);
  const estimates = await audioIn(request.estimateDir);
  const names = [...references.keys()].filter((name) => estimates.has(name));
  if (names.length === 0) {
    throw new Failure('call/invalid', 'No file in one folder matches a file name in the other');
  }
  const mixture = request.mixture === undefined ? null : await existingFile(request.mixture);
  const { stems, bss, haaqi } = await inTempFolder('evaluate', (scratch) => {
    const matched = names.map((name) => [name, estimates.get(name) ?? ''] as const);
    const input = {
      references: Object.fromEntries(references),
      estimates: Object.fromEntries(matched),
      mixture,
      bss: request.bss,
      listeners: [...request.listeners],
      scratch,
    };
    return runStep(work, 'compare', input, 1);
  });
  const unmatched = [...references.keys(), ...estimates.keys()].filter((name) => !names.includes(name));
  return {
    stems: stems.map((stem) => ({ name: stem.name, figures: pick((figure) => stem[figure]) })),
    mean: meanFigures(stems),
    bss,
    haaqi,
    silent: stems.filter(({ silent }) => silent).map(({ name }) => name),
    unmatched: unmatched.sort(),
  };
}

const pick = (value: (figure: Figure) => number | null): EvaluatedFigures => ({
  sdr: value('sdr'),
  siSdr: value('siSdr'),
  siSdrImprovement: value('siSdrImprovement'),
  msSsim: value('msSsim'),
  nlpd: value('nlpd'),
});

/** The mean of each figure over those that have it. */
export const meanFigures = (all: readonly EvaluatedFigures[]): EvaluatedFigures =>
  pick((figure) => meanOf(all, figure));

function meanOf(all: readonly EvaluatedFigures[], figure: Figure): number | null {
  const known = all.map((one) => one[figure]).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Audio files directly in a folder, by name without extension. @throws Failure `file/not-found`, `call/invalid` */
export async function audioIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${folder}" is not a folder that can be read`, { cause });
  });
  const found = new Map<string, string>();
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, 'en'))) {
    if (entry.isDirectory() || entry.name.startsWith('.') || !AUDIO.test(entry.name)) continue;
    const name = entry.name.slice(0, -extname(entry.name).length);
    if (found.has(name)) {
      throw new Failure('call/invalid', `"${folder}" has two audio files named "${name}"`);
    }
    found.set(name, join(folder, entry.name));
  }
  if (found.size === 0) throw new Failure('file/not-found', `There is no audio file in "${folder}"`);
  return found;
}
