import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { readText } from '../../audio/read/regular-file.ts';
import { ENTRIES, runCad2, SCORES_FILE, separatedDir } from '../files/cad2/cad2.ts';
import { parseCad2Document, scenesIn } from '../files/cad2/record.ts';
import { isThere } from '../files/cad2/scores.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import type { Work } from '../files/work.ts';
import { songEntry } from './archive-cad2.ts';
import { linesOf } from './archived-entries.ts';
import { compare } from './differences.ts';
import type { ArchivedCad2 } from './format.ts';
import type { RepeatedPart, Repetition } from './repetition.ts';
import { outcomeOf, parseSeparation, readSeparation } from './separation-settings.ts';

/**
 * Separates every song of an archived run of `divisi cad2` again as it was separated, and does its scenes again.
 * @throws Failure as `runCad2`; `call/invalid` where the output folder exists already
 */
export async function repeatCad2(
  { name, folder, scored, tracks, files }: ArchivedCad2,
  { entries, finder, libraryDir, outDir }: Repetition,
  work: Work,
): Promise<RepeatedPart> {
  if (await isThere(outDir)) {
    throw new Failure(
      'call/invalid',
      `"${outDir}" exists already: what lies there would be kept, not repeated`,
    );
  }
  const document = parseCad2Document(await entries.text(`${folder}/cad2.json`), 'the archive');
  const paths = new Map<string, string>();
  for (const [track, sound] of Object.entries(tracks))
    paths.set(track, await finder.find(sound, work.signal));
  const trackAt = (track: string): string => {
    const path = paths.get(track);
    if (path === undefined) throw new Failure('file/unreadable', `The archive has no track "${track}"`);
    return path;
  };
  const scenes = scenesIn(document);
  const names = Object.keys(document.songs);
  const archivedSongs: Record<string, unknown> = {};
  const songs: Record<string, unknown> = {};
  for (const [index, song] of names.entries()) {
    const settings = parseSeparation(await entries.text(songEntry(folder, index)), 'the archive');
    await runCad2(
      {
        scenes: scenes.filter((scene) => scene.song.name === song),
        trackAt,
        outDir,
        libraryDir,
        modelId: settings.model,
        provider: settings.provider,
        threads: settings.threads,
        residual: document.residual,
        score: scored,
      },
      { ...work, progress: { step: (share) => work.progress.step(share / names.length) } },
    );
    archivedSongs[song] = outcomeOf(settings);
    songs[song] = outcomeOf((await readSeparation(separatedDir(outDir, song))).settings);
  }
  const now: Record<string, string | null> = {};
  for (const file of Object.keys(files)) {
    const path = join(outDir, ENTRIES, file);
    now[file] = (await isThere(path)) ? await sha256Of(path) : null;
  }
  const scores = scored
    ? {
        archived: linesOf(await entries.text(`${folder}/scores.csv`)),
        now: linesOf(await readText(join(outDir, SCORES_FILE))),
      }
    : { archived: [], now: [] };
  const comparison = compare(
    { songs: archivedSongs, files, scores: scores.archived },
    { songs, files: now, scores: scores.now },
  );
  return { name, kind: 'cad2', leftOut: [], ...comparison };
}
