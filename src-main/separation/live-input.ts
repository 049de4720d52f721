import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { LiveInputReady } from '../../src-shared/contract/live-input.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { seededNoise } from './live-noise.ts';
import { readManifest, verifyWeights, weightsPath } from '../inference/model-folder.ts';
import { refuse } from '../inference/manifest.ts';
import { requireSeparator, type WaveformSeparatorManifest } from '../inference/separator-manifest.ts';
import { openSession } from '../inference/session.ts';
import { createStreamModel } from '../inference/stream-model.ts';
import { createWaveformCall, emptyState, type WaveformCall } from '../inference/waveform-call.ts';
import { LiveStems } from './live-stems.ts';
import { planStems, type StemPlan } from './stem-plan.ts';

export interface LiveInputRequest {
  readonly modelDir: string;
  readonly players: Ensemble;
  readonly threads: number;
  readonly slowest: number;
}

export type LiveInputEvent =
  | { readonly type: 'ready'; readonly ready: LiveInputReady }
  | { readonly type: 'block'; readonly block: number; readonly stems: Float32Array<ArrayBuffer>[] };

const Message = z.object({ block: z.number().int().nonnegative(), samples: z.instanceof(Float32Array) });

/** Sound on which the speed is measured. */
const TRIAL_SECONDS = 1;

/**
 * Runs a causal model on the blocks that the host sends. Never ends by itself.
 * @throws Failure `live/too-slow`, `model/*`, `players/none`, `call/cancelled`
 */
export async function runLiveInput(
  { modelDir, players, threads, slowest }: LiveInputRequest,
  context: TaskContext<LiveInputEvent>,
): Promise<Record<never, never>> {
  const { receive, signal, event } = context;
  if (receive === undefined) throw new Error('a sound input is a stream');
  const manifest = requireStream(await readManifest(modelDir));
  await verifyWeights(modelDir, manifest);
  const { classes, playersPerClass } = manifest.sources;
  const plan = planStems(players, { classes, playersPerClass });
  // Every run is the same size and short: another processor would spend its time on copying.
  const session = await openSession(weightsPath(modelDir, manifest), { providers: ['cpu'], threads });
  try {
    const call = createWaveformCall(session, manifest, plan);
    const realTimeFactor = await timeNoise(call, manifest);
    if (realTimeFactor > slowest) throw tooSlow(realTimeFactor);
    const model = createStreamModel(call, emptyState(manifest));
    const stems = new LiveStems(plan, manifest.delaySamples);
    const { promise: ended, reject: end } = Promise.withResolvers<never>();
    let work = Promise.resolve();
    receive((raw) => {
      const { block, samples } = Message.parse(raw);
      work = work
        .then(async () => {
          if (signal.aborted) return;
          event({ type: 'block', block, stems: stems.take(samples, await model.push(samples)) });
        })
        .catch(end);
    });
    signal.addEventListener('abort', () => end(new Failure('call/cancelled', 'Cancelled')), { once: true });
    event({ type: 'ready', ready: readyOf(manifest, plan, realTimeFactor) });
    return await ended.finally(() => work);
  } finally {
    await session.release();
  }
}

function readyOf(
  manifest: WaveformSeparatorManifest,
  plan: StemPlan,
  realTimeFactor: number,
): LiveInputReady {
  const { id, version, title, sampleRate, segmentSamples, delaySamples } = manifest;
  return {
    model: { id, version, title },
    ...{ sampleRate, block: segmentSamples, delay: delaySamples, realTimeFactor },
    stems: [
      ...plan.stems.map(({ name, label, instrument }) => ({ name, label, instrument })),
      { name: 'rest', label: 'Rest', instrument: null },
    ],
    notes: [...plan.notes],
  };
}

/** @throws Failure `model/unsupported` */
function requireStream(given: Parameters<typeof requireSeparator>[0]): WaveformSeparatorManifest {
  const manifest = requireSeparator(given);
  if (manifest.output === 'waveform' && manifest.state.length > 0) return manifest;
  return refuse(manifest, 'it carries no state from block to block, so it can’t follow a sound input');
}

/** Seconds of work per second of noise: the median of the blocks, because other programs interrupt some of them. */
async function timeNoise(call: WaveformCall, manifest: WaveformSeparatorManifest): Promise<number> {
  const seconds = manifest.segmentSamples / manifest.sampleRate;
  const model = createStreamModel(call, emptyState(manifest));
  // The first block also warms up.
  await model.push(seededNoise(manifest.segmentSamples, 0));
  const times: number[] = [];
  for (let block = 1; block <= Math.ceil(TRIAL_SECONDS / seconds); block += 1) {
    const noise = seededNoise(manifest.segmentSamples, block);
    const started = performance.now();
    await model.push(noise);
    times.push((performance.now() - started) / 1000);
  }
  times.sort((a, b) => a - b);
  return (times[times.length >> 1] ?? Number.POSITIVE_INFINITY) / seconds;
}

const tooSlow = (realTimeFactor: number): Failure =>
  new Failure(
    'live/too-slow',
    `This computer is too slow for this at the moment: a second of sound takes ${realTimeFactor.toFixed(2)} s of work`,
    { details: { realTimeFactor } },
  );
