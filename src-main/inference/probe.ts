import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { requireMaskSeparator } from './manifest.ts';
import type { MaskSeparatorManifest } from './manifest.ts';
import { readManifest, verifyWeights, weightsPath } from './model-folder.ts';
import { openSession, runtimeVersion } from './session.ts';
import type { TensorData } from './session.ts';

/** Loads a model and runs one silent segment: the first load of an added model, and what `doctor` tries. */
export interface ProbeInput {
  readonly modelDir: string;
  readonly providers: readonly string[];
  readonly threads: number;
}

export interface ProbeResult {
  readonly provider: string;
  /** Each provider tried before, with why it was passed over. */
  readonly refused: readonly { readonly provider: string; readonly reason: string }[];
  /** Seconds of work per second of audio for two stems, mono, one segment. */
  readonly realTimeFactor: number;
  readonly runtime: string;
}

/** One segment's silence, with a player of each of the first two classes (of one where there is no second). */
function silentInputs(manifest: MaskSeparatorManifest): Record<string, TensorData> {
  const { classes, players_per_class: each } = manifest.sources;
  const bins = manifest.frontend.size / 2 + 1;
  const frames = manifest.segment_frames;
  const asked = classes.slice(0, 2).map((_, index) => index * each);
  const slots = BigInt64Array.from([...asked, classes.length * each], BigInt);
  const counts = Float32Array.from(classes, (_, index) => (index < 2 ? 1 : 0));
  const byRole: Readonly<Record<string, TensorData>> = {
    magnitude: { dtype: 'float32', data: new Float32Array(bins * frames), shape: [1, bins, frames] },
    counts: { dtype: 'float32', data: counts, shape: [1, counts.length] },
    slots: { dtype: 'int64', data: slots, shape: [slots.length] },
  };
  return Object.fromEntries(
    manifest.inputs.flatMap(({ name, role }) => {
      const value = byRole[role];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** @throws Failure `model/invalid`, `model/hash-mismatch`, `model/unsupported`, `model/load-failed`, `call/cancelled` */
export async function runProbe(input: ProbeInput, context: TaskContext<never>): Promise<ProbeResult> {
  const manifest = requireMaskSeparator(await readManifest(input.modelDir));
  await verifyWeights(input.modelDir, manifest);
  context.progress({ done: 0, phase: 'loading the model' });
  const session = await openSession(weightsPath(input.modelDir, manifest), input);
  try {
    const inputs = silentInputs(manifest);
    const output = manifest.outputs.find(({ role }) => role === 'masks')?.name ?? '';
    // The first run also warms up; only the second is timed.
    await session.run(inputs, output);
    context.progress({ done: 0.5, phase: 'running a segment' });
    const started = performance.now();
    await session.run(inputs, output);
    const seconds = (performance.now() - started) / 1000;
    return {
      provider: session.provider,
      refused: session.refused,
      realTimeFactor: seconds / (manifest.segment_samples / manifest.sample_rate),
      runtime: runtimeVersion(),
    };
  } finally {
    await session.release();
  }
}
