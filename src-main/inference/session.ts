import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { withFixedDimension, type FixedDimension } from './fixed-dimension.ts';
import { runtimeMessage } from './runtime-message.ts';

export type TensorData =
  | { readonly dtype: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] }
  | { readonly dtype: 'int64'; readonly data: BigInt64Array; readonly shape: readonly number[] };

export interface RefusedProvider {
  readonly provider: string;
  readonly reason: string;
}

/** A loaded model. `run` blocks its thread, so only worker processes load a model. */
export interface Session {
  readonly provider: string;
  readonly refused: readonly RefusedProvider[];
  /** Why the provider gave up during a run, which the CPU then took over; null while it has not. */
  readonly fellBack: string | null;
  /** Names of the graph's input tensors. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** @throws Failure `model/invalid` if the model rejects the inputs or returns an output other than declared */
  run(inputs: Readonly<Record<string, TensorData>>, output: string): Promise<FloatTensor>;
  /** Like `run`, for several outputs at once, in the given order. */
  runFor(inputs: Readonly<Record<string, TensorData>>, outputs: readonly string[]): Promise<FloatTensor[]>;
  release(): Promise<void>;
}

export interface FloatTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface SessionOptions {
  /** Tried in order. */
  readonly providers: readonly string[];
  /** Fixed, because the summation order of parallel sums (and so the last bit) depends on it. */
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept; without it, every opening measures again. */
  readonly verdicts?: string;
}

const PackageJson = z.object({ version: z.string() });

/** The runtime version recorded with each run, such as `onnxruntime-node 1.30.0`. */
export function runtimeVersion(): string {
  const load = createRequire(import.meta.url);
  return `onnxruntime-node ${PackageJson.parse(load('onnxruntime-node/package.json')).version}`;
}

/**
 * What each provider is told besides its name. The Node binding passes on no more than a device's number to CUDA and
 * DirectML, flags to CoreML, and names of options to WebGPU (js/node/src/session_options_helper.cc of onnxruntime).
 */
function providerOptions(provider: string): InferenceSession.ExecutionProviderConfig {
  // COREML_FLAG_CREATE_MLPROGRAM: the older format of neural networks lacks operators of our graphs.
  if (provider === 'coreml') return { name: 'coreml', coreMlFlags: 0x010 };
  return provider;
}

export function sessionOptions(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [providerOptions(provider)],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // All runs have the same size, so the arena's memory is reused; allocating it each time costs a quarter of the CPU
    // time in page faults. The memory pattern would use additional memory, and spinning would waste the other cores.
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  };
}

/**
 * Loads the graph as the provider is to run it. On the CPU, shapes that are known before gain nothing (0.26 s a piece with
 * or without) and change the last bits, so that it gets the file as it is.
 * @param fixed a dimension that has one size in every call; null if there is none
 */
export async function loadGraph(
  weightsPath: string,
  provider: string,
  fixed: FixedDimension | null,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  if (provider === 'cpu' || fixed === null) return InferenceSession.create(weightsPath, options);
  return InferenceSession.create(withFixedDimension(await readFile(weightsPath), fixed), options);
}

export function toTensor(value: TensorData): Tensor {
  return value.dtype === 'float32'
    ? new Tensor('float32', value.data, value.shape)
    : new Tensor('int64', value.data, value.shape);
}

/** The answer to a run for one output. */
export function onlyOutput([tensor]: readonly FloatTensor[]): FloatTensor {
  if (tensor === undefined) throw new Error('one output was asked for, and none came');
  return tensor;
}

class OnnxSession implements Session {
  readonly provider: string;
  readonly refused = [];
  readonly fellBack = null;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #session: InferenceSession;

  constructor(session: InferenceSession, provider: string) {
    this.#session = session;
    this.provider = provider;
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
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, toTensor(value)]));
    let results: InferenceSession.OnnxValueMapType;
    try {
      results = await this.#session.run(feeds, outputs);
    } catch (cause) {
      throw new Failure('model/invalid', `The model refused its input: ${runtimeMessage(cause)}`, { cause });
    }
    return outputs.map((output) => {
      const tensor = results[output];
      if (tensor === undefined || !(tensor.data instanceof Float32Array)) {
        throw new Failure('model/invalid', `The model’s output "${output}" is not 32-bit float`);
      }
      return { data: tensor.data, shape: tensor.dims };
    });
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** A session that was released and waits for the next task of this process that opens the same. */
let waiting: { readonly key: string; readonly session: Session } | null = null;

