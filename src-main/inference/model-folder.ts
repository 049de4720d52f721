import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { MANIFEST_LIMIT, parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { scanOnnx } from './onnx-scan.ts';

export const MANIFEST_FILE = 'manifest.json';
export const CARD_FILE = 'README.md';
export const CARD_LIMIT = 1 << 20;

/** Lower-case hex, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Size of a regular file, links not followed: a model's folder holds its files, never pointers to others.
 * @throws Failure `model/invalid` where it is missing, a link, no regular file, or larger than `limit` bytes
 */
export async function regularFileBytes(dir: string, name: string, limit: number): Promise<number> {
  let stats;
  try {
    stats = await lstat(join(dir, name));
  } catch (cause) {
    throw new Failure('model/invalid', `The model’s folder has no readable ${name}`, { cause });
  }
  if (!stats.isFile()) throw new Failure('model/invalid', `The model’s ${name} is a link or no regular file`);
  if (stats.size > limit) {
    throw new Failure('model/invalid', `The model’s ${name} is larger than the ${limit} bytes allowed`);
  }
  return stats.size;
}

/** @throws Failure `model/invalid` */
export async function readManifest(dir: string): Promise<Manifest> {
  await regularFileBytes(dir, MANIFEST_FILE, MANIFEST_LIMIT);
  return parseManifest(await readFile(join(dir, MANIFEST_FILE), 'utf8'));
}

export const weightsPath = (dir: string, manifest: Manifest): string => join(dir, manifest.weights.file);

/**
 * Weights are those the manifest names, byte for byte, and reach for nothing outside of their file.
 * @throws Failure `model/hash-mismatch`, `model/invalid`
 */
export async function verifyWeights(dir: string, manifest: Manifest): Promise<void> {
  const { file, sha256, bytes } = manifest.weights;
  const found = await regularFileBytes(dir, file, Number.MAX_SAFE_INTEGER);
  if (found !== bytes || (await sha256OfFile(join(dir, file))) !== sha256) {
    throw new Failure(
      'model/hash-mismatch',
      `The weights of the model "${manifest.id}" are not the ones its manifest names; install it again`,
      { details: { modelId: manifest.id } },
    );
  }
  scanOnnx(await readFile(join(dir, file)));
}

/** For `.catch`: an expected failure is a value, a bug still throws. */
export function expectedFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  throw error;
}
