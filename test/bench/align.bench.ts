/**
 * How close the notes of aligned scores come to the annotated ones of real recordings, and how long an hour takes.
 * Needs the data folder: `DIVISI_DATA=… npm run bench -- align`. Its recordings that are only to be reported on are
 * read with `DIVISI_REPORT=1`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';
import { runTask } from '../../src-main/jobs/tasks/run-task.ts';
import type { AlignResult } from '../../src-main/notes/align-task.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { parseNotesCsv, type TimedNote } from '../../src-shared/project/notes-csv.ts';
import { ensembleOf, type Ensemble } from '../../src-shared/project/players.ts';
import { joinScores, mixOf, repeatFirstHalf, sameNotes, writeMixes, type Mix } from './align-material.ts';
import { watched } from './process-tree.ts';
import type { BenchResult } from './run.ts';

interface Piece {
  readonly name: string;
  readonly folder: string;
  readonly players: Ensemble;
  /** Names in notes.csv, in the score's order. */
  readonly parts: readonly string[];
}

const chorale = (folder: string): Piece => ({
  name: `Bach10 ${folder.slice(0, 2)}`,
  folder: `real/bach10/${folder}`,
  players: ensembleOf(['violin', 'clarinet', 'saxophone', 'bassoon']),
  parts: ['violin', 'clarinet', 'saxophone', 'bassoon'],
});
const SELECT: readonly Piece[] = [
  chorale('01-AchGottundHerr'),
  chorale('03-ChristederdubistTagundLicht'),
  chorale('05-DieNacht'),
];
const REPORT: readonly Piece[] = [chorale('07-HerrGott'), chorale('09-Jesus')];

/** How a piece is changed before it is aligned. */
interface Case {
  readonly name: string;
  readonly mix?: (mix: Mix) => Mix;
  /** The score's times against the written ones. */
  readonly tempo?: number;
  /** The score asks for its first half twice, and the recording plays it once. */
  readonly repeated?: boolean;
  /** Seconds of the changed recording at which an annotated time lies; null where it is cut away. */
  readonly timeOf?: (seconds: number, mix: Mix) => number | null;
  /** By which the changed recording sounds higher. */
  readonly cents?: number;
}

const TIME = 'an hour: processor seconds, of 60';
const MEMORY = 'an hour: peak memory, of 500 MB';

const seconds = (mix: Mix): number => mix.samples.length / mix.sampleRate;

const CASES: readonly Case[] = [
  { name: 'as it is' },
  { name: 'score at half tempo', tempo: 2 },
  { name: 'score at double tempo', tempo: 0.5 },
  { name: 'a repeat left out', repeated: true },
  {
    name: 'first half missing',
    mix: (mix) => ({ ...mix, samples: mix.samples.subarray(Math.floor(mix.samples.length / 2)) }),
    timeOf: (at, mix) => (at < seconds(mix) / 2 ? null : at - seconds(mix) / 2),
  },
  {
    name: 'tuned to 430 Hz',
    // Resampled as tape that runs slower: written at the same rate, it lasts longer.
    mix: (mix) => ({ samples: stretched(mix.samples, 442.5 / 430), sampleRate: mix.sampleRate }),
    timeOf: (at) => (at * 442.5) / 430,
    cents: 1200 * Math.log2(430 / 442.5),
  },
];

/** By straight lines: fine enough for what lies below 5 kHz. */
function stretched(samples: Float32Array, factor: number): Float32Array {
  return Float32Array.from({ length: Math.floor((samples.length - 1) * factor) }, (_, n) => {
    const at = n / factor;
    const low = Math.floor(at);
    return samples[low]! + (at - low) * (samples[low + 1]! - samples[low]!);
  });
}

async function aligned(mixPath: string, scorePath: string, players: Ensemble): Promise<AlignResult> {
  return runTask(
    forkProcess,
    'align',
    {
      audio: { path: mixPath, channelMap: [0] },
      recordingSha256: null,
      scorePath,
      players,
      matching: null,
      repeats: null,
      anchors: [],
    },
    { signal: new AbortController().signal },
  );
}

/** Distances in seconds of each annotated onset from that of its note in the score; Infinity where it has none. */
function onsetErrors(
  { notes }: AlignResult,
  piece: Piece,
  reference: readonly TimedNote[],
  { timeOf = (at: number): number | null => at, cents = 0 }: Case,
  mix: Mix,
): number[] {
  return piece.players.flatMap(({ id }, part) => {
    const own = notes.notes
      .filter(({ player }) => player === id)
      .map(({ onset, pitch }) => ({ seconds: onset / notes.sampleRate, pitch }))
      .sort((a, b) => a.seconds - b.seconds);
    const annotated = reference.flatMap(({ player, onsetSeconds, pitch }) => {
      const at = player === piece.parts[part] ? timeOf(onsetSeconds, mix) : null;
      return at === null ? [] : [{ seconds: at, pitch: pitch + cents / 100 }];
    });
    return sameNotes(annotated, own).map((note, index) =>
      note === null ? Infinity : Math.abs(note.seconds - annotated[index]!.seconds),
    );
  });
}

