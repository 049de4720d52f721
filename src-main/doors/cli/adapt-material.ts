import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { INSTRUMENTS, isSeparable, type Instrument } from '../../../src-shared/project/players.ts';
import type { AdaptSource } from '../../adaptation/working-copies.ts';
import { findAudio } from '../../app/find-audio.ts';
import { defaultProviders } from '../../inference/providers.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { makeFolder } from '../../library/make-folder.ts';
import type { AdaptOrder } from './adapt-order.ts';
import { invalid, type Io } from './call.ts';
import type { Progress } from './progress.ts';
import { openAudio } from './source.ts';

/** The longest names first: a double bass is no bass. */
const NAMES = [...INSTRUMENTS].sort((a, b) => b.length - a.length);

/**
 * Whom a solo's file is named after, or the folder that it lies in: `violin-1.wav`, `Double Bass 2.flac`, `viola/x.wav`.
 * Null where neither says.
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

async function folderAt(path: string, option: string): Promise<string> {
  const found = await stat(resolve(path)).catch((cause: unknown) => {
    throw new Failure('file/not-found', `${option} "${path}" is not there or can't be reached`, { cause });
  });
  if (!found.isDirectory()) throw invalid(`${option} "${path}" is not a folder`);
  return realpath(resolve(path));
}

/** Everything to learn from, opened; what is compressed is decoded into the order's own folder. */
export async function readMaterial(
  order: AdaptOrder,
  progress: Progress,
  io: Io,
): Promise<{ recordings: AdaptSource[]; solos: AdaptSource[] }> {
  await makeFolder(order.decodedDir);
  const report = progress.step(0.1);
  const open = async (path: string, key: string) => {
    const { audio, reader } = await openAudio(path, order.decodedDir, { signal: io.signal, key });
    const { frames } = reader;
    await reader.close();
    return { audio, frames };
  };

  const solosIn = order.solosDir === null ? null : await folderAt(order.solosDir, '--solos');
  const soloFiles = (solosIn === null ? [] : (await findAudio(solosIn)).files).map(({ path }) => {
    const instrument = soloistOf(path, solosIn ?? '');
    if (instrument === null) {
      throw invalid(
        `Who plays in "${basename(path)}"? Name it after its instrument (violin-1.wav), or put it into a folder of that name`,
      );
    }
    return { path, instrument };
  });
  const recordingsIn =
    order.recordingsDir === null ? null : await folderAt(order.recordingsDir, '--recordings');
  const recordingFiles =
    recordingsIn === null ? [] : (await findAudio(recordingsIn)).files.map(({ path }) => path);
  const total = soloFiles.length + recordingFiles.length;

  const solos: AdaptSource[] = [];
  for (const [index, { path, instrument }] of soloFiles.entries()) {
    report({ done: index / total, phase: 'reading the solos' });
    const { audio, frames } = await open(path, `solo-${index}`);
    solos.push({ audio, from: 0, to: frames, title: basename(path), players: [instrument] });
  }
  const recordings: AdaptSource[] = [];
  for (const [index, path] of recordingFiles.entries()) {
    report({ done: (soloFiles.length + index) / total, phase: 'reading the recordings' });
    const { audio, frames } = await open(path, `recording-${index}`);
    const source = { audio, from: 0, to: frames, title: basename(path) };
    const players = order.players ?? (await heardIn(order, source, io));
    recordings.push({ ...source, players });
  }
  return { recordings, solos };
}

/** @throws Failure `model/unknown` where nothing listens, `players/none` where nothing is heard */
async function heardIn(
  order: AdaptOrder,
  source: Omit<AdaptSource, 'players'>,
  io: Io,
): Promise<Instrument[]> {
  const { dir } = await order.registry.embedder();
  const { heard } = await runTask(
    forkProcess,
    'analyse',
    {
      audio: source.audio,
      from: source.from,
      to: source.to,
      modelDir: dir,
      providers: defaultProviders(),
      threads: order.threads,
      background: false,
    },
    { signal: io.signal },
  );
  const players = heard.proposal.map(({ instrument }) => instrument).filter(isSeparable);
  if (players.length === 0) {
    throw new Failure(
      'players/none',
      `No instrument is heard clearly in "${source.title}": say who plays with --instruments`,
    );
  }
  io.err.write(`note: heard in ${source.title}: ${players.join(', ')} (--instruments says better)\n`);
  return players;
}
