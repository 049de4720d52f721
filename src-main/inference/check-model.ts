import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { readManifest, verifyWeights } from './model-folder.ts';

export interface CheckModelInput {
  readonly dir: string;
}

/** Empty, because an invalid model is reported as a failure. */
export type CheckModelResult = Record<never, never>;

/**
 * Hashes and scans a model's weights; this is the entire job of its process.
 * @throws Failure `model/invalid`, `model/hash-mismatch`, `call/cancelled`
 */
export async function runCheckModel(
  { dir }: CheckModelInput,
  { signal }: TaskContext<never>,
): Promise<CheckModelResult> {
  await verifyWeights(dir, await readManifest(dir), signal);
  return {};
}
