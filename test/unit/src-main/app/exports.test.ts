import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { exportCalls } from '../../../../src-main/app/exports.ts';
import { Grants } from '../../../../src-main/app/grants.ts';
import type { Services } from '../../../../src-main/app/services.ts';
import { ExportPayload } from '../../../../src-main/jobs/kinds/export.ts';
import {
  ExportRequest,
  NAME_TEMPLATE,
  NO_METADATA,
  NO_PARTS,
} from '../../../../src-shared/contract/export.ts';
import { renameRecording } from '../../../../src-main/library/rows/recordings.ts';
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
    version: '0.0.0',
    queue: { add: (job: { payload: unknown }) => payloads.push(ExportPayload.parse(job.payload)) },
    sources: { require: () => Promise.resolve() },
  } as unknown as Services;
  const destination = grants.grantPath(folder, { kind: 'folder', access: 'read-write' }).grantId;
  const { projectId, recordingId } = library;
  const calls = exportCalls(services);
  const context = { signal: new AbortController().signal };
  const start = async (change: Partial<z.input<typeof ExportRequest>> = {}) => {
    const parts = { ...NO_PARTS, mix: true };
    await calls.start(
      ExportRequest.parse({ projectId, parts, format: 'wav', destination, ...change }),
      context,
    );
    return payloads.at(-1);
  };
  const remembered = () => calls.remembered({ recordingId }, context);
  const audio = join(library.folder.root, 'audio', `${recordingId}.wav`);
  return { start, remembered, folder, audio, library };
}

test('files are named by the recording’s title of the moment, or one file as the user named it', async () => {
  const { start, folder, library } = await setUp();
  expect(await start()).toMatchObject({ fileName: null, template: NAME_TEMPLATE.usual, folder });
  renameRecording(library.write, library.recordingId, 'Renamed');
  expect(await start()).toMatchObject({ title: 'Renamed' });
  expect(await start({ file: { name: 'My mix', replace: true } })).toMatchObject({
    fileName: 'My mix',
    replace: true,
  });
});

test('a name that can not be a file’s is changed, and then replaces nothing', async () => {
  const { start } = await setUp();
  expect(await start({ file: { name: 'a/b', replace: true } })).toMatchObject({
    fileName: 'a-b',
    replace: false,
  });
});

test('several files take no name, and nothing is no export', async () => {
  const { start } = await setUp();
  const file = { name: 'One', replace: false };
  const parts = { ...NO_PARTS, mix: true, session: { dawproject: false, reaper: true, note: false } };
  await expect(start({ file, parts })).rejects.toMatchObject({ code: 'call/invalid' });
  await expect(start({ parts: NO_PARTS })).rejects.toMatchObject({ code: 'call/invalid' });
});

test('formats are refused what they can not hold', async () => {
  const { start } = await setUp();
  await expect(start({ format: 'flac', bitDepth: '32f' })).rejects.toMatchObject({ code: 'call/invalid' });
  await expect(start({ format: 'mp3', kbps: 100 })).rejects.toMatchObject({ code: 'call/invalid' });
  await expect(start({ format: 'opus', sampleRate: 44_100 })).rejects.toMatchObject({ code: 'call/invalid' });
  const parts = { ...NO_PARTS, session: { dawproject: true, reaper: false, note: false } };
  await expect(start({ format: 'mp3', parts })).rejects.toMatchObject({ code: 'call/invalid' });
  expect(await start({ format: 'mp3' })).toMatchObject({ kbps: 320, sampleRate: 44_100, bitDepth: '32f' });
  expect(await start({ format: 'opus' })).toMatchObject({ kbps: 256, sampleRate: 48_000 });
});

test('project files and their stems get a folder of their own', async () => {
  const { start, folder, library } = await setUp();
  renameRecording(library.write, library.recordingId, 'Trio');
  const parts = { ...NO_PARTS, mix: true, session: { dawproject: true, reaper: false, note: false } };
  expect(await start({ parts })).toMatchObject({ folder: join(folder, 'Trio session') });
  mkdirSync(join(folder, 'Trio session'));
  expect(await start({ parts })).toMatchObject({ folder: join(folder, 'Trio session (2)') });
});

test('the choices of an export are remembered, and its metadata for its recording', async () => {
  const { start, remembered } = await setUp();
  expect(remembered()).toEqual({ settings: null, metadata: NO_METADATA });
  const loudness = { targetLufs: -14, ceilingDbtp: -1 };
  await start({
    format: 'mp3',
    kbps: 192,
    loudness,
    template: '{player}',
    metadata: { ...NO_METADATA, composer: 'Haydn' },
  });
  expect(remembered()).toMatchObject({
    settings: {
      format: 'mp3',
      kbps: 192,
      bitDepth: null,
      loudness,
      template: '{player}',
      parts: { mix: true },
    },
    metadata: { composer: 'Haydn' },
  });
});

test('a recording’s own audio is never replaced, by whatever name it is found', async () => {
  const { start, folder, audio } = await setUp();
  writeFileSync(join(folder, 'Old mix.wav'), 'an export');
  await start({ file: { name: 'Old mix', replace: true } });
  linkSync(audio, join(folder, 'Master.wav'));
  await expect(start({ file: { name: 'Master', replace: true } })).rejects.toThrow(
    'is a recording of the library',
  );
  // Beside it, under a number, it can be written.
  expect(await start({ file: { name: 'Master', replace: false } })).toMatchObject({ replace: false });
});
