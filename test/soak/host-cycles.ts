/**
 * A host in a process of its own that does one round of work after another until it is told to stop: imports a
 * recording, separates a passage, saves the project, exports the mix, and removes the recording.
 * After every round it sends what it holds: memory, handles and files.
 */
import { NO_PARTS } from '../../src-shared/contract/export.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createHost } from '../../src-main/api/host.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { optionsFor } from '../integration/host-options.ts';
import { jobEnded } from '../support/until.ts';
import { duo, writeWav } from '../support/wav.ts';

export interface Holding {
  readonly round: number;
  /** Resident set of the host, bytes, after a garbage collection. */
  readonly rss: number;
  /** Open file descriptors. */
  readonly handles: number;
  /** Files of the library, without what is the user's to empty: trash, exports and backups. */
  readonly files: number;
}

const KEPT = /^(trash|exports|backups)\b/;

const [dir = '', rounds = '1'] = process.argv.slice(2);
const libraryDir = join(dir, 'library');
const host = await createHost(optionsFor(libraryDir));
const client = createRouterClient(host.router, { context: {} });
await client.system.saveSettings({ analyseAutomatically: false });

async function finished(jobId: Parameters<typeof jobEnded>[1]): Promise<void> {
  const { state, failure, title } = await jobEnded(() => client.jobs.list(), jobId);
  if (state !== 'done') throw new Error(`${title} ended ${state}: ${failure?.message ?? ''}`);
  await client.jobs.dismiss({ jobId });
}

async function oneRound(round: number): Promise<void> {
  const path = join(dir, 'take.wav');
  // Every round another pitch, so that no recording is a duplicate.
  writeWav(path, {
    seconds: 2,
    sample: (frame, channel, rate) => duo(frame, channel, rate * (1 + round / 1e4)),
  });
  const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'copy' });
  const [recordingId] = recordingIds;
  const [importId] = jobIds;
  if (recordingId === undefined || importId === undefined) throw new Error('nothing was imported');
  await finished(importId);
  const players = ensembleOf(['flute', 'cello']);
  const { jobId, separationId } = await client.separation.start({
    recordingId,
    players,
    from: 0,
    to: 44_100,
  });
  await finished(jobId);
  const { revision, document } = await client.projects.open({ separationId });
  await client.projects.save({ baseRevision: revision, document: { ...document, title: `Round ${round}` } });
  const exported = await client.exports.start({
    projectId: document.id,
    parts: { ...NO_PARTS, mix: true },
    format: 'wav',
  });
  await finished(exported.jobId);
  await client.library.remove({ recordingId });
  await client.trash.empty({ before: null });
}

for (let round = 0; round < Number(rounds); round += 1) {
  await oneRound(round);
  globalThis.gc?.();
  const holding: Holding = {
    round,
    rss: process.memoryUsage().rss,
    handles: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    files: readdirSync(libraryDir, { recursive: true }).filter((name) => !KEPT.test(String(name))).length,
  };
  process.send?.(holding);
}
await host.close();
process.disconnect();
