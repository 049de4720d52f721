import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { INSTRUMENTS, isSeparable, type Instrument } from '../../../src-shared/project/players.ts';
import type { AdaptSource } from '../../adaptation/working-copies.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { makeFolder } from '../../library/make-folder.ts';
import { findAudio, type FoundFile } from '../find-audio.ts';
import type { AdaptPlan } from './adapt-plan.ts';
import { openAudio } from './source.ts';
import type { Work } from './work.ts';

export interface Material {
  readonly recordings: readonly AdaptSource[];
  readonly solos: readonly AdaptSource[];
}

/** Longest names first, so that "double bass" is not recognised as "bass". */
const NAMES = [...INSTRUMENTS].sort((a, b) => b.length - a.length);

/**
 * The instrument that a solo's file name names, or else its folder: `violin-1.wav`, `Double Bass 2.flac`,
 * `viola/x.wav`. Null if neither names one.
 */
export function soloistOf(path: string, folder: string): Instrument | null {
  const within = relative(folder, path);
  const words = [basename(within, extname(within)), ...dirname(within).split(/[\\/]/).reverse()];
  for (const word of words) {
    const plain = word.toLowerCase().replaceAll(/[\s_]+/g, '-');
    const found = NAMES.find((name) => plain.startsWith(name) && !/^[a-z]/.test(plain.slice(name.length)));
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * Opens all training material; compressed files are decoded into the plan's own folder.
 * @param share of the work's progress
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `model/unknown`, `players/none`, `disk/*`,
 * `call/cancelled`
 */
export async function readMaterial(plan: AdaptPlan, work: Work, share: number): Promise<Material> {
  await makeFolder(plan.decodedDir);
  const soloFiles = await solosIn(plan.solosDir);
  const recordingFiles = (await audioIn(plan.recordingsDir, 'recordings')).files;
  const report = work.progress.step(share);
  const total = soloFiles.length + recordingFiles.length;
  const open = async (path: string, key: string): Promise<Omit<AdaptSource, 'players'>> => {
    // Decoding reports no progress of its own, because this step counts files.
    const quiet = { ...work, progress: { step: () => () => undefined } };
    const { audio, reader } = await openAudio(path, plan.decodedDir, quiet, { share: 0, key });
    await reader.close();
    return { audio, from: 0, to: reader.frames, title: basename(path) };
  };

  const solos: AdaptSource[] = [];
  for (const [index, { path, instrument }] of soloFiles.entries()) {
    report({ done: index / total, phase: 'reading the solos' });
    solos.push({ ...(await open(path, `solo-${index}`)), players: [instrument] });
  }
  const recordings: AdaptSource[] = [];
  for (const [index, { path }] of recordingFiles.entries()) {
    report({ done: (soloFiles.length + index) / total, phase: 'reading the recordings' });
    const source = await open(path, `recording-${index}`);
    recordings.push({ ...source, players: plan.players ?? (await heardIn(source, plan, work)) });
  }
  return { recordings, solos };
}

async function solosIn(dir: string | undefined): Promise<{ path: string; instrument: Instrument }[]> {
  const { files, folder } = await audioIn(dir, 'solos');
  return files.map(({ path }) => {
    const instrument = soloistOf(path, folder);
    if (instrument === null) {
      throw new Failure(
        'call/invalid',
        `Who plays in "${basename(path)}"? Name it after its instrument (violin-1.wav), or put it into a folder of that name`,
      );
    }
    return { path, instrument };
  });
}

async function audioIn(
  dir: string | undefined,
  what: 'solos' | 'recordings',
): Promise<{ files: readonly FoundFile[]; folder: string }> {
  if (dir === undefined) return { files: [], folder: '' };
  const found = await stat(resolve(dir)).catch((cause: unknown) => {
    throw new Failure('file/not-found', `The folder of ${what} "${dir}" is not there or can't be reached`, {
      cause,
    });
  });
  if (!found.isDirectory()) {
    throw new Failure('call/invalid', `"${dir}" is a file; the ${what} are read from a folder`);
  }
  const folder = await realpath(resolve(dir));
  return { files: (await findAudio(folder)).files, folder };
}

/**
 * @throws Failure `model/unknown` if no listening model is installed, `players/none` if it detects no player
 */
async function heardIn(
  source: Omit<AdaptSource, 'players'>,
  { models, threads }: AdaptPlan,
  work: Work,
): Promise<Instrument[]> {
  const { program, signal } = work;
  const { dir: modelDir } = await models.embedder();
  const { audio, from, to } = source;
  const { heard } = await runTask(
    program.spawn,
    'analyse',
    {
      ...{ audio, from, to, modelDir, stem: null, background: false },
      ...{ providers: program.providers, threads, verdicts: program.verdicts },
    },
    { signal },
  );
  const players = heard.proposal.map(({ instrument }) => instrument).filter(isSeparable);
  if (players.length === 0) {
    throw new Failure(
      'players/none',
      `No instrument is heard clearly in "${source.title}": say who plays with --instruments`,
    );
  }
  work.note(`heard in ${source.title}: ${players.join(', ')} (--instruments says better)`);
  return players;
}
