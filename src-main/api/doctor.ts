import { statfs } from 'node:fs/promises';
import { availableParallelism, arch, platform, release, totalmem } from 'node:os';
import { z } from 'zod';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { runTask } from '../jobs/run-task.ts';
import { LATEST_VERSION } from '../library/migrations/index.ts';
import type { Services } from './services.ts';

/** What a report of a problem needs: versions, runtime, execution providers as tried, library, disk, models. */
export async function doctor(services: Services): Promise<Record<string, unknown>> {
  const { library, models, queue } = services;
  const { bavail, bsize } = await statfs(library.folder.root);
  const count = (table: 'recordings' | 'separations'): number =>
    library.read.get(`SELECT count(*) AS n FROM ${table}`, z.object({ n: z.number() }))?.n ?? 0;
  const sqlite = library.read.get('SELECT sqlite_version() AS version', z.object({ version: z.string() }));
  return {
    divisi: services.version,
    node: process.versions.node,
    electron: process.versions['electron'] ?? null,
    system: { platform: platform(), release: release(), arch: arch() },
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    sqlite: sqlite?.version ?? null,
    library: {
      folder: library.folder.root,
      schema: LATEST_VERSION,
      readOnly: library.write === null,
      recordings: count('recordings'),
      separations: count('separations'),
      freeDiskBytes: bavail * bsize,
      jobs: queue.list().filter(({ state }) => state === 'running' || state === 'queued').length,
    },
    models: (await models.list()).map(({ id, version, origin, problem }) => ({
      id,
      version,
      origin,
      problem,
    })),
    inference: await tryInference(services),
  };
}

async function tryInference(services: Services): Promise<unknown> {
  const { models, spawn, providers, threads } = services;
  try {
    const { dir, info } = await models.resolve();
    const probe = await runTask(
      spawn,
      'probe',
      { modelDir: dir, providers, threads },
      { signal: AbortSignal.timeout(60_000) },
    );
    return { model: info.id, threads, tried: providers, ...probe };
  } catch (error) {
    if (isFailure(error)) return { problem: error.toData() };
    throw error;
  }
}
