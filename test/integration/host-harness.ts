import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { createHost, type Host, type HostOptions } from '../../src-main/api/host.ts';
import type { HostEvent, Job } from '../../src-shared/contract/schemas.ts';
import type { AudioId, JobId } from '../../src-shared/project/ids.ts';
import { optionsFor } from './host-options.ts';

export const clientOf = (host: Host) => createRouterClient(host.router, { context: {} });
export type Client = ReturnType<typeof clientOf>;

export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'divisi-host-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The host with its real child processes, spoken to through the contract. */
export async function startHost(libraryDir: string, change: Partial<HostOptions> = {}) {
  const host = await createHost(optionsFor(libraryDir, change));
  const client = clientOf(host);
  const events: HostEvent[] = [];
  const stream = await client.system.events();
  const listening = (async () => {
    for await (const event of stream) events.push(event);
  })();
  // Closing the host ends the stream.
  onTestFinished(async () => {
    await host.close();
    await listening;
  });
  return { host, client, events };
}

/** Waits until a job is not waiting or running any more. */
export async function ended(client: Client, jobId: JobId): Promise<Job> {
  for (;;) {
    const job = (await client.jobs.list()).find(({ id }) => id === jobId);
    if (job === undefined) throw new Error('the job is gone');
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const media = (host: Host, id: AudioId, what: string, headers: Record<string, string> = {}) =>
  host.media(new Request(`http://divisi/media/${id}/${what}`, { headers }));

export async function pcm(host: Host, id: AudioId): Promise<Float32Array> {
  const response = await media(host, id, 'pcm');
  if (!response.ok) throw new Error(await response.text());
  return new Float32Array(await response.arrayBuffer());
}
