import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../src-main/api/host.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import { adaptJob } from '../../src-main/jobs/kinds/adapt.ts';
import { insertAdaptation } from '../../src-main/library/rows/adaptations.ts';
import { insertJob } from '../../src-main/library/rows/jobs.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary } from '../../src-main/library/open.ts';
import { newAdaptationId, newJobId, type RecordingId } from '../../src-shared/project/ids.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { clientOf, ended, media, pcm, startHost } from './host-harness.ts';
import { optionsFor } from './host-options.ts';

/** A library as a stranger would send it: it reads a file of the user's, brings a job, and a Python to run it with. */
async function sentByAStranger() {
  const folder = tempDir();
  const made = join(folder, 'made');
  const source = writeWav(join(folder, 'private.wav'), { seconds: 1 });
  const first = await createHost(optionsFor(made));
  const { grantId } = first.grants.grantPath(source, { kind: 'file', access: 'read' });
  const client = clientOf(first);
  await client.system.saveSettings({ analyseAutomatically: false });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'reference' });
  const [jobId] = jobIds;
  if (jobId === undefined) throw new Error('nothing was imported');
  await ended(client, jobId);
  await first.close();

  const sent = join(folder, 'sent');
  cpSync(made, sent, { recursive: true });
  const library = await openLibrary(sent, { log: silentLog, access: 'write' });
  const row = {
    ...{ id: newAdaptationId(), jobId: newJobId(), name: 'Evil', modelId: 'evil', fromId: 'tiny' },
    ...{ fromVersion: '1.0.0', minutes: 1, pretraining: 'unmixing' as const },
    sources: { recordings: [], solos: [] },
  };
  if (library.write === null) throw new Error('the library is locked');
  insertAdaptation(library.write, row);
  insertJob(library.write, adaptJob(row));
  library.close();
  const ran = join(folder, 'ran');
  const bin = join(sent, 'python', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\ntouch "${ran}"\n`);
  chmodSync(join(bin, 'python3'), 0o755);
  return { sent, ran, source, jobId: row.jobId, recordingId: recordingIds[0] as RecordingId };
}

describe('a library from elsewhere', () => {
  it('is opened, and nothing of it runs or leads out of it, until it is trusted', async () => {
    const { sent, ran, source, jobId, recordingId } = await sentByAStranger();
    const { host, client, events } = await startHost(sent);
    expect(await client.library.trust()).toEqual({
      ...{ trusted: false, outside: 1, waitingJobs: 1, bringsPython: true },
    });
    await client.adaptations.check();
    expect((await client.jobs.list()).find(({ id }) => id === jobId)?.state).toBe('queued');
    for (const call of [client.jobs.cancel, client.jobs.retry, client.jobs.dismiss]) {
      await expect(call({ jobId })).rejects.toMatchObject({ data: { code: 'library/untrusted' } });
    }
    expect((await client.library.list({}))[0]?.available).toBe(false);
    expect((await media(host, recordingId, 'pcm')).status).toBe(403);
    const { grantId } = host.grants.grantPath(source, { kind: 'file', access: 'read' });
    await expect(client.library.import({ grantId, mode: 'reference' })).rejects.toMatchObject({
      data: { code: 'library/untrusted' },
    });
    expect(existsSync(ran)).toBe(false);

    expect(await client.library.setTrust({ trusted: true })).toMatchObject({ trusted: true, waitingJobs: 0 });
    // It fails (no such model can be adapted), but it was begun.
    expect((await ended(client, jobId)).state).toBe('failed');
    expect((await client.library.list({}))[0]?.available).toBe(true);
    expect((await pcm(host, recordingId)).length).toBeGreaterThan(0);
    await client.adaptations.check();
    expect(existsSync(ran)).toBe(true);
    expect(events.some(({ type }) => type === 'trust')).toBe(true);
  });

  it('stays trusted at the next start, and is not after it was revoked', async () => {
    const { sent } = await sentByAStranger();
    const notes = new LibraryTrust(join(dirname(sent), 'config'));
    notes.trust(sent);
    const { client } = await startHost(sent, { trust: notes });
    expect((await client.library.trust()).trusted).toBe(true);
    await client.library.setTrust({ trusted: false });
    expect(notes.isTrusted(sent)).toBe(false);
    expect((await client.library.list({}))[0]?.available).toBe(false);
  });

  it('is not opened where one of its folders is a link to a folder of the user’s', async () => {
    const { sent } = await sentByAStranger();
    const mine = tempDir();
    writeFileSync(join(mine, 'letter.txt'), 'dear');
    mkdirSync(join(sent, 'serve'));
    symlinkSync(mine, join(sent, 'serve', 'uploads'));
    await expect(createHost(optionsFor(sent))).rejects.toMatchObject({ code: 'library/untrusted' });
    expect(readFileSync(join(mine, 'letter.txt'), 'utf8')).toBe('dear');
  });
});

describe('a library that is made here', () => {
  it('is trusted from the start', async () => {
    const { client } = await startHost(join(tempDir(), 'library'));
    expect(await client.library.trust()).toEqual({
      ...{ trusted: true, outside: 0, waitingJobs: 0, bringsPython: false },
    });
  });
});
