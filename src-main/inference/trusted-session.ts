import { isFailure } from '../../src-shared/contract/failure.ts';
import { runtimeMessage } from './runtime-message.ts';
import { createSession, firstSession, onlyOutput } from './session.ts';
import type { FloatTensor, Session, SessionOptions, TensorData } from './session.ts';
import { problemOf } from './trial.ts';
import type { Trial } from './trial.ts';
import { keepVerdict, knownVerdict, verdictKey } from './verdicts.ts';

/**
 * Loads weights with the first provider that loads them, computes a trial segment as the CPU does, and is no slower. The
 * verdict is kept in `options.verdicts`, so that the trial runs once on a machine.
 * If the provider fails later, during a run (its memory ran out, the device was lost), the CPU takes over from that call
 * on. Without the CPU among the providers, which is somebody's explicit choice, neither happens.
 * @param create replaced by tests
 * @throws Failure `model/load-failed` if no provider accepts the weights
 */
export async function openTrustedSession(
  weightsPath: string,
  options: SessionOptions,
  trial: Trial,
  create = createSession,
): Promise<Session> {
  const { providers, threads } = options;
  const openCpu = (): Promise<Session> => create(weightsPath, 'cpu', threads);
  return firstSession(providers, async (provider) => {
    const open = (): Promise<Session> => create(weightsPath, provider, threads, trial.fixed);
    if (provider === 'cpu' || !providers.includes('cpu')) return open();
    const session = await judged({ weightsPath, provider, options, open, openCpu, trial });
    return new SessionWithFallback(session, openCpu);
  });
}

interface Candidate {
  readonly weightsPath: string;
  readonly provider: string;
  readonly options: SessionOptions;
  readonly open: () => Promise<Session>;
  readonly openCpu: () => Promise<Session>;
  readonly trial: Trial;
}

/** The provider's session if the verdict on it is good, be it kept from before or measured now; throws the reason if not. */
async function judged({
  weightsPath,
  provider,
  options: { threads, verdicts },
  open,
  openCpu,
  trial,
}: Candidate): Promise<Session> {
  if (verdicts === undefined) return tried(open, openCpu, trial);
  const key = await verdictKey(weightsPath, provider, threads, trial.fixed);
  const measured = new Date();
  const known = await knownVerdict(verdicts, key, measured);
  if (known !== null) {
    if (known.problem === null) return open();
    throw new Error(`${known.problem} (measured on ${known.measured.slice(0, 10)})`);
  }
  const keep = (problem: string | null): Promise<void> =>
    keepVerdict(verdicts, key, { problem, measured: measured.toISOString() });
  // A driver can end the whole process; this is then what the next one finds.
  await keep('it ended the process that tried it');
  try {
    const session = await tried(open, openCpu, trial);
    await keep(null);
    return session;
  } catch (error) {
    await keep(runtimeMessage(error));
    throw error;
  }
}

async function tried(
  open: () => Promise<Session>,
  openCpu: () => Promise<Session>,
  trial: Trial,
): Promise<Session> {
  const session = await open();
  const problem = await problemBeside(session, openCpu, trial).catch((error: unknown) => {
    if (isFailure(error)) return error.message;
    throw error;
  });
  if (problem === null) return session;
  await session.release();
  throw new Error(problem);
}

async function problemBeside(
  session: Session,
  openCpu: () => Promise<Session>,
  trial: Trial,
): Promise<string | null> {
  const cpu = await openCpu();
  try {
    return await problemOf(session, cpu, trial);
  } finally {
    await cpu.release();
  }
}

class SessionWithFallback implements Session {
  readonly provider: string;
  readonly refused = [];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  fellBack: string | null = null;
  #session: Session;
  readonly #openCpu: () => Promise<Session>;

  constructor(session: Session, openCpu: () => Promise<Session>) {
    this.#session = session;
    this.#openCpu = openCpu;
    this.provider = session.provider;
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
