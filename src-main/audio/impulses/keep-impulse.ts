import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { ImpulseId } from '../../../src-shared/project/ids.ts';
import { LONGEST_IMPULSE_SECONDS } from '../../../src-shared/project/limits.ts';
import { openAny } from '../open-any.ts';
import { writeFailure } from '../read/file-errors.ts';
import { createResampler } from '../resample/resample.ts';
import { createPcmWriter } from '../write/writer.ts';

export interface ImpulseInput {
  readonly path: string;
  /** Where impulse responses lie in the library. */
  readonly folder: string;
  /** The project's. */
  readonly sampleRate: number;
}

export interface KeptImpulse {
  readonly id: ImpulseId;
  readonly channels: 1 | 2;
  readonly frames: number;
}

/** Begins the names of the folders in which impulse responses are decoded. */
export const DECODING = 'decoding-';

export const impulsePath = (folder: string, id: ImpulseId): string => join(folder, `${id}.wav`);

/**
 * Keeps an impulse response of one or two channels at a project's rate, as loud as makes steady noise come out as loud as
 * it goes in. Its id is a hash of its samples, so that the same file is kept once.
 * @throws Failure `file/*`, `audio/*`, `disk/*`, `call/invalid` for one that is silent, too long or has more channels
 */
export async function runKeepImpulse(
  { path, folder, sampleRate }: ImpulseInput,
  context: TaskContext<never>,
): Promise<KeptImpulse> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, folder);
  });
  const scratch = await mkdtemp(join(folder, DECODING));
  try {
    const samples = normalised(await readAtRate(path, join(scratch, 'impulse'), sampleRate, context));
    const [left, right] = samples;
    if (left === undefined) throw new Error('an impulse response has a channel');
    const hash = createHash('sha256').update(String(sampleRate));
    for (const channel of samples)
      hash.update(Buffer.from(channel.buffer, channel.byteOffset, channel.byteLength));
    const id = ImpulseId.parse(`imp_${hash.digest('hex').slice(0, 16)}`);
    const kept = { id, channels: right === undefined ? 1 : 2, frames: left.length } as const;
    const out = impulsePath(folder, id);
    if (existsSync(out)) return kept;
    const writer = await createPcmWriter(out, { sampleRate, channels: kept.channels, sampleFormat: 'f32' });
    await writer.write(samples);
    await writer.finish();
    return kept;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readAtRate(
  path: string,
  decodedAs: string,
  sampleRate: number,
  context: TaskContext<never>,
): Promise<Float32Array[]> {
  const reader = await openAny(path, decodedAs, context);
  try {
    if (reader.frames > LONGEST_IMPULSE_SECONDS * reader.sampleRate) {
      throw new Failure(
        'call/invalid',
        `"${basename(path)}" is longer than ${LONGEST_IMPULSE_SECONDS} seconds: choose an impulse response`,
      );
    }
    const { channels } = reader;
    if (channels > 2) {
      throw new Failure(
        'call/invalid',
        `"${basename(path)}" has ${channels} channels: choose an impulse response with one or two`,
      );
    }
    const all = await reader.read(0, reader.frames);
    const resampler = createResampler({ fromRate: reader.sampleRate, toRate: sampleRate, channels });
    const pieces = [resampler.process(all), resampler.finish()];
    return Array.from({ length: channels }, (_, channel) =>
      Float32Array.from(pieces.flatMap((piece) => [...(piece[channel] ?? [])])),
    );
  } finally {
    await reader.close();
  }
}

/** Scaled so that the louder channel has the energy of one. */
function normalised(channels: readonly Float32Array[]): Float32Array[] {
  const energies = channels.map((samples) => samples.reduce((sum, x) => sum + x * x, 0));
  const energy = Math.max(...energies);
  if (!(energy > 0)) throw new Failure('call/invalid', 'The file is silent, so it is no impulse response');
  const gain = 1 / Math.sqrt(energy);
  return channels.map((samples) => samples.map((x) => x * gain));
}
