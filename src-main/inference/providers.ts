import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** CUDA comes with an install step of its own (`npm run gpu:install`): its library lies beside the runtime, or not. */
function cudaInstalled(): boolean {
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const library = join('linux', process.arch, 'libonnxruntime_providers_cuda.so');
  return ['napi-v6', 'napi-v3'].some((binding) => existsSync(join(runtime, 'bin', binding, library)));
}

/** Execution providers in the order they are tried; the CPU comes last, as it always works. Loads no runtime. */
export function defaultProviders(): readonly string[] {
  switch (process.platform) {
    case 'win32':
      return ['dml', 'cpu'];
    case 'darwin':
      return ['coreml', 'cpu'];
    case 'linux':
      return cudaInstalled() ? ['cuda', 'cpu'] : ['cpu'];
    default:
      return ['cpu'];
  }
}

/** More threads than this gain little on pieces of eight seconds, and a fixed number keeps results the same. */
const MOST_THREADS = 4;

export function defaultThreads(): number {
  return Math.min(MOST_THREADS, availableParallelism());
}
