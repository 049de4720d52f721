import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Instrument } from '../../src-shared/project/players.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { freeBytes, requireBytes } from '../audio/write/free-space.ts';
import { writeFailure } from '../audio/read/file-errors.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import { createResampler, resampledLength } from '../audio/resample/resample.ts';
import type { KnownNote } from './known-notes.ts';
import type { StartWeights } from './startable.ts';

/** The sample rate of the trained networks. */
export const MODEL_RATE = 22_050;
const BLOCK_SECONDS = 4;
/** Space for checkpoints, the result and its clips, in addition to the working copies. */
const OVERHEAD_BYTES = 200e6;

/** A recording or a solo passage used as training material. */
export interface AdaptSource {
  readonly audio: AudioFile;
  /** Half-open range in samples of the audio; null means to the end. */
  readonly from: number;
  readonly to: number | null;
  readonly title: string;
  /** All players in the recording; exactly one for a solo. */
  readonly players: readonly Instrument[];
  /** What each player plays, in their order, where it is known (`knownNotes`). */
  readonly notes?: readonly (readonly KnownNote[] | null)[];
}

/** The file name of a working copy, derived from its source so that different sources get different files. */
export function copyNameOf(source: AdaptSource): string {
  const { audio, from, to } = source;
  const key = JSON.stringify([audio.path, audio.channelMap, from, to]);
  return `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.f32`;
}

/**
 * Writes `source` as raw little-endian float32 at the model's sample rate, mixed down to the mean of its channels.
 * Keeps an existing copy.
 * @param told share of this source, 0 to 1
 * @throws Failure of the audio, `disk/*`, `call/cancelled`
 */
export async function writeCopy(
  source: AdaptSource,
  folder: string,
  signal: AbortSignal,
  told: (done: number) => void,
): Promise<string> {
  const name = copyNameOf(source);
  const path = join(folder, name);
  if ((await stat(path).catch(() => null)) !== null) return name;
  const reader = await openPcm(source.audio.path, { channelMap: source.audio.channelMap });
  const partial = `${path}.part`;
  try {
    const passage = new Passage(reader, source.from, source.to ?? reader.frames);
    const resampler = createResampler({ fromRate: passage.sampleRate, toRate: MODEL_RATE, channels: 1 });
    const file = await open(partial, 'w');
    try {
      const block = BLOCK_SECONDS * passage.sampleRate;
      for (let at = 0; at < passage.length; at += block) {
        if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
        const planar = await passage.read(at, Math.min(block, passage.length - at));
        await append(file, resampler.process([meanOf(planar)])[0]);
        told(Math.min(1, (at + block) / passage.length));
      }
      await append(file, resampler.finish()[0]);
    } finally {
      await file.close();
    }
    await rename(partial, path);
    return name;
  } catch (error) {
    await rm(partial, { force: true });
    throw writeFailure(error, folder);
  } finally {
    await reader.close();
  }
}

function meanOf(planar: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = planar;
  if (others.length === 0) return first;
  return first.map(
    (value, frame) => others.reduce((sum, channel) => sum + (channel[frame] ?? 0), value) / planar.length,
  );
}

async function append(
  file: Awaited<ReturnType<typeof open>>,
  samples: Float32Array | undefined,
): Promise<void> {
  if (samples === undefined || samples.length === 0) return;
  const bytes = Buffer.alloc(samples.length * 4);
  for (const [index, value] of samples.entries()) bytes.writeFloatLE(value, index * 4);
  await file.write(bytes);
}

/**
 * Copies the weights of an earlier adaptation into the folder of the working copies and verifies the copy.
 * @returns the file name of the copy
 * @throws Failure `model/hash-mismatch`, `disk/*`
 */
export async function copyWeights({ path, sha256 }: StartWeights, folder: string): Promise<string> {
  const name = 'start.weights.npz';
  const copy = join(folder, name);
  await copyFile(path, copy).catch((error: unknown) => {
    throw writeFailure(error, folder);
  });
  if (
    createHash('sha256')
      .update(await readFile(copy))
      .digest('hex') !== sha256
  ) {
    throw new Failure(
      'model/hash-mismatch',
      'The training weights of this model are not the ones its manifest names: it can’t be adapted again',
    );
  }
  return name;
}

/**
 * Creates the folder and checks that there is enough disk space.
 * @param order the training material; a folder that was created for different material is cleared first
 * @throws Failure `disk/full`, `disk/unwritable`
 */
export async function prepareFolder(
  folder: string,
  order: unknown,
  sources: readonly AdaptSource[],
): Promise<void> {
  const text = JSON.stringify(order);
  const mark = join(folder, 'order.json');
  try {
    if ((await readFile(mark, 'utf8').catch(() => null)) !== text) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await writeFile(mark, text);
    }
    const needed = (await neededBytes(folder, sources)) + OVERHEAD_BYTES;
    requireBytes('The working copies', needed, await freeBytes(folder));
  } catch (error) {
    throw writeFailure(error, folder);
  }
}

async function neededBytes(folder: string, sources: readonly AdaptSource[]): Promise<number> {
  let bytes = 0;
  for (const source of sources) {
    if ((await stat(join(folder, copyNameOf(source))).catch(() => null)) !== null) continue;
    const reader = await openPcm(source.audio.path, { channelMap: source.audio.channelMap });
    const frames = (source.to ?? reader.frames) - source.from;
    bytes += 4 * resampledLength(frames, reader.sampleRate, MODEL_RATE);
    await reader.close();
  }
  return bytes;
}
