import { linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportCalls } from '../../../../src-main/app/exports.ts';
import { Grants } from '../../../../src-main/app/grants.ts';
import type { Services } from '../../../../src-main/app/services.ts';
import { ExportPayload } from '../../../../src-main/jobs/kinds/export.ts';
import { tempDir } from '../../../support/temp.ts';
import { filledLibrary } from '../library/filled-library.ts';

async function setUp() {
  const library = await filledLibrary();
  const folder = tempDir();
  const grants = new Grants();
  const payloads: ExportPayload[] = [];
  const services = {
    library,
    grants,
    downloadsDir: folder,
    showPaths: true,
    queue: { add: (job: { payload: unknown }) => payloads.push(ExportPayload.parse(job.payload)) },
    sources: { require: () => Promise.resolve() },
  } as unknown as Services;
  const destination = grants.grantPath(folder, { kind: 'folder', access: 'read-write' }).grantId;
  const start = async (file?: { name: string; replace: boolean }, what: 'mix' | 'stems' = 'mix') => {
    const { projectId } = library;
    const request = { projectId, what, stems: 'separated', format: 'wav', destination } as const;
    await exportCalls(services).start(
      { ...request, ...(file === undefined ? {} : { file }) },
      { signal: new AbortController().signal },
    );
    return payloads.at(-1);
  };
  const audio = join(library.folder.root, 'audio', `${library.recordingId}.wav`);
  return { start, folder, audio };
}

test('a mix is named by its project, or as the user named it', async () => {
  const { start, folder } = await setUp();
  expect(await start()).toMatchObject({ name: 'Remix', replace: false, folder });
  expect(await start({ name: 'My mix', replace: true })).toMatchObject({ name: 'My mix', replace: true });
});

test('a name that can not be a file’s is changed, and then replaces nothing', async () => {
  const { start } = await setUp();
  expect(await start({ name: 'a/b', replace: true })).toMatchObject({ name: 'a-b', replace: false });
});

test('stems take no name', async () => {
  const { start } = await setUp();
  await expect(start({ name: 'One', replace: false }, 'stems')).rejects.toMatchObject({
    code: 'call/invalid',
  });
});

test('a recording’s own audio is never replaced, by whatever name it is found', async () => {
  const { start, folder, audio } = await setUp();
  writeFileSync(join(folder, 'Old mix.wav'), 'an export');
  await start({ name: 'Old mix', replace: true });
  linkSync(audio, join(folder, 'Master.wav'));
  await expect(start({ name: 'Master', replace: true })).rejects.toThrow('is a recording of the library');
  // Beside it, under a number, it can be written.
  expect(await start({ name: 'Master', replace: false })).toMatchObject({ replace: false });
});
