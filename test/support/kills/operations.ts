/** The operations to interrupt. Each works on a copy of one prepared library and can start in any process. */
import { NO_PARTS } from '../../../src-shared/contract/export.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../../src-main/api/host.ts';
import { createRouterClient } from '@orpc/server';
import type { JobId } from '../../../src-shared/project/ids.ts';
import { ensembleOf } from '../../../src-shared/project/players.ts';
import { jobEnded } from '../until.ts';

export const OPERATIONS = [
  'import',
  'separate',
  'save',
  'export',
  'remove',
  'backup',
  'migrate',
  'align',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The end of the separated range, in samples of the recording. */
export const SEPARATED_TO = 3 * 44_100;
export const SAVES = 60;
export const BACKUPS = 5;

export const clientOf = (host: Host) => createRouterClient(host.router, { context: {} });
type Client = ReturnType<typeof clientOf>;

async function done(client: Client, jobId: JobId): Promise<void> {
  const { state, failure, title } = await jobEnded(() => client.jobs.list(), jobId);
  if (state !== 'done') throw new Error(`${title} ended ${state}: ${failure?.message ?? ''}`);
}

export async function theRecording(client: Client, title = 'prepared') {
  const recording = (await client.library.list({})).find((found) => found.title === title);
  if (recording === undefined) throw new Error(`the recording "${title}" is not there`);
  return recording.id;
}

async function theProject(client: Client) {
  const { separations } = await client.library.get({ recordingId: await theRecording(client) });
  const [separation] = separations;
  if (separation === undefined) throw new Error('the prepared separation is not there');
  return client.projects.open({ separationId: separation.id });
}

/** @param acknowledge called with every saved revision */
export async function runOperation(
  host: Host,
  dir: string,
  operation: Operation,
  acknowledge: (revision: number) => void,
): Promise<void> {
  const client = clientOf(host);
  switch (operation) {
    case 'import': {
      const { grantId } = host.grants.grantPath(join(dir, '..', 'new.wav'), { kind: 'file', access: 'read' });
      const { jobIds } = await client.library.import({ grantId, mode: 'copy' });
      for (const jobId of jobIds) await done(client, jobId);
      return;
    }
    case 'separate': {
      const { jobId } = await client.separation.start({
        recordingId: await theRecording(client),
        players: ensembleOf(['flute', 'cello']),
        from: 0,
        to: SEPARATED_TO,
      });
      return done(client, jobId);
    }
    case 'save': {
      const { document, revision: first } = await theProject(client);
      let revision = first;
      for (let save = 0; save < SAVES; save += 1) {
        const title = `Saved ${revision + 1}`;
        ({ revision } = await client.projects.save({
          baseRevision: revision,
          document: { ...document, title },
        }));
        acknowledge(revision);
      }
      return;
    }
    case 'export': {
      const { document } = await theProject(client);
      const out = join(dir, 'out');
      mkdirSync(out, { recursive: true });
      const { grantId } = host.grants.grantPath(out, { kind: 'folder', access: 'write' });
      const { jobId } = await client.exports.start({
        projectId: document.id,
        parts: { ...NO_PARTS, separated: document.tracks.map(({ id }) => id) },
        format: 'wav',
        destination: grantId,
      });
      return done(client, jobId);
    }
    case 'remove': {
      await client.library.remove({ recordingId: await theRecording(client) });
      return;
    }
    case 'backup': {
      for (let backup = 0; backup < BACKUPS; backup += 1) await client.library.createBackup();
      return;
    }
    case 'align': {
      const score = host.grants.grantPath(join(dir, '..', 'duo.musicxml'), { kind: 'file', access: 'read' });
      const recordingId = await theRecording(client, 'duo');
      const { jobId } = await client.notes.align({ recordingId, score: score.grantId });
      return done(client, jobId);
    }
    // Opening the library already migrates it.
    case 'migrate':
      return;
  }
}
