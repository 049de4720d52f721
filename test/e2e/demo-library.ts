/** Separates the demo once for all end-to-end tests that need its stems; each of them copies the library. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createHost } from '../../src-main/api/host.ts';
import type { JobId } from '../../src-shared/project/ids.ts';
import { optionsFor } from '../integration/host-options.ts';
import { jobEnded } from '../support/until.ts';

const NAME = 'DIVISI_TEST_DEMO_LIBRARY';

/** The folder of the library; to be copied, never opened. */
export function separatedDemo(): string {
  const path = process.env[NAME];
  if (path === undefined) throw new Error(`${NAME} is not set: the global setup has not run`);
  return path;
}

/** Playwright's global setup. @returns the global teardown */
export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-e2e-demo-'));
  const host = await createHost(optionsFor(folder));
  try {
    const client = createRouterClient(host.router, { context: {} });
    await client.system.saveSettings({ analyseAutomatically: false });
    const done = async (jobId: JobId): Promise<void> => {
      const { state, failure } = await jobEnded(() => client.jobs.list(), jobId);
      if (state !== 'done') throw new Error(`the demo's job ended ${state}: ${failure?.message ?? ''}`);
      await client.jobs.dismiss({ jobId });
    };
    const { jobId, recordingId } = await client.library.importDemo();
    await done(jobId);
    const { players } = (await client.library.get({ recordingId })).recording;
    await done((await client.separation.start({ recordingId, players })).jobId);
    await client.system.saveSettings({ analyseAutomatically: true });
  } finally {
    await host.close();
  }
  process.env[NAME] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
