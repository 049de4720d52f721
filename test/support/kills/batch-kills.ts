/** Kills a batch of the command line at random moments, again and again, and compares with one that was never killed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../src-main/library/open.ts';
import { listJobs } from '../../../src-main/library/rows/jobs.ts';
import { listRecordings } from '../../../src-main/library/rows/recordings.ts';
import { separationsOf } from '../../../src-main/library/rows/separations.ts';
import { writeTinyWaveform } from '../../unit/src-main/inference/tiny-waveform.ts';
import { testConfigDir } from '../config-dir.ts';
import { writeWav } from '../wav.ts';

const CLI = join(import.meta.dirname, '../../../src-main/doors/cli.ts');
const FILES = 3;
/** Kills of one library, after which its batch may end: a machine that becomes slower would never let it. */
const KILLS_EACH = 12;

interface Ran {
  readonly wasKilled: boolean;
  readonly status: number | null;
  readonly err: string;
  readonly tookMs: number;
}

/** @param afterMs kills the process and its children then; null lets it end */
async function run(args: readonly string[], afterMs: number | null): Promise<Ran> {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DIVISI_CONFIG: testConfigDir() },
    detached: true,
  });
  let err = '';
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  let wasKilled = false;
  const timer =
    afterMs === null
      ? null
      : setTimeout(() => {
          if (child.pid === undefined || child.exitCode !== null) return;
          wasKilled = true;
          process.kill(-child.pid, 'SIGKILL');
        }, afterMs);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (timer !== null) clearTimeout(timer);
  return { wasKilled, status, err, tookMs: performance.now() - begin };
}

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** What a library holds, without ids: each source with its separations and the bytes of their stems; and what is left over. */
async function contents(root: string) {
  const library = await openLibrary(root, { log: silentLog, access: 'write' });
  try {
    const recordings = listRecordings(library.read);
    const separations = recordings.flatMap(({ id }) => separationsOf(library.read, id));
    return {
      recordings: recordings
        .map(({ id, fileName, sha256: source, players, state }) => ({
          ...{ fileName, source, players, state },
          separations: separationsOf(library.read, id).map((separation) => ({
            state: separation.state,
            stems: separation.stems.map(({ name, path }) => [
              name,
              path.split('.').at(-1),
              sha256(join(root, path)),
            ]),
          })),
        }))
        .sort((a, b) => (a.fileName < b.fileName ? -1 : 1)),
      folders: readdirSync(join(root, 'stems')).length - separations.length,
      unfinished: listJobs(library.read)
        .filter(({ state }) => state !== 'done')
        .map(({ kind, state, failure }) => `${kind} ${state}: ${failure?.message ?? ''}`),
      stray: readdirSync(join(root, 'stems'), { recursive: true })
        .map(String)
        .filter((name) => /\.part$|unfinished/.test(name)),
    };
  } finally {
    library.close();
  }
}

export interface BatchKills {
  readonly kills: number;
  /** Batches that got to their end between kills. */
  readonly batches: number;
  readonly problems: readonly string[];
}

/**
 * @param seed of the moments at which the batch is killed
 * @param onBatch called after each batch that was compared
 */
export async function killBatch(
  dir: string,
  kills: number,
  seed: number,
  onBatch: (kills: number, problems: number) => void = () => {},
): Promise<BatchKills> {
  mkdirSync(join(dir, 'takes'));
  for (let take = 1; take <= FILES; take += 1) {
    const sample = (n: number) => Math.sin(n / (6 + take)) / 2;
    writeWav(join(dir, 'takes', `${take}.wav`), { seconds: 0.6, channels: 1, sample });
  }
  await writeTinyWaveform(join(dir, 'tiny'), 'stream');
  const batch = async (library: string, afterMs: number | null): Promise<Ran> => {
    const root = join(dir, library);
    if (!existsSync(root)) {
      const added = await run(['models', 'add', join(dir, 'tiny', 'tiny-stream'), '--library', root], null);
      if (added.status !== 0) throw new Error(added.err);
    }
    const what = ['--separate', '--instruments', 'violin,cello', '--model', 'tiny-stream', '--stems', 'flac'];
    return run(['import', join(dir, 'takes'), ...what, '--library', root], afterMs);
  };
  const whole = await batch('whole', null);
  if (whole.status !== 0) throw new Error(whole.err);
  await run(['jobs', 'wait', '--library', join(dir, 'whole')], null);
  const expected = JSON.stringify(await contents(join(dir, 'whole')));

  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const problems: string[] = [];
  let done = 0;
  let batches = 0;
  const check = async (library: string): Promise<void> => {
    batches += 1;
    const found = JSON.stringify(await contents(join(dir, library)));
    if (found !== expected) problems.push(`${library}, after ${done} kills: ${found}`);
    onBatch(done, problems.length);
  };
  for (let number = 0; done < kills; number += 1) {
    const library = `killed-${number}`;
    let ended = false;
    const most = Math.min(kills, done + KILLS_EACH);
    while (!ended && done < most) {
      // Anywhere from the start of the process to a little after its end.
      const ran = await batch(library, random() * whole.tookMs * 1.05);
      if (ran.wasKilled) done += 1;
      else if (ran.status === 0) ended = true;
      else {
        problems.push(`${library}, after ${done} kills: ended with ${ran.status}: ${ran.err.slice(-300)}`);
        ended = true;
      }
    }
    if (!ended) {
      const last = await batch(library, null);
      if (last.status !== 0) problems.push(`${library}, at its end: ${last.err.slice(-300)}`);
    }
    // What was left in the background (stems to be stored as FLAC) waits in the queue, or was given up after three starts.
    const rest = await run(['jobs', 'resume', '--library', join(dir, library)], null);
    if (rest.status !== 0) problems.push(`${library}, waiting: ${rest.err.slice(-300)}`);
    await check(library);
  }
  return { kills: done, batches, problems };
}
