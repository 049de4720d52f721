import { copyFile, link, open, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { splitExactly } from '../../../src-shared/dsp/quantise.ts';
import { writeFailure } from '../../audio/read/file-errors.ts';
import { openPcm } from '../../audio/read/open.ts';
import type { Passage } from '../../audio/read/passage.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';
import { copyStem, reopenStem, type StemCopy } from './stem-copy.ts';

/** A stem as it is before an edit. */
export interface StemFile {
  /** File name without extension. */
  readonly name: string;
  readonly path: string;
  readonly isRest: boolean;
  readonly rmsDbfs: number | null;
}

export interface RewrittenStem {
  readonly name: string;
  readonly path: string;
  readonly rmsDbfs: number | null;
  /** False for a stem that is the same as before, bit for bit. */
  readonly changed: boolean;
}

/** Planar samples by stem, in the order of the files without the rest: [stem][channel]. */
export type StemBlocks = readonly (readonly Float32Array[])[];
/** What an edit wants the stems to be: [stem][channel], any finite values. */
export type StemEstimates = readonly (readonly (Float32Array | Float64Array)[])[];

export interface RewriteOptions {
  /** What the stems sum to. */
  readonly passage: Passage;
  /** The rest is one of them. */
  readonly stems: readonly StemFile[];
  readonly gridBits: number | null;
  /** An existing folder; files of these names in it are overwritten, but for those of `resume`. */
  readonly outDir: string;
  /** The first sample to alter. */
  readonly from: number;
  /** What an earlier run did up to `from`: the stems that it altered, with the sum of squares that each gained. */
  readonly resume?: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
  /** Called with the share of one file that was copied since the last call. */
  readonly onCopied: (share: number) => void;
}

interface Open extends StemFile {
  readonly reader: PcmReader;
  copy: StemCopy | null;
  /** Sum of squares after the edit less that before. */
  gained: number;
}

/**
 * Writes a new version of a separation's files, altered from one sample on for as long as blocks are pushed. The
 * rest is the recording minus the new stems, so that the null stays exact. A file is copied at its first sample
 * that differs; one that stays the same is linked to its earlier version. Memory is one block per stem.
 */
export class PassageRewriter {
  readonly #options: RewriteOptions;
  readonly #stems: readonly Open[];
  readonly #rest: Open;
  #position: number;

  private constructor(options: RewriteOptions, stems: readonly Open[], rest: Open) {
    this.#options = options;
    this.#stems = stems;
    this.#rest = rest;
    this.#position = options.from;
  }

  /** @throws Failure `file/*` */
  static async open(options: RewriteOptions): Promise<PassageRewriter> {
    const opened: Open[] = [];
    try {
      for (const stem of options.stems) {
        const gained = options.resume?.[stem.name];
        const open: Open = { ...stem, reader: await openPcm(stem.path), copy: null, gained: gained ?? 0 };
        opened.push(open);
        if (gained !== undefined) open.copy = await reopenStem(join(options.outDir, `${stem.name}.wav`));
      }
      const rest = opened.find(({ isRest }) => isRest);
      if (rest === undefined) throw new Error('a separation has a rest');
      return new PassageRewriter(
        options,
        opened.filter((stem) => stem !== rest),
        rest,
      );
    } catch (error) {
      for (const { reader, copy } of opened) {
        await copy?.close();
        await reader.close();
      }
      throw error;
    }
  }

  /** The sample that the next block starts with. */
  get position(): number {
    return this.#position;
  }

  /**
   * Alters the next `count` samples.
   * @param change from the stems and the rest as they are to what they shall be; `start` is the first sample
   */
  async push(
    count: number,
    change: (before: StemBlocks, rest: readonly Float32Array[], start: number) => StemEstimates,
  ): Promise<void> {
    const { passage, gridBits, signal } = this.#options;
    if (signal.aborted) throw new Failure('call/cancelled', 'The edit was cancelled');
    const start = this.#position;
    const before = await Promise.all(this.#stems.map((stem) => readAll(stem, start, count)));
    const restBefore = await readAll(this.#rest, start, count);
    const recording = await passage.read(start, count);
    const estimates = change(before, restBefore, start);
    const after = this.#stems.map(() => recording.map(() => new Float32Array(count)));
    const rest = recording.map(() => new Float32Array(count));
    for (const [channel, samples] of recording.entries()) {
      splitExactly(
        samples,
        estimates.map((channels) => channels[channel]!),
        gridBits,
        after.map((channels) => channels[channel]!),
        rest[channel]!,
      );
    }
    for (const [index, stem] of this.#stems.entries()) {
      await this.#write(stem, start, before[index]!, after[index]!);
    }
    await this.#write(this.#rest, start, restBefore, rest);
    this.#position += count;
  }

  async #write(
    stem: Open,
    start: number,
    before: readonly Float32Array[],
    after: readonly Float32Array[],
  ): Promise<void> {
    if (before.every((samples, channel) => same(samples, after[channel]!))) return;
    const { outDir, signal, onCopied } = this.#options;
    stem.copy ??= await copyStem(stem.path, join(outDir, `${stem.name}.wav`), signal, onCopied);
    stem.gained += sumOfSquares(after) - sumOfSquares(before);
    await stem.copy.write(start, after);
  }

  /** @returns the stems that differ so far, for `resume`; once this resolves, they survive a killed process */
  async sync(): Promise<Record<string, number>> {
    const altered = [...this.#stems, this.#rest].filter(({ copy }) => copy !== null);
    for (const { copy } of altered) await copy?.sync();
    return Object.fromEntries(altered.map(({ name, gained }) => [name, gained]));
  }

  /**
   * Completes the files of the version: everything is on disk, and all readers are closed.
   * @throws Failure `separation/unchanged`, of the disk
   */
  async finish(): Promise<RewrittenStem[]> {
    if ([...this.#stems, this.#rest].every(({ copy }) => copy === null)) {
      throw new Failure('separation/unchanged', 'The stems would stay as they are in this passage');
    }
    const finished: RewrittenStem[] = [];
    for (const stem of [...this.#stems, this.#rest]) {
      // A stem that stays the same keeps its format; a copy is written as WAV.
      const extension = stem.copy === null ? extname(stem.path) : '.wav';
      const path = join(this.#options.outDir, `${stem.name}${extension}`);
      if (stem.copy === null) await linkOrCopy(stem.path, path);
      else await stem.copy.finish();
      const { name, copy } = stem;
      finished.push({ name, path, changed: copy !== null, rmsDbfs: levelOf(stem) });
    }
    await this.close();
    return finished;
  }

  /** Safe to call after `finish`. */
  async close(): Promise<void> {
    for (const { reader, copy } of [...this.#stems, this.#rest]) {
      await copy?.close();
      await reader.close();
    }
  }
}

async function readAll({ reader, name }: Open, start: number, count: number): Promise<Float32Array[]> {
  const block = await reader.read(start, count);
  if (block.every((samples) => samples.length === count)) return block;
  throw new Failure(
    'file/truncated',
    `The stem "${name}" is shorter than its recording: its file was truncated`,
  );
}

const same = (a: Float32Array, b: Float32Array): boolean => {
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false;
  return true;
};

const sumOfSquares = (channels: readonly Float32Array[]): number => {
  let sum = 0;
  for (const samples of channels) for (const value of samples) sum += value * value;
  return sum;
};

/** From the level before and what was gained, within rounding; null for silence. */
function levelOf({ reader, rmsDbfs, gained }: Open): number | null {
  const before = rmsDbfs === null ? 0 : 10 ** (rmsDbfs / 10);
  const power = before + gained / (reader.frames * reader.channels);
  return power > SILENCE ? 10 * Math.log10(power) : null;
}

/** Less than one step of 24 bits in an hour: what remains by rounding where a stem became silent. */
const SILENCE = 1e-22;

/** Files are never altered once they have their name, so two versions can share one. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  await rm(target, { force: true });
  try {
    await link(source, target);
    return;
  } catch {
    // Not every file system has links.
  }
  try {
    await copyFile(source, target);
    const handle = await open(target, 'r+');
    await handle.sync();
    await handle.close();
  } catch (error) {
    throw writeFailure(error, target);
  }
}
