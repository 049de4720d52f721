import { Worker } from 'node:worker_threads';
import { onlyOutput } from './session.ts';
import type { FloatTensor, Session, SessionOptions, TensorData } from './session.ts';
import { FromThread } from './session-messages.ts';
import type { ThreadStart, ToThread } from './session-messages.ts';
import { errorOfThread, THREAD_ARGS, threadEntry } from './threads.ts';
import type { Trial } from './trial.ts';

/** Resolves or rejects the oldest message without an answer. */
interface Waiting {
  readonly resolve: (answer: FromThread) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread: each message gets one answer, in order, and the first answer is to its start. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: Error | null = null;

  constructor(start: ThreadStart) {
    this.#worker = new Worker(threadEntry('session-worker', import.meta.url), {
      workerData: start,
      execArgv: THREAD_ARGS,
    });
    this.#worker.on('message', (raw: unknown) => this.#take(raw));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`the model's thread ended with ${code}`)));
  }

  /** The answer to the oldest message that waits for one. */
  answer(): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) reject(this.#ended);
      else this.#waiting.push({ resolve, reject });
    });
  }

  ask(message: ToThread): Promise<FromThread> {
    const answer = this.answer();
    if (this.#ended === null) this.#worker.postMessage(message);
    return answer;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(raw: unknown): void {
    const waiting = this.#waiting.shift();
    try {
      const answer = FromThread.parse(raw);
      if (answer.type === 'failure' || answer.type === 'bug')
        throw errorOfThread(answer, 'the model’s thread');
      waiting?.resolve(answer);
    } catch (error) {
      waiting?.reject(error);
    }
  }

  #end(error: unknown): void {
    this.#ended ??= error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}

/**
 * Loads a model in a thread of its own, where its runs block nothing: the caller works on one piece while the network
 * computes the next. Providers are tried as `openTrustedSession` does.
 * @throws Failure `model/load-failed` if no provider accepts the weights
 */
export async function openThreadedSession(
  weightsPath: string,
  options: SessionOptions,
  trial: Trial,
): Promise<Session> {
  const thread = new Thread({ weightsPath, options, trial });
  try {
    const opened = await thread.answer();
    if (opened.type !== 'open') throw new Error(`the model's thread began with "${opened.type}"`);
    return new ThreadedSession(thread, opened);
  } catch (error) {
    await thread.stop();
    throw error;
  }
}

class ThreadedSession implements Session {
  readonly provider: string;
  readonly refused: Session['refused'];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  fellBack: string | null = null;
  readonly #thread: Thread;

  constructor(
    thread: Thread,
    { provider, refused, inputNames, outputNames }: Omit<Session, 'run' | 'runFor' | 'release' | 'fellBack'>,
  ) {
    this.#thread = thread;
    this.provider = provider;
    this.refused = refused;
    this.inputNames = inputNames;
    this.outputNames = outputNames;
  }

  async run(inputs: Readonly<Record<string, TensorData>>, output: string): Promise<FloatTensor> {
    return onlyOutput(await this.runFor(inputs, [output]));
  }

  async runFor(
    inputs: Readonly<Record<string, TensorData>>,
    outputs: readonly string[],
  ): Promise<FloatTensor[]> {
    const answer = await this.#thread.ask({ type: 'run', inputs: { ...inputs }, outputs: [...outputs] });
    if (answer.type !== 'outputs') throw new Error(`the model's thread answered "${answer.type}"`);
    this.fellBack = answer.fellBack;
    return answer.outputs;
  }

  async release(): Promise<void> {
    await this.#thread.ask({ type: 'release' });
    await this.#thread.stop();
  }
}
