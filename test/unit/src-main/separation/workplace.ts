import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { runSeparate } from '../../../../src-main/separation/separate.ts';
import type {
  SeparateEvent,
  SeparateInput,
  SeparateResult,
} from '../../../../src-main/separation/separate.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { writeTinyModel } from '../inference/tiny-model.ts';
import { music, writeRecording } from '../../../support/music.ts';

export const RATE = 44_100;
/** Some ten segments of the tiny model. */
export const FRAMES = RATE * 4;

/** A folder with the tiny model and a stereo recording, `long.wav`. */
export interface Workplace {
  readonly root: string;
  /** The recording's separation into two violins and a cello, in an output folder of its own. */
  inputOf(change?: Partial<SeparateInput>): SeparateInput;
  remove(): Promise<void>;
}

export async function makeWorkplace(): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), 'divisi-separate-'));
  const modelDir = await writeTinyModel(join(root, 'models'));
  await writeRecording(join(root, 'long.wav'), music(FRAMES, RATE, 2), RATE, 's16');
  let folders = 0;
  return {
    root,
    inputOf(change = {}) {
      folders += 1;
      return {
        recording: { path: join(root, 'long.wav'), channelMap: [0, 1] },
        players: ensembleOf(['violin', 'violin', 'cello']),
        from: 0,
        to: FRAMES,
        modelDir,
        providers: ['cpu'],
        pinned: null,
        threads: 2,
        outDir: join(root, `out-${folders}`),
        segmentsDone: 0,
        ...change,
      };
    },
    remove: () => rm(root, { recursive: true }),
  };
}

export interface Separated {
  readonly result: SeparateResult;
  readonly events: readonly SeparateEvent[];
  readonly progress: readonly number[];
}

export async function separate(
  input: SeparateInput,
  signal: AbortSignal = new AbortController().signal,
): Promise<Separated> {
  const events: SeparateEvent[] = [];
  const progress: number[] = [];
  const result = await runSeparate(input, {
    signal,
    progress: ({ done }) => progress.push(done),
    event: (event) => events.push(event),
  });
  return { result, events, progress };
}

/** SHA-256 of every file of a folder, by name. */
export async function hashes(dir: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const name of (await readdir(dir)).sort()) {
    sums[name] = createHash('sha256')
      .update(await readFile(join(dir, name)))
      .digest('hex');
  }
  return sums;
}

export async function samplesOf(path: string): Promise<Float32Array[]> {
  const reader = await openPcm(path);
  const samples = await reader.read(0, reader.frames);
  await reader.close();
  return samples;
}
