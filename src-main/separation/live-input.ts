import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { LiveDelay, LiveInputReady } from '../../src-shared/contract/live-input.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { readManifest, verifyWeights, weightsPath } from '../inference/model-folder.ts';
import { refuse } from '../inference/manifest.ts';
import { requireSeparator, type WaveformSeparatorManifest } from '../inference/separator-manifest.ts';
import { openSession } from '../inference/session.ts';
import { createStreamModel } from '../inference/stream-model.ts';
import { createWaveformCall, emptyState } from '../inference/waveform-call.ts';
import { chooseBlock, type ChosenBlock } from './live-block.ts';
import { LiveStems } from './live-stems.ts';
import { planStems, type StemPlan } from './stem-plan.ts';

export interface LiveInputRequest {
  readonly modelDir: string;
  readonly players: Ensemble;
  readonly delay: LiveDelay;
  readonly threads: number;
  readonly slowest: number;
}

export type LiveInputEvent =
  | { readonly type: 'ready'; readonly ready: LiveInputReady }
  | { readonly type: 'block'; readonly block: number; readonly stems: Float32Array<ArrayBuffer>[] };

const Message = z.object({ block: z.number().int().nonnegative(), samples: z.instanceof(Float32Array) });
type Message = z.infer<typeof Message>;

/**
 * Runs a causal model on the blocks that the host sends. Never ends by itself.
 * @throws Failure `live/too-slow`, `model/*`, `players/none`, `call/cancelled`
 */
export async function runLiveInput(
  { modelDir, players, delay, threads, slowest }: LiveInputRequest,
  context: TaskContext<LiveInputEvent>,
): Promise<Record<never, never>> {
  const { receive, signal, event } = context;
  if (receive === undefined) throw new Error('a sound input is a stream');
  const manifest = requireStream(await readManifest(modelDir));
  await verifyWeights(modelDir, manifest);
  const { classes, playersPerClass } = manifest.sources;
  const plan = planStems(players, { classes, playersPerClass });
  // Every run is short: another processor would spend its time on copying.
  const session = await openSession(weightsPath(modelDir, manifest), { providers: ['cpu'], threads });
  try {
    const call = createWaveformCall(session, manifest, plan);
    const chosen = await chooseBlock(call, manifest, delay);
    if (chosen.realTimeFactor > slowest) throw tooSlow(chosen.realTimeFactor);
    const model = createStreamModel(call, emptyState(manifest));
    const stems = new LiveStems(plan, manifest.delaySamples);
    const { promise: ended, reject: end } = Promise.withResolvers<never>();
    const waiting: Message[] = [];
    const together = Math.max(1, Math.floor(manifest.segmentSamples / chosen.block));
    let work = Promise.resolve();
    receive((raw) => {
      waiting.push(Message.parse(raw));
      work = work
        .then(async () => {
          const blocks = waiting.splice(0, together);
          if (signal.aborted || blocks.length === 0) return;
          const samples = joined(blocks);
          const found = stems.take(samples, await model.push(samples));
          let at = 0;
          for (const { block, samples } of blocks) {
            const from = at;
            at += samples.length;
            event({ type: 'block', block, stems: found.map((stem) => stem.slice(from, at)) });
          }
        })
        .catch(end);
    });
    signal.addEventListener('abort', () => end(new Failure('call/cancelled', 'Cancelled')), { once: true });
    event({ type: 'ready', ready: readyOf(manifest, plan, chosen) });
    return await ended.finally(() => work);
  } finally {
    await session.release();
  }
}

/** Blocks that wait are run as one, because longer blocks are less work: so a pause is caught up with sooner. */
function joined(blocks: readonly Message[]): Float32Array {
  const all = new Float32Array(blocks.reduce((sum, { samples }) => sum + samples.length, 0));
  let at = 0;
  for (const { samples } of blocks) {
    all.set(samples, at);
    at += samples.length;
  }
  return all;
}

function readyOf(
  manifest: WaveformSeparatorManifest,
  plan: StemPlan,
  { block, realTimeFactor }: ChosenBlock,
): LiveInputReady {
  const { id, version, title, sampleRate, delaySamples } = manifest;
  return {
    model: { id, version, title },
    ...{ sampleRate, block, delay: delaySamples, realTimeFactor },
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

const tooSlow = (realTimeFactor: number): Failure =>
  new Failure(
    'live/too-slow',
    `This computer is too slow for this at the moment: a second of sound takes ${realTimeFactor.toFixed(2)} s of work`,
    { details: { realTimeFactor } },
  );
