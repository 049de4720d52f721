/**
 * How soon stems can be listened to: from the call behind "Separate" until the host serves the first second of every
 * stem, with each separator. `DIVISI_BENCH_MODELS` names another folder of models than the shipped.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { createHost, type Host } from '../../src-main/api/host.ts';
import { parseEnsemble } from '../../src-shared/project/players.ts';
import { optionsFor } from '../integration/host-options.ts';
import { RATE, removeFolder, THREADS, writeTrio } from './separation-run.ts';

const SECONDS = 30;
const PLAYERS = parseEnsemble('violin,clarinet,cello');

/** Seconds until all stems answer for their first second. */
async function timeToListen(host: Host, path: string, modelId: string): Promise<number> {
  const client = createRouterClient(host.router, { context: {} });
  const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'reference', again: true });
  const [recordingId] = recordingIds;
  if (recordingId === undefined) throw new Error('nothing was imported');
  while ((await client.jobs.list()).some(({ id, state }) => id === jobIds[0] && state !== 'done')) {
    await sleep(20);
  }
  const request = { recordingId, players: PLAYERS, modelId };
  // The window asks for it before anyone can press the button.
  await client.separation.estimate(request);
  const started = performance.now();
  const { jobId } = await client.separation.start(request);
  const seconds = (): number => (performance.now() - started) / 1000;
  const headers = { range: `bytes=0-${RATE * 8 - 1}` };
  for (;;) {
    const [separation] = (await client.library.get({ recordingId })).separations;
    const stems = separation?.live?.stems ?? [];
    if (stems.length > 0 && (separation?.live?.readyFrames ?? 0) >= RATE) {
      const requests = stems.map(({ id }) => new Request(`http://divisi/media/${id}/pcm`, { headers }));
      const answers = await Promise.all(requests.map((ask) => host.media(ask)));
      await Promise.all(answers.map((answer) => answer.arrayBuffer()));
      if (answers.every(({ status }) => status === 206)) {
        const taken = seconds();
        await client.jobs.cancel({ jobId });
        return taken;
      }
    }
    const state = (await client.jobs.list()).find(({ id }) => id === jobId)?.state;
    if (state !== 'queued' && state !== 'running') {
      throw new Error(`the separation ended ${state ?? 'nowhere'} before anything could be heard`);
    }
    await sleep(5);
  }
}

export const bench = {
  name: 'listen',
  async run(): Promise<{ ratios: Record<string, number> }> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    const models = process.env.DIVISI_BENCH_MODELS;
    const host = await createHost(
      optionsFor(join(folder, 'library'), {
        threads: THREADS,
        ...(models === undefined ? {} : { modelsDir: models }),
      }),
    );
    try {
      const path = join(folder, 'trio.wav');
      await writeTrio(path, SECONDS);
      const client = createRouterClient(host.router, { context: {} });
      await client.system.saveSettings({ analyseAutomatically: false });
      const ratios: Record<string, number> = {};
      for (const { id, task, problem } of await client.models.list()) {
        if (task !== 'separation' || problem !== null) continue;
        ratios[`${id}: first second of all stems after, share of a second`] = await timeToListen(
          host,
          path,
          id,
        );
      }
      return { ratios };
    } finally {
      await host.close();
      await removeFolder(folder);
    }
  },
};
