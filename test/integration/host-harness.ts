import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { createHost, type Host, type HostOptions } from '../../src-main/api/host.ts';
import type { HostEvent } from '../../src-shared/contract/events.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { AudioId, JobId } from '../../src-shared/project/ids.ts';
import { jobEnded } from '../support/until.ts';
import { optionsFor } from './host-options.ts';

export const clientOf = (host: Host) => createRouterClient(host.router, { context: {} });
export type Client = ReturnType<typeof clientOf>;

/**
 * The host with its real child processes, spoken to through the contract. It listens to nothing by itself: a test
 * that waits for the last event would wait for that too.
 */
export async function startHost(libraryDir: string, change: Partial<HostOptions> = {}) {
  const host = await createHost(optionsFor(libraryDir, change));
  const client = clientOf(host);
  if (!host.capabilities.readOnly) await client.system.saveSettings({ analyseAutomatically: false });
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

export const ended = (client: Client, jobId: JobId): Promise<Job> =>
  jobEnded(() => client.jobs.list(), jobId);

export const media = (host: Host, id: AudioId, what: string, headers: Record<string, string> = {}) =>
  host.media(new Request(`http://divisi/media/${id}/${what}`, { headers }));

export async function pcm(host: Host, id: AudioId): Promise<Float32Array> {
  const response = await media(host, id, 'pcm');
  if (!response.ok) throw new Error(await response.text());
  return new Float32Array(await response.arrayBuffer());
}