/**
 * Opens a session as `openSession` does, but keeps the last released one loaded, because loading a model costs as much as
 * running it on several seconds of audio.
 * @throws Failure as `openSession`
 */
export async function borrowSession(
  weightsPath: string,
  options: SessionOptions,
  open: (weightsPath: string, options: SessionOptions) => Promise<Session> = openSession,
): Promise<Session> {
  const { size, mtimeMs } = await stat(weightsPath);
  const key = JSON.stringify([open.name, weightsPath, size, mtimeMs, options.providers, options.threads]);
  const kept = waiting;
  waiting = null;
  if (kept !== null && kept.key !== key) await kept.session.release();
  const session = kept?.key === key ? kept.session : await open(weightsPath, options);
  const { provider, refused, inputNames, outputNames } = session;
  let hasFailed = false;
  /** A session whose run failed may be broken, so it is not kept. */
  const noting = <T>(run: Promise<T>): Promise<T> =>
    run.catch((error: unknown) => {
      hasFailed = true;
      throw error;
    });
  return {
    ...{ provider, refused, inputNames, outputNames },
    get fellBack() {
      return session.fellBack;
    },
    run: (inputs, output) => noting(session.run(inputs, output)),
    runFor: (inputs, outputs) => noting(session.runFor(inputs, outputs)),
    release: async () => {
      if (hasFailed || session.fellBack !== null) return session.release();
      const other = waiting;
      waiting = { key, session };
      if (other !== null) await other.session.release();
    },
  };
}

/** Why WebGPU can't be used on a machine without a GPU, where the runtime says it in its own code's terms. */
export const NO_ADAPTER = 'there is no GPU that it can use';

/**
 * Loads weights with one provider.
 * @param fixed as in `loadGraph`
 * @throws what the runtime says where the provider is not available or does not accept them
 */
export async function createSession(
  weightsPath: string,
  provider: string,
  threads: number,
  fixed: FixedDimension | null = null,
): Promise<Session> {
  const options = sessionOptions(provider, threads);
  const created = await loadGraph(weightsPath, provider, fixed, options).catch((cause: unknown) => {
    if (provider !== 'webgpu' || !/adapter/i.test(String(cause))) throw cause;
    throw new Error(NO_ADAPTER, { cause });
  });
  return new OnnxSession(created, provider);
}

/**
 * The session of the first provider whose attempt does not throw; the others' reasons are recorded in it.
 * @throws Failure `model/load-failed` if every attempt throws
 */
export async function firstSession(
  providers: readonly string[],
  attempt: (provider: string) => Promise<Session>,
): Promise<Session> {
  const refused: RefusedProvider[] = [];
  for (const provider of providers) {
    try {
      const session = await attempt(provider);
      return refused.length === 0 ? session : new SessionAfterOthers(session, refused);
    } catch (error) {
      refused.push({ provider, reason: runtimeMessage(error) });
    }
  }
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new Failure('model/load-failed', `The model can’t be loaded (${reasons || 'no provider was named'})`);
}

/**
 * Loads weights with the first provider that accepts them.
 * @throws Failure `model/load-failed` if no provider accepts them
 */
export const openSession = (weightsPath: string, { providers, threads }: SessionOptions): Promise<Session> =>
  firstSession(providers, (provider) => createSession(weightsPath, provider, threads));

class SessionAfterOthers implements Session {
  readonly provider: string;
  readonly refused: readonly RefusedProvider[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #session: Session;

  constructor(session: Session, refused: readonly RefusedProvider[]) {
    this.#session = session;
    this.refused = refused;
    this.provider = session.provider;
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
  }

  get fellBack(): string | null {
    return this.#session.fellBack;
  }

  run(inputs: Readonly<Record<string, TensorData>>, output: string): Promise<FloatTensor> {
    return this.#session.run(inputs, output);
  }

  runFor(inputs: Readonly<Record<string, TensorData>>, outputs: readonly string[]): Promise<FloatTensor[]> {
    return this.#session.runFor(inputs, outputs);
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
