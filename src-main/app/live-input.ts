import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import {
  LiveInputId,
  type LiveDelay,
  type LiveInputOpened,
  type LiveInputReady,
} from '../../src-shared/contract/live-input.ts';
import { newJobId } from '../../src-shared/project/ids.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import type { ModelRegistry } from '../inference/registry.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import type { SpawnProcess } from '../jobs/tasks/task-protocol.ts';

/** Seconds of work per second of sound up to which a machine is fast enough, with a reserve for everything else. */
const SLOWEST = 0.8;
/** One core: the window, its audio and other programs need the others. */
const THREADS = 1;
/** Sound that waits to be separated at the same time; a window that sends more does not keep time. */
const MOST_WAITING_SECONDS = 4;

interface LiveInputOptions {
  readonly models: ModelRegistry;
  readonly spawn: SpawnProcess;
  /** Fires when the library closes. */
  readonly closing: AbortSignal;
}

interface Session {
  readonly id: LiveInputId;
  readonly stop: AbortController;
  readonly opened: LiveInputReady;
  /** The first block that the model has not been given. */
  next: number;
  /** Blocks that arrived before their predecessors, which took another connection. */
  readonly early: Map<number, Float32Array>;
  readonly send: (message: { readonly block: number; readonly samples: Float32Array }) => void;
  /** Whoever waits for a block, by its number. */
  readonly waiting: Map<number, PromiseWithResolvers<readonly Float32Array[]>>;
}

/** The sound input that is being separated: at most one, in a child process of its own. */
export class LiveInput {
  readonly #options: LiveInputOptions;
  #session: Session | null = null;

  constructor(options: LiveInputOptions) {
    this.#options = options;
  }

  /**
   * Starts a model and runs it until the caller stops listening.
   * @throws Failure `live/no-model`, `live/too-slow`, `players/none`, `model/*`, `process/died`
   */
  async *open(
    { players, delay }: { readonly players: Ensemble; readonly delay: LiveDelay },
    signal: AbortSignal,
  ): AsyncGenerator<LiveInputOpened, void, void> {
    const model = (await this.#options.models.list()).find(
      ({ task, causal, problem }) => task === 'separation' && causal && problem === null,
    );
    if (model === undefined) {
      throw new Failure('live/no-model', 'A sound input needs a causal model, and none is installed');
    }
    const { dir: modelDir } = await this.#options.models.resolve(model.id);
    this.#session?.stop.abort();
    const stop = new AbortController();
    const waiting: Session['waiting'] = new Map();
    const ready = Promise.withResolvers<LiveInputReady>();
    let send: Session['send'] = () => undefined;
    const running = runTask(
      this.#options.spawn,
      'live-input',
      { modelDir, players: [...players], delay, threads: THREADS, slowest: SLOWEST },
      {
        signal: AbortSignal.any([signal, stop.signal, this.#options.closing]),
        onStart: (post) => {
          send = post;
        },
        onEvent: (event) => {
          if (event.type === 'ready') return ready.resolve(event.ready);
          waiting.get(event.block)?.resolve(event.stems);
          waiting.delete(event.block);
        },
      },
    );
    running.catch((error: unknown) => {
      ready.reject(error);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    });
    try {
      const opened = await ready.promise;
      const id = LiveInputId.parse(`live_${newJobId().slice('job_'.length)}`);
      this.#session = { id, stop, opened, next: 0, early: new Map(), waiting, send };
      yield { ...opened, id };
      await running;
    } finally {
      if (this.#session?.stop === stop) this.#session = null;
      stop.abort();
    }
  }

  /**
   * Separates a block, once all before it have been taken.
   * @returns the stems of the block
   * @throws Failure `live/ended`, `call/invalid` for a block of another length or number
   */
  async take(id: LiveInputId, block: number, samples: Float32Array): Promise<readonly Float32Array[]> {
    const session = this.#session;
    if (session?.id !== id) throw new Failure('live/ended', 'The session of this sound input has ended');
    const { opened, waiting, early, send } = session;
    if (samples.length !== opened.block) {
      throw new Failure('call/invalid', `A block has ${opened.block} samples, not ${samples.length}`);
    }
    const most = Math.ceil((MOST_WAITING_SECONDS * opened.sampleRate) / opened.block);
    if (block < session.next || waiting.has(block) || waiting.size >= most) {
      throw new Failure('call/invalid', 'Too many blocks wait, or one came twice');
    }
    const answer = Promise.withResolvers<readonly Float32Array[]>();
    waiting.set(block, answer);
    early.set(block, samples);
    for (let due = early.get(session.next); due !== undefined; due = early.get(session.next)) {
      early.delete(session.next);
      send({ block: session.next, samples: due });
      session.next += 1;
    }
    return answer.promise;
  }
}

export const liveInputCalls = (liveInput: LiveInput): Calls['liveInput'] => ({
  open: (wanted, { signal }) => liveInput.open(wanted, signal),
});
