/** Archives as the window writes and takes them over, through the contract. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { startHost } from './host-harness.ts';
import { importDuo, RATE } from './import-duo.ts';

async function last<T>(events: AsyncIterable<T>): Promise<{ readonly all: T[]; readonly end: T }> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  const end = all.at(-1);
  if (end === undefined) throw new Error('there was no event');
  return { all, end };
}

it('goes from one library into another, once', async () => {
  const { host, client, recordingId, dir } = await importDuo(RATE);
  const out = join(dir, 'out');
  mkdirSync(out);
  const folder = host.grants.grantPath(out, { kind: 'folder', access: 'write' });
  const target = { folder: folder.grantId, name: 'duo', replace: false };
  const written = await last(await client.archives.write({ recordingIds: [recordingId], target }));
  expect(written.end).toMatchObject({
    progress: 1,
    result: { recordings: 1, separations: 0, leftOut: [], file: { name: 'duo.zip' } },
  });
  for (const [index, { progress }] of written.all.entries()) {
    expect(progress).toBeGreaterThanOrEqual(written.all[index - 1]?.progress ?? 0);
  }
  await expect(last(await client.archives.write({ recordingIds: null, target }))).rejects.toMatchObject({
    code: 'file/exists',
  });

  const other = await startHost(join(tempDir(), 'other'));
  const file = other.host.grants.grantPath(join(out, 'duo.zip'), { kind: 'file', access: 'read' }).grantId;
  expect(await other.client.archives.inspect({ file })).toMatchObject({ recordings: 1, separations: 0 });
  expect((await last(await other.client.archives.take({ file }))).end.result).toMatchObject({
    ...{ recordings: 1, known: 0, conflicts: [] },
  });
  expect((await other.client.library.get({ recordingId })).recording).toMatchObject({
    ...{ state: 'ready', storage: 'copy', frames: RATE, available: true },
  });
  expect((await last(await other.client.archives.take({ file }))).end.result).toMatchObject({
    ...{ recordings: 0, known: 1 },
  });
});

it('leaves no file when it is cancelled, and refuses what is no archive', async () => {
  const { host, client, dir } = await importDuo(RATE);
  const out = join(dir, 'out');
  mkdirSync(out);
  const folder = host.grants.grantPath(out, { kind: 'folder', access: 'write' }).grantId;
  const target = { folder, name: 'duo', replace: false };
  const controller = new AbortController();
  controller.abort();
  const writing = async () =>
    last(await client.archives.write({ recordingIds: null, target }, { signal: controller.signal }));
  await expect(writing()).rejects.toThrow();
  expect(readdirSync(out)).toEqual([]);

  const path = join(dir, 'no.zip');
  writeFileSync(path, 'no archive');
  const file = host.grants.grantPath(path, { kind: 'file', access: 'read' }).grantId;
  await expect(client.archives.inspect({ file })).rejects.toMatchObject({
    code: expect.stringMatching(/^file\//),
  });
  await expect(last(await client.archives.take({ file }))).rejects.toMatchObject({
    code: expect.stringMatching(/^file\//),
  });
  // Another archive can be taken over afterwards: the one that failed does not stand in its way.
  await expect(last(await client.archives.take({ file }))).rejects.toMatchObject({
    code: expect.stringMatching(/^file\//),
  });
  expect(existsSync(path)).toBe(true);
});
