import { mkdir } from 'node:fs/promises';
import { join, resolve, win32 } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { gainsByInstrument, splitOf } from '../../../../src-shared/hearing/cad2.ts';
import { ensembleOf, isSeparable } from '../../../../src-shared/project/players.ts';
import { writeFailure } from '../../../audio/read/file-errors.ts';
import { readText } from '../../../audio/read/regular-file.ts';
import { inTempFolder } from '../scratch.ts';
import { separateFile } from '../separate-file.ts';
import { existingFile } from '../source.ts';
import { runStep, type Work } from '../work.ts';
import type { Cad2Listener, Cad2Scene, Cad2Song } from './metadata.ts';
import { Cad2Record } from './record.ts';
import { isThere, ScoreFile, type Cad2Score } from './scores.ts';

export interface Cad2Request {
  readonly scenes: readonly Cad2Scene[];
  /** Where a track of the music lies. */
  readonly trackAt: (track: string) => string;
  readonly outDir: string;
  readonly libraryDir: string;
  readonly modelId: string | undefined;
  readonly provider: string | undefined;
  readonly threads: number | undefined;
  /** 0 to 1. */
  readonly residual: number;
  /** Whether to score the entries against the true sources. */
  readonly score: boolean;
}

export interface Cad2Done {
  readonly scenes: number;
  /** Files written now, and files that were there already. */
  readonly written: number;
  readonly kept: number;
  readonly scores: readonly Cad2Score[];
}

/** The share of a scene's time that separating its song takes. */
const SEPARATING = 0.6;

/**
 * Runs the rebalancing task of the second Cadenza challenge: separates each song once, rebalances and fits each scene
 * for its listeners, writes `enhanced_signals/SPLIT/SCENE_LISTENER_remix.flac` and `scores.csv`. What an earlier call
 * with the same folder finished is kept.
 * @throws Failure `call/invalid`, `listener/invalid`, `file/*`, `audio/*`, `model/*`, `disk/*`, `call/cancelled`
 */
export async function runCad2(request: Cad2Request, work: Work): Promise<Cad2Done> {
  const { scenes, trackAt, modelId, residual, score } = request;
  if (scenes.length === 0) throw new Failure('call/invalid', 'No scene has listeners');
  const outDir = resolve(request.outDir);
  await makeFolder(outDir);
  const record = await Cad2Record.open(outDir, { model: modelId ?? null, residual });
  const scoreFile = await ScoreFile.open(join(outDir, SCORES_FILE));
  let [written, kept] = [0, 0];
  for (const scene of scenes) {
    const part: Work = { ...work, progress: { step: (share) => work.progress.step(share / scenes.length) } };
    const missing: { listener: Cad2Listener; out: string }[] = [];
    for (const listener of scene.listeners) {
      const out = join(outDir, ENTRIES, entryFile(scene.id, listener.id));
      const scored = !score || scoreFile.get(scene.id, listener.id) !== undefined;
      if (scored && (await isThere(out))) kept += 1;
      else missing.push({ listener, out });
    }
    const { mixture, sources } = scene.song;
    const tracks = [mixture, ...(score ? sources.map(({ track }) => track) : [])];
    // Before anything is recorded: a wrong folder of music leaves nothing behind.
    if (missing.length > 0) await Promise.all(tracks.map((track) => existingFile(trackAt(track))));
    await record.add(scene);
    if (missing.length === 0) {
      part.progress.step(1)({ done: 1, phase: 'kept' });
      continue;
    }
    await record.addTracks(tracks, trackAt);
    const separated = await separatedOnce(scene.song, outDir, request, part);
    await makeFolder(join(outDir, ENTRIES, splitOf(scene.id)));
    await scoreFile.add(await enhance(scene, separated, missing, request, part));
    written += missing.length;
  }
  return { scenes: scenes.length, written, kept, scores: scoreFile.all };
}

export const SCORES_FILE = 'scores.csv';
/** The folder of what the challenge's evaluation hears. */
export const ENTRIES = 'enhanced_signals';
export const entryFile = (scene: string, listener: string): string =>
  `${splitOf(scene)}/${scene}_${listener}_remix.flac`;

