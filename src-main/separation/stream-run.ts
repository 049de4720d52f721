import { Failure } from '../../src-shared/contract/failure.ts';
import type { ResampledPassage } from '../audio/resample/resampled-passage.ts';
import { HeldEstimates } from './held-estimates.ts';
import { createStreamModel } from '../inference/stream-model.ts';
import type { StreamStems } from './stream-stems.ts';
import type { StemBlock } from './synthesis.ts';
import type { WaveformCall } from '../inference/waveform-call.ts';

/** A stream's state between two blocks: enough to resume in another process with identical bytes. */
export interface StreamState {
  /** Blocks that went through the model. */
  readonly blocks: number;
  readonly samplesDone: number;
  /** Sample at the model's rate with which the held estimates begin. */
  readonly heldStart: number;
  /** One entry a signal: the estimates of each slot, and the model's state. */
  readonly signals: readonly {
    readonly held: readonly Float32Array[];
    readonly state: readonly Float32Array[];
  }[];
}

export interface BlockProgress {
  /** Blocks of the whole stream. */
  readonly done: number;
  readonly samplesDone: number;
}

export interface StreamRun {
  /** What the model hears; each of its channels is a stream of its own. */
  readonly heard: ResampledPassage;
  readonly call: WaveformCall;
  readonly slots: number;
  /** Samples at the model's rate. */
  readonly block: number;
  readonly delay: number;
  /** The model's initial state. */
  readonly emptyState: readonly Float32Array[];
  readonly stems: StreamStems;
  readonly resume: StreamState | null;
  readonly signal: AbortSignal;
  write(block: StemBlock): Promise<void>;
  /** Called after each block, once the model has processed it and its output is written. */
  blockDone(state: () => StreamState, progress: BlockProgress): Promise<void>;
}

/** The number of blocks until the last sample is final. */
export const blocksOf = (run: Pick<StreamRun, 'stems' | 'block' | 'delay'>): number =>
  Math.ceil((run.stems.needed + run.delay) / run.block);

/**
 * Runs the model block by block and turns its estimates into stems. Memory is a few blocks, whatever the
 * length.
 */
export async function runStream(run: StreamRun): Promise<void> {
  const { heard, stems, block, delay, resume } = run;
  const silent = Array.from({ length: run.slots }, () => new Float32Array(0));
  const signals = Array.from({ length: heard.channels }, (_, channel) => {
    const before = resume?.signals[channel];
    return {
      model: createStreamModel(run.call, before?.state ?? run.emptyState),
      held: new HeldEstimates(resume?.heldStart ?? 0, before?.held ?? silent),
    };
  });
  const blocks = blocksOf(run);
  for (let index = resume?.blocks ?? 0; index < blocks; index += 1) {
    if (run.signal.aborted) throw new Failure('call/cancelled', 'The separation was cancelled');
    const audio = await heard.read(index * block, block);
    for (const [channel, { model, held }] of signals.entries()) {
      const estimates = await model.push(audio[channel]!);
      // The first come before the audio does.
      const early = Math.min(block, Math.max(0, delay - index * block));
      held.append(estimates.map((samples) => samples.subarray(early)));
    }
    for await (const samples of stems.take(signals.map(({ held }) => held))) await run.write(samples);
    const stateNow = (): StreamState => ({
      blocks: index + 1,
      samplesDone: stems.position,
      heldStart: signals[0]?.held.start ?? 0,
      signals: signals.map(({ model, held }) => ({ held: held.slots, state: model.state() })),
    });
    await run.blockDone(stateNow, { done: index + 1, samplesDone: stems.position });
  }
}
