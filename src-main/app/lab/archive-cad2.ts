import { basename, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { readText } from '../../audio/read/regular-file.ts';
import { ENTRIES, entryFile, SCORES_FILE, separatedDir } from '../files/cad2/cad2.ts';
import { CAD2_FILE, readCad2Document, scenesIn } from '../files/cad2/record.ts';
import { isThere, ScoreFile } from '../files/cad2/scores.ts';
import { sha256Of } from '../../audio/read/file-content.ts';
import { requireUnchanged, soundOf } from './archived-sound.ts';
import type { Collected } from './collected.ts';
import type { ArchivedCad2 } from './format.ts';
import { readSeparation } from './separation-settings.ts';

export const isCad2 = (dir: string): Promise<boolean> => isThere(join(dir, CAD2_FILE));

/**
 * Collects a folder of `divisi cad2`: scenes, gains, listeners, the hashes of music, stems and files, and the scores.
 * @throws Failure `call/invalid` for an unfinished folder, `file/not-found`, `file/unreadable` for what was changed since
 */
export async function archiveCad2(
  dir: string,
  folder: string,
  withSounds: boolean,
  into: Collected,
): Promise<ArchivedCad2> {
  const document = await readCad2Document(dir);
  const scenes = scenesIn(document);
  const scores = await ScoreFile.open(join(dir, SCORES_FILE));
  const scored = scores.all.length > 0;
  const files: ArchivedCad2['files'] = {};
  for (const { id, listeners } of scenes) {
    for (const listener of listeners) {
      const file = entryFile(id, listener.id);
      const path = join(dir, ENTRIES, file);
      if (!(await isThere(path)) || (scored && scores.get(id, listener.id) === undefined)) {
        throw new Failure(
          'call/invalid',
          `"${dir}" is unfinished at scene "${id}" for "${listener.id}": call divisi cad2 again as before`,
        );
      }
      files[file] = await sha256Of(path);
    }
  }
  const tracks: ArchivedCad2['tracks'] = {};
  for (const [track, { file, sha256 }] of Object.entries(document.tracks)) {
    const path = resolve(dir, file);
    await requireUnchanged(path, sha256);
    tracks[track] = await soundOf(path, withSounds, into);
  }
  into.addBytes(`${folder}/cad2.json`, Buffer.from(await readText(join(dir, CAD2_FILE)), 'utf8'));
  if (scored)
    into.addBytes(`${folder}/scores.csv`, Buffer.from(await readText(join(dir, SCORES_FILE)), 'utf8'));
  for (const [index, song] of Object.keys(document.songs).entries()) {
    const separated = separatedDir(dir, song);
    const { text, settings } = await readSeparation(separated);
    for (const { file, sha256 } of Object.values(settings.stems)) {
      await requireUnchanged(join(separated, basename(file)), sha256);
    }
    into.addBytes(songEntry(folder, index), Buffer.from(text, 'utf8'));
  }
  return { name: basename(resolve(dir)), folder, scored, tracks, files };
}

/** The separation.json of a song, by its position in cad2.json. */
export const songEntry = (folder: string, index: number): string => `${folder}/songs/${index + 1}.json`;
