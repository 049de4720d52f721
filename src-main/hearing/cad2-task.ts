import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { Ear, Hearing } from '../../src-shared/hearing/audiogram.ts';
import {
  ENTRY_RATE,
  fittedFor,
  levelCorrectionDb,
  remixed,
  SCORE_RATE,
  toEntryGrid,
  withResidual,
  type Stereo,
} from '../../src-shared/hearing/cad2.ts';
import type { CompressorFitting } from '../../src-shared/hearing/camfit.ts';
import { haaqi, levelOfOne } from '../../src-shared/hearing/haaqi/haaqi.ts';
import { openAny } from '../audio/open-any.ts';
import { createResampler } from '../audio/resample/resample.ts';
import { createFlacWriter } from '../audio/write/flac.ts';

export interface Cad2Input {
  /** The recording that was separated: a passage of `mixture` in seconds. */
  readonly mixture: string;
  readonly fromS: number;
  readonly toS: number;
  /** The separated stems of the passage and their gains. */
  readonly stems: readonly { readonly path: string; readonly gainDb: number }[];
  /** The true sources and their gains; none: no scores. */
  readonly references: readonly { readonly path: string; readonly gainDb: number }[];
  /** The gains of all sources of the scene, by which the level is corrected. */
  readonly gainsDb: readonly number[];
  /** The share of the remaining recording that is added to each stem. */
  readonly residual: number;
  readonly listeners: readonly {
    readonly hearing: Hearing;
    readonly fittings: Readonly<Record<Ear, CompressorFitting>>;
    /** The FLAC file of the entry, written whole or not at all. */
    readonly out: string;
  }[];
  /** Folder for decoded audio; the caller removes it. */
  readonly scratch: string;
}

export interface Cad2Result {
  /** For each listener, in order. */
  readonly entries: readonly {
    readonly clippedSamples: number;
    readonly scores: Readonly<Record<Ear, number>> | null;
  }[];
}

/**
 * Rebalances one scene and fits it for its listeners: writes their files and scores them against the true sources.
 * @throws Failure `call/invalid` for audio that does not fit, `call/cancelled`, `disk/*`, as `openAny`
 */
export async function runCad2Scene(input: Cad2Input, context: TaskContext<never>): Promise<Cad2Result> {
  const read = readerOf(input, context);
  const mixture = await read(input.mixture, { fromS: input.fromS, toS: input.toS });
  const correctionDb = levelCorrectionDb(input.gainsDb);
  const sum = async (sources: Cad2Input['stems'], finish: (signal: Stereo) => Stereo): Promise<Stereo> => {
    const signals: { signal: Stereo; gainDb: number }[] = [];
    for (const { path, gainDb } of sources) {
      const { signal, sampleRate } = await read(path, null);
      if (sampleRate !== mixture.sampleRate) {
        throw new Failure('call/invalid', `"${path}" has another sample rate than "${input.mixture}"`);
      }
      signals.push({ signal: finish(ofLength(signal, mixture.signal[0].length)), gainDb });
    }
    return remixed(signals, correctionDb);
  };
  const enhanced = await sum(input.stems, (stem) => withResidual(stem, mixture.signal, input.residual));
  const reference = input.references.length === 0 ? null : await sum(input.references, (stem) => stem);
  const entries: Cad2Result['entries'][number][] = [];
  for (const [index, { hearing, fittings, out }] of input.listeners.entries()) {
    if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    context.progress({ done: index / input.listeners.length, phase: 'fitting' });
    const { sampleRate } = mixture;
    const written = await writeEntry(out, fittedFor(enhanced, fittings, sampleRate), sampleRate);
    const scores =
      reference === null
        ? null
        : scoresOf(
            { reference, fitted: fittedFor(reference, fittings, sampleRate), sampleRate },
            written.entry,
            hearing,
          );
    entries.push({ clippedSamples: written.clippedSamples, scores });
  }
  return { entries };
}

interface Read {
  readonly signal: Stereo;
  readonly sampleRate: number;
}

function readerOf(
  { scratch }: Cad2Input,
  context: TaskContext<never>,
): (path: string, span: { fromS: number; toS: number } | null) => Promise<Read> {
  let count = 0;
  return async (path, span) => {
    count += 1;
    const reader = await openAny(path, join(scratch, `file-${count}`), context);
    try {
      const { sampleRate, frames } = reader;
      const from = span === null ? 0 : Math.floor(span.fromS * sampleRate);
      const to = span === null ? frames : Math.min(frames, Math.floor(span.toS * sampleRate));
      if (to <= from) throw new Failure('call/invalid', `"${path}" ends before its passage begins`);
      const channels = await reader.read(from, to - from);
      const [left, right = left] = channels;
      if (left === undefined || right === undefined)
        throw new Failure('audio/no-samples', `"${path}" is empty`);
      return { signal: [Float64Array.from(left), Float64Array.from(right)], sampleRate };
    } finally {
      await reader.close();
    }
  };
}

/** A stem may be a sample shorter or longer than the passage, where a length in seconds was rounded. */
function ofLength([left, right]: Stereo, length: number): Stereo {
  const fit = (samples: Float64Array): Float64Array => {
    if (samples.length >= length) return samples.subarray(0, length);
    const out = new Float64Array(length);
    out.set(samples);
    return out;
  };
  return [fit(left), fit(right)];
}

async function writeEntry(
  out: string,
  fitted: Stereo,
  sampleRate: number,
): Promise<{ entry: Float32Array[]; clippedSamples: number }> {
  const resampled = resampledTo(fitted, sampleRate, ENTRY_RATE);
  const clippedSamples = resampled.reduce(
    (sum, samples) => sum + samples.reduce((count, value) => count + Number(Math.abs(value) > 1), 0),
    0,
  );
  const entry = resampled.map((samples) => toEntryGrid(samples));
  const writer = await createFlacWriter(out, { sampleRate: ENTRY_RATE, channels: 2, sampleFormat: 's16' });
  try {
    await writer.write(entry);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { entry, clippedSamples };
}

function resampledTo(
  channels: readonly (Float64Array | Float32Array)[],
  fromRate: number,
  toRate: number,
): Float32Array[] {
  const resampler = createResampler({ fromRate, toRate, channels: channels.length });
  const begun = resampler.process(channels.map((samples) => Float32Array.from(samples)));
  const rest = resampler.finish();
  return begun.map((samples, channel) => Float32Array.from([...samples, ...(rest[channel] ?? [])]));
}

/** HAAQI of each ear against the reference under the same fitting, which sounded at 65 dB SPL before it. */
function scoresOf(
  { reference, fitted, sampleRate }: { reference: Stereo; fitted: Stereo; sampleRate: number },
  entry: readonly Float32Array[],
  hearing: Hearing,
): Record<Ear, number> {
  const expected = resampledTo(fitted, sampleRate, SCORE_RATE);
  const found = resampledTo(entry, ENTRY_RATE, SCORE_RATE);
  const score = (channel: 0 | 1, ear: Ear): number =>
    haaqi({
      reference: Float64Array.from(expected[channel] ?? []),
      processed: Float64Array.from(found[channel] ?? []),
      sampleRate: SCORE_RATE,
      audiogram: hearing[ear],
      amplifyReference: false,
      levelOfOne: levelOfOne(reference[channel]),
    }).score;
  return { left: score(0, 'left'), right: score(1, 'right') };
}
