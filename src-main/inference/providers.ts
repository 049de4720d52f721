import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** What a model's process is told of the machine. */
export interface Compute {
  /** Execution providers in the order in which they are tried. */
  readonly providers: readonly string[];
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts?: string;
}

/**
 * The providers to try when the user chose one of those that this machine has, and the CPU after it; all of them otherwise.
 * @param choice a provider's name, or `automatic`
 */
export function chosenProviders(choice: string, available: readonly string[]): readonly string[] {
  if (!available.includes(choice)) return available;
  return choice === 'cpu' ? ['cpu'] : [choice, 'cpu'];
}

/** CUDA needs a separate installation step (`npm run gpu:install`), which puts its library next to the runtime. */
function cudaInstalled(): boolean {
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const library = join('linux', process.arch, 'libonnxruntime_providers_cuda.so');
  return ['napi-v6', 'napi-v3'].some((binding) => existsSync(join(runtime, 'bin', binding, library)));
}

/**
 * Execution providers in the order of preference; the CPU comes last because it always works. Does not load the
 * runtime.
 */
export function defaultProviders(): readonly string[] {
  switch (process.platform) {
    case 'win32':
      return ['dml', 'webgpu', 'cpu'];
    case 'darwin':
      return ['coreml', 'webgpu', 'cpu'];
    case 'linux':
      return [...(cudaInstalled() ? ['cuda'] : []), ...(process.arch === 'x64' ? ['webgpu'] : []), 'cpu'];
    default:
      return ['cpu'];
  }
}

/** More threads gain little on eight-second segments, and a fixed number keeps results reproducible. */
const MOST_THREADS = 4;

export function defaultThreads(): number {
  return Math.min(MOST_THREADS, availableParallelism());
}
