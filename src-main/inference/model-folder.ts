import { createHash } from 'node:crypto';
import { lstat, open, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { MANIFEST_LIMIT, parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { inFile } from './byte-source.ts';
import { scanOnnx } from './onnx-scan.ts';

export const MANIFEST_FILE = 'manifest.json';
export const CARD_FILE = 'README.md';
export const CARD_LIMIT = 1 << 20;
/** The estimator that rates the model's stems without references; optional for a separation model. */
export const CONFIDENCE_FILE = 'confidence.json';
export const CONFIDENCE_LIMIT = 1 << 16;
/** What many windows of a listening model say of a whole recording; optional. */
export const DECISIONS_FILE = 'decisions.json';
export const DECISIONS_LIMIT = 1 << 20;
/** Training weights, from which an adapted model can be adapted again; not read in this room. */
export const CHECKPOINT_FILE = 'checkpoint.weights.npz';
export const CHECKPOINT_LIMIT = 64e6;

/**
 * Size of a regular file. Symbolic links are refused: a model's folder must contain its files.
 * @throws Failure `model/invalid` if it is missing, a link, not a regular file, or larger than `limit` bytes
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

async function readContent(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(dir, name));
  } catch (cause) {
    throw new Failure('model/invalid', `The model’s ${name} can't be read`, { cause });
  }
}

/** @throws Failure `model/invalid` */
export async function readManifest(dir: string): Promise<Manifest> {
  await regularFileBytes(dir, MANIFEST_FILE, MANIFEST_LIMIT);
  return parseManifest((await readContent(dir, MANIFEST_FILE)).toString('utf8'));
}

export const weightsPath = (dir: string, manifest: Manifest): string => join(dir, manifest.weights.file);

/**
 * Verifies that the weights match the manifest byte for byte and reference nothing outside their file.
 * @throws Failure `model/hash-mismatch`, `model/invalid`
 */
export async function verifyWeights(dir: string, manifest: Manifest, signal?: AbortSignal): Promise<void> {
  const { file, sha256, bytes } = manifest.weights;
  const found = await regularFileBytes(dir, file, Number.MAX_SAFE_INTEGER);
  if (found !== bytes || (await sha256Of(join(dir, file), signal)) !== sha256) {
    throw otherWeights(manifest);
  }
  await scanFile(dir, file, bytes);
}

/** What this process has verified: the file with its size, times and hash. */
const verified = new Set<string>();

/**
 * Verifies weights, but once per process while their file stays the same, because hashing takes longer than listening to a
 * short file.
 * @throws Failure as `verifyWeights`
 */
export async function verifyWeightsOnce(dir: string, manifest: Manifest): Promise<void> {
  const path = weightsPath(dir, manifest);
  const keyNow = async (): Promise<string> => {
    const { size, mtimeMs, ctimeMs, ino } = await stat(path);
    return JSON.stringify([path, size, mtimeMs, ctimeMs, ino, manifest.weights.sha256]);
  };
  const before = await keyNow().catch(() => null);
  if (before !== null && verified.has(before)) return;
  await verifyWeights(dir, manifest);
  if (before !== null && before === (await keyNow())) verified.add(before);
}

export const otherWeights = ({ id }: Manifest): Failure =>
  new Failure(
    'model/hash-mismatch',
    `The weights of the model "${id}" are not the ones its manifest names; install it again`,
    { details: { modelId: id } },
  );

const BLOCK_BYTES = 1 << 18;

/** Reads block by block into one buffer, because weights may be larger than memory. */
async function sha256Of(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  try {
    await using file = await open(path);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(block.subarray(0, bytesRead));
    }
  } catch (cause) {
    if (signal?.aborted === true) throw new Failure('call/cancelled', 'Cancelled', { cause });
    throw new Failure('model/invalid', `The model’s ${basename(path)} can't be read`, { cause });
  }
}

async function scanFile(dir: string, name: string, bytes: number): Promise<void> {
  const file = await open(join(dir, name));
  try {
    scanOnnx(inFile(file.fd, bytes));
  } finally {
    await file.close();
  }
}

/** For `.catch`: returns an expected failure as a value and rethrows a bug. */
export function expectedFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  throw error;
}