/** The folder of a song's stems. */
export const separatedDir = (outDir: string, song: string): string =>
  join(outDir, 'separated', encodeURIComponent(song));

interface SeparatedSong {
  readonly folder: string;
  readonly stems: readonly { readonly file: string; readonly instrument: string }[];
}

const Report = z.object({
  stems: z.record(z.string(), z.object({ file: z.string(), instrument: z.string().nullable() })),
});

/** Separates a song into `separated/SONG`, unless it lies there already. */
async function separatedOnce(
  song: Cad2Song,
  outDir: string,
  request: Cad2Request,
  work: Work,
): Promise<SeparatedSong> {
  const folder = separatedDir(outDir, song.name);
  const report = join(folder, 'separation.json');
  const progress = work.progress.step(SEPARATING);
  if (!(await isThere(report))) {
    await separateFile(
      {
        file: request.trackAt(song.mixture),
        fileName: win32.basename(song.mixture),
        outDir: folder,
        players: ensembleOf(song.sources.map(({ instrument }) => instrument)),
        libraryDir: request.libraryDir,
        modelId: request.modelId,
        provider: request.provider,
        threads: request.threads,
        effort: 'best',
        channels: undefined,
        container: 'wav',
        depth: '32f',
        commonGainDb: 0,
        told: null,
        fromSeconds: song.fromS === 0 ? null : song.fromS,
        toSeconds: Number.isFinite(song.toS) ? song.toS : null,
      },
      { ...work, progress: { step: (share) => work.progress.step(share * SEPARATING) } },
    );
  } else progress({ done: 1, phase: 'kept' });
  const { stems } = Report.parse(JSON.parse(await readText(report)));
  return {
    folder,
    stems: Object.values(stems).flatMap(({ file, instrument }) =>
      instrument === null ? [] : [{ file, instrument }],
    ),
  };
}

async function enhance(
  scene: Cad2Scene,
  separated: SeparatedSong,
  missing: readonly { readonly listener: Cad2Listener; readonly out: string }[],
  request: Cad2Request,
  work: Work,
): Promise<Cad2Score[]> {
  const sources = scene.song.sources.map((source, n) => ({ ...source, gainDb: scene.gainsDb[n] ?? 0 }));
  const gains = gainsByInstrument(sources);
  const lost = sources.find(
    ({ instrument }) =>
      !isSeparable(instrument) || separated.stems.every((stem) => stem.instrument !== instrument),
  );
  if (lost !== undefined) {
    throw new Failure(
      'call/invalid',
      `The model separates no ${lost.instrument}, which "${scene.song.name}" has`,
    );
  }
  const at = request.trackAt;
  const { entries } = await inTempFolder('cad2', (scratch) =>
    runStep(
      work,
      'cad2-scene',
      {
        mixture: at(scene.song.mixture),
        fromS: scene.song.fromS,
        toS: Number.isFinite(scene.song.toS) ? scene.song.toS : Number.MAX_SAFE_INTEGER,
        stems: separated.stems.map(({ file, instrument }) => ({
          path: join(separated.folder, file),
          gainDb: gains.get(instrument) ?? 0,
        })),
        references: request.score ? sources.map(({ track, gainDb }) => ({ path: at(track), gainDb })) : [],
        gainsDb: [...scene.gainsDb],
        residual: request.residual,
        listeners: missing.map(({ listener: { hearing, fittings }, out }) => ({
          hearing,
          fittings: {
            left: { ratios: [...fittings.left.ratios], gainsDb: [...fittings.left.gainsDb] },
            right: { ratios: [...fittings.right.ratios], gainsDb: [...fittings.right.gainsDb] },
          },
          out,
        })),
        scratch,
      },
      1 - SEPARATING,
    ),
  );
  return entries.flatMap(({ scores, clippedSamples }, n) => {
    const listener = missing[n]?.listener.id ?? '';
    if (clippedSamples > 0) work.note(`${clippedSamples} samples of ${scene.id} clip for ${listener}`);
    return scores === null ? [] : [{ scene: scene.id, song: scene.song.name, listener, ...scores }];
  });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, folder);
  });
}