const share = (errors: readonly number[], within: number): number =>
  errors.filter((error) => error <= within).length / errors.length;

async function accuracy(data: string, scratch: string): Promise<Record<string, number>> {
  const pieces = process.env['DIVISI_REPORT'] === '1' ? REPORT : SELECT;
  const ratios: Record<string, number> = {};
  for (const change of CASES) {
    const { name: what, tempo = 1, repeated = false } = change;
    const all: number[] = [];
    for (const piece of pieces) {
      const folder = join(data, piece.folder);
      const mix = await mixOf(folder);
      const mixPath = join(scratch, 'mix.wav');
      await writeMixes(mixPath, [change.mix?.(mix) ?? mix]);
      const scorePath = join(scratch, 'score');
      if (repeated) await repeatFirstHalf(join(folder, 'score.mid'), scorePath);
      else joinScores([join(folder, 'score.mid')], scorePath, tempo);
      const reference = parseNotesCsv(readFileSync(join(folder, 'notes.csv'), 'utf8'));
      const result = await aligned(mixPath, scorePath, piece.players);
      const errors = onsetErrors(result, piece, reference, change, mix);
      if (what === 'as it is') {
        ratios[`${piece.name}: onsets within 100 ms`] = share(errors, 0.1);
        ratios[`${piece.name}: onsets within 300 ms`] = share(errors, 0.3);
        ratios[`${piece.name}: fit`] = result.report.fit;
      }
      all.push(...errors);
    }
    ratios[`${what}: onsets within 100 ms (goal 0.95)`] = share(all, 0.1);
    ratios[`${what}: onsets within 300 ms (goal 0.99)`] = share(all, 0.3);
  }
  return ratios;
}

/** Every piece's recording against scores of other pieces: the share that is refused. */
async function refusals(data: string, scratch: string): Promise<Record<string, number>> {
  const others = [
    'Haydn_String_Quartet_in_C_major_Hob_III65_Op_64_No_1_m4',
    'Stanford_String_Quartet_No_1_Op_44_m1',
    'Borodin_String_Quartet_No_2_m2',
    'Beethoven_String_Quartet_No_13_in_B_major_Op_130_m1',
    'Andre_String_Quartet_in_A_major_m4',
    'Gounod_String_Quartet_No_3_in_A_minor_m1',
  ].map((name) => join(data, 'scores', `${name}.mid`));
  let [asked, refused, highest] = [0, 0, 0];
  for (const piece of SELECT) {
    const mixPath = join(scratch, 'mix.wav');
    await writeMixes(mixPath, [await mixOf(join(data, piece.folder))]);
    const wrong = SELECT.filter((other) => other !== piece).map(({ folder }) =>
      join(data, folder, 'score.mid'),
    );
    for (const scorePath of [...wrong, ...others]) {
      asked += 1;
      try {
        const { report } = await aligned(mixPath, scorePath, piece.players);
        highest = Math.max(highest, report.fit);
      } catch (error) {
        if (!isFailure(error) || error.code !== 'notes/does-not-fit') throw error;
        refused += 1;
        const fit = error.details?.['fit'];
        if (typeof fit === 'number') highest = Math.max(highest, fit);
      }
    }
  }
  return {
    [`scores of other pieces refused, of ${asked} (goal 1)`]: refused / asked,
    'highest fit of another piece': highest,
  };
}

/** The same pieces, one after another, recording and score alike, until an hour is full. */
async function hour(data: string, scratch: string): Promise<Record<string, number>> {
  const folders = SELECT.map(({ folder }) => join(data, folder));
  const mixes = await Promise.all(folders.map(mixOf));
  const path = join(scratch, 'hour.wav');
  const total = mixes.reduce((sum, mix) => sum + seconds(mix), 0);
  const times = Math.ceil(3600 / total);
  const repeated = <T>(items: readonly T[]): T[] => Array.from({ length: times }, () => items).flat();
  await writeMixes(path, repeated(mixes));
  const scorePath = join(scratch, 'hour.mid');
  joinScores(repeated(folders.map((folder) => join(folder, 'score.mid'))), scorePath, 1);
  const run = await watched(() => aligned(path, scorePath, SELECT[0]!.players));
  return {
    [TIME]: run.cpuSeconds / 60,
    [MEMORY]: run.peakBytes / 5e8,
  };
}

export const bench = {
  name: 'align',
  long: true,
  async run(): Promise<BenchResult> {
    const data = process.env['DIVISI_DATA'];
    if (data === undefined || !existsSync(join(data, SELECT[0]!.folder))) {
      return { skipped: 'DIVISI_DATA names no folder with real/bach10' };
    }
    const scratch = mkdtempSync(join(tmpdir(), 'divisi-bench-'));
    try {
      const figures = await accuracy(data, scratch);
      if (process.env['DIVISI_REPORT'] === '1') return { ratios: figures };
      const more = { ...(await refusals(data, scratch)), ...(await hour(data, scratch)) };
      return {
        ratios: { ...figures, ...more },
        limits: { [TIME]: { atMost: 1 }, [MEMORY]: { atMost: 1 } },
      };
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};
