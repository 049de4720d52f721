import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { nodePlacement, type NodePlacement } from './node-placement.ts';
import { readManifest, verifyWeights, weightsPath } from './model-folder.ts';
import { requireSeparator } from './separator-manifest.ts';
import type { MaskSeparatorManifest, WaveformSeparatorManifest } from './separator-manifest.ts';
import { runtimeVersion } from './session.ts';
import type { Session } from './session.ts';
import { createWaveformCall, emptyState } from './waveform-call.ts';
import { createMaskCall } from './mask-call.ts';
import { duoOf, trialOf } from './trial.ts';
import { openTrustedSession } from './trusted-session.ts';

/** Loads a model and runs one silent segment. Used for the first load of an added model and by `doctor`. */
export interface ProbeInput {
  readonly modelDir: string;
  readonly providers: readonly string[];
  readonly threads: number;
  readonly verdicts?: string;
  /** Whether to tell which nodes a provider leaves to the CPU, which loads the model again. */
  readonly tellsNodes?: boolean;
}

export interface ProbeResult {
  readonly provider: string;
  /** The providers that failed before this one, each with the reason. */
  readonly refused: readonly { readonly provider: string; readonly reason: string }[];
  /** Seconds of work per second of audio, measured on one mono segment with two stems. */
  readonly realTimeFactor: number;
  readonly runtime: string;
  /** Where the nodes of the model's graph run; null on the CPU, and where nobody asks. */
  readonly placement: NodePlacement | null;
}

function silentMasks(session: Session, manifest: MaskSeparatorManifest): () => Promise<unknown> {
  const question = duoOf(manifest);
  const call = createMaskCall(session, manifest, question);
  const magnitudes = new Float32Array(call.bins * call.length);
  const prior = new Float32Array(question.slots.length * call.priorSize).fill(1);
  return () => call.masks(magnitudes, prior);
}

function silentWaveforms(session: Session, manifest: WaveformSeparatorManifest): () => Promise<unknown> {
  const call = createWaveformCall(session, manifest, duoOf(manifest));
  const audio = new Float32Array(manifest.segmentSamples);
  let state: readonly Float32Array[] = emptyState(manifest);
  return async () => {
    ({ state } = await call(audio, state));
  };
}

/** @throws Failure `model/invalid`, `model/hash-mismatch`, `model/unsupported`, `model/load-failed`, `call/cancelled` */
export async function runProbe(input: ProbeInput, context: TaskContext<never>): Promise<ProbeResult> {
  const manifest = requireSeparator(await readManifest(input.modelDir));
  await verifyWeights(input.modelDir, manifest);
  context.progress({ done: 0, phase: 'loading the model' });
  const weights = weightsPath(input.modelDir, manifest);
  const trial = trialOf(manifest);
  const session = await openTrustedSession(weights, input, trial);
  try {
    const silentSegment =
      manifest.output === 'mask' ? silentMasks(session, manifest) : silentWaveforms(session, manifest);
    // The first run also warms up; only the second is timed.
    await silentSegment();
    context.progress({ done: 0.5, phase: 'running a segment' });
    const started = performance.now();
    await silentSegment();
    const seconds = (performance.now() - started) / 1000;
    return {
      provider: session.provider,
      refused: session.refused,
      realTimeFactor: seconds / (manifest.segmentSamples / manifest.sampleRate),
      runtime: runtimeVersion(),
      placement:
        input.tellsNodes !== true || session.provider === 'cpu'
          ? null
          : await nodePlacement(weights, session.provider, input.threads, trial),
    };
  } finally {
    await session.release();
  }
}
