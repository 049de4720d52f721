import { isFailure } from '../../src-shared/contract/failure.ts';
import { onlyOutput, openSession } from './session.ts';
import type { FloatTensor, Session, SessionOptions, TensorData } from './session.ts';
import { problemOf } from './trial.ts';
import type { Trial } from './trial.ts';

/**
 * Loads weights with the first provider that loads them, computes a trial segment as the CPU does, and is no slower.
 * If it fails later, during a run (its memory ran out, the device was lost), the CPU takes over from that call on. Without
 * the CPU among the providers, which is somebody's explicit choice, neither happens.
 * @param open replaced by tests
 * @throws Failure `model/load-failed` if no provider accepts the weights
 */
export async function openTrustedSession(
  weightsPath: string,
  options: SessionOptions,
  trial: Trial,
  open = openSession,
): Promise<Session> {
  if (!options.providers.includes('cpu')) return open(weightsPath, options);
  const openCpu = (): Promise<Session> => open(weightsPath, { ...options, providers: ['cpu'] });
  const accept = async (session: Session): Promise<string | null> => {
    if (session.provider === 'cpu') return null;
    const cpu = await openCpu();
    try {
      return await problemOf(session, cpu, trial);
    } finally {
      await cpu.release();
    }
  };
  const session = await open(weightsPath, options, accept);
  return session.provider === 'cpu' ? session : new SessionWithFallback(session, openCpu);
}

class SessionWithFallback implements Session {
  readonly provider: string;
  readonly refused: Session['refused'];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  fellBack: string | null = null;
  #session: Session;
  readonly #openCpu: () => Promise<Session>;

  constructor(session: Session, openCpu: () => Promise<Session>) {
    this.#session = session;
    this.#openCpu = openCpu;
    this.provider = session.provider;
    this.refused = session.refused;
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
  }

  async run(inputs: Readonly<Record<string, TensorData>>, output: string): Promise<FloatTensor> {
    return onlyOutput(await this.runFor(inputs, [output]));
  }

  async runFor(
    inputs: Readonly<Record<string, TensorData>>,
    outputs: readonly string[],
  ): Promise<FloatTensor[]> {
    try {
      return await this.#session.runFor(inputs, outputs);
    } catch (error) {
      if (this.fellBack !== null || !isFailure(error)) throw error;
      const cpu = await this.#openCpu();
      let results: FloatTensor[];
      try {
        results = await cpu.runFor(inputs, outputs);
      } catch (same) {
        // The CPU refuses it too: the input is wrong, not the provider.
        await cpu.release();
        throw same;
      }
      await this.#session.release().catch(() => undefined);
      this.#session = cpu;
      this.fellBack = error.message;
      return results;
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
