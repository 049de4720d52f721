/**
 * Joins: the demo recording separated twice, the second time with all joins moved by half a piece's advance. Where
 * joins can be heard, the two differ more near the joins of either than elsewhere. Differences are taken in windows of
 * 50 ms, in dB below the stem in that window; the figure is the 95th percentile near joins beside that elsewhere.
 * `DIVISI_BENCH_RECORDING=FILE DIVISI_BENCH_PLAYERS=violin,cello` takes another recording.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runImport } from '../../src-main/audio/import.ts';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { requireSeparator } from '../../src-main/inference/separator-manifest.ts';
import { readManifest, weightsPath } from '../../src-main/inference/model-folder.ts';
import { openSession } from '../../src-main/inference/session.ts';
import { framesOf, frontEndOf } from '../../src-main/audio/frontend.ts';
import { createMaskModel } from '../../src-main/separation/mask-model.ts';
import { Passage } from '../../src-main/audio/read/passage.ts';
import { planPieces } from '../../src-main/separation/pieces.ts';
import type { PiecePlan } from '../../src-main/separation/pieces.ts';
import { runSegments } from '../../src-main/separation/segments.ts';
import { planStems } from '../../src-main/separation/stem-plan.ts';
import { parseEnsemble } from '../../src-shared/project/players.ts';
import type { BenchResult } from './run.ts';
import { THREADS, defaultModelDir, removeFolder } from './separation-run.ts';

const RECORDING = process.env.DIVISI_BENCH_RECORDING;
const DEMO = join(import.meta.dirname, '..', '..', 'assets', 'demo', 'demo.flac');
const PLAYERS = process.env.DIVISI_BENCH_PLAYERS ?? 'flute,cello';
const BESIDE = 'near joins beside elsewhere, dB';
const WINDOW_SECONDS = 0.05;
/** Windows in which a stem is more than this below its own level say nothing about it. */
const QUIET_DB = -40;

interface Run {
  readonly stems: readonly Float32Array[];
  /** Samples at which a crossfade begins or ends. */
  readonly joins: readonly number[];
  readonly sampleRate: number;
}

async function separate(path: string, shifted: boolean): Promise<Run> {
  const modelDir = await defaultModelDir();
  const manifest = requireSeparator(await readManifest(modelDir));
  if (manifest.output !== 'mask')
    throw new Error('the default model makes no masks: its joins are of another kind');
  const session = await openSession(weightsPath(modelDir, manifest), {
    providers: ['cpu'],
    threads: THREADS,
  });
  const { classes, playersPerClass } = manifest.sources;
  const stems = planStems(parseEnsemble(PLAYERS), { classes, playersPerClass });
  const reader = await openPcm(path);
  const passage = new Passage(reader, 0, reader.frames);
  const frontEnd = frontEndOf(manifest, reader.sampleRate);
  const count = framesOf(frontEnd, passage.length);
  const plain = planPieces(count, manifest.segmentFrames);
  const shift = shifted ? Math.floor((plain.length - plain.overlap) / 2) : 0;
  const pieces = planPieces(count, manifest.segmentFrames, { shift });
  const outputs = stems.stems.map(() => new Float32Array(passage.length));
  let position = 0;
  await runSegments({
    passage,
    frontEnd,
    model: createMaskModel(session, manifest, stems),
    stems,
    pieces,
    gridBits: null,
    resume: null,
    signal: new AbortController().signal,
    write(block) {
      for (const [index, output] of outputs.entries()) output.set(block[index]![0]!, position);
      position += block[0]![0]!.length;
      return Promise.resolve();
    },
    segmentDone: () => Promise.resolve(),
  });
  await session.release();
  await reader.close();
  return {
    stems: outputs,
    joins: joinsOf(pieces).map(frontEnd.framing.centre),
    sampleRate: reader.sampleRate,
  };
}

const joinsOf = ({ pieces, overlap }: PiecePlan): number[] =>
  pieces.slice(1).flatMap(({ from }) => [from, from + overlap]);

const energy = (samples: Float32Array, from: number, to: number): number => {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += samples[n]! * samples[n]!;
  return sum;
};

function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))] ?? NaN;
}

/** Difference of two runs in dB re the stem, window by window, near joins and elsewhere. */
function differences(a: Run, b: Run): { near: number[]; elsewhere: number[] } {
  const window = Math.round(WINDOW_SECONDS * a.sampleRate);
  const joins = [...a.joins, ...b.joins];
  const near: number[] = [];
  const elsewhere: number[] = [];
  for (const [index, stem] of a.stems.entries()) {
    const other = b.stems[index]!;
    const difference = stem.map((value, n) => value - other[n]!);
    const floor = (energy(stem, 0, stem.length) / stem.length) * window * 10 ** (QUIET_DB / 10);
    for (let from = 0; from + window <= stem.length; from += window) {
      const level = energy(stem, from, from + window);
      if (level < floor) continue;
      const decibels = 10 * Math.log10(Math.max(energy(difference, from, from + window) / level, 1e-16));
      const close = joins.some((join) => join >= from - window && join < from + 2 * window);
      (close ? near : elsewhere).push(decibels);
    }
  }
  return { near, elsewhere };
}

export const bench = {
  name: 'joins',
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const { audioPath } = await runImport(
        {
          sourcePath: RECORDING ?? DEMO,
          storage: 'copy',
          audioPath: join(folder, 'audio.wav'),
          peaksPath: join(folder, 'audio.peaks'),
        },
        { signal: new AbortController().signal, progress: () => undefined, event: () => undefined },
      );
      const { near, elsewhere } = differences(
        await separate(audioPath, false),
        await separate(audioPath, true),
      );
      return {
        ratios: {
          'near joins, dB re the stem, 95th percentile': percentile95(near),
          'elsewhere, dB re the stem, 95th percentile': percentile95(elsewhere),
          [BESIDE]: percentile95(near) - percentile95(elsewhere),
          'windows near joins beside all': near.length / (near.length + elsewhere.length),
        },
        limits: { [BESIDE]: { atMost: 0 } },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
