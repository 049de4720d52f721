import { NO_METADATA } from '../../../../src-shared/contract/metadata.ts';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sources } from '../../../../src-main/app/sources.ts';
import type { StoredRecording } from '../../../../src-main/library/rows/recordings.ts';
import { libraryFolder } from '../../../../src-main/library/folder.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../support/temp.ts';

function setUp(isTrusted = true) {
  const dir = tempDir();
  const path = join(dir, 'a.wav');
  writeFileSync(path, 'samples');
  const { size, mtimeMs } = statSync(path);
  const recording: StoredRecording = {
    id: newRecordingId(),
    title: 'A',
    metadata: NO_METADATA,
    fileName: 'a.wav',
    state: 'ready',
    storage: 'reference',
    isDemo: false,
    importedAt: '',
    sourcePath: path,
    sourceBytes: size,
    sourceMtimeMs: mtimeMs,
    sha256: createHash('sha256').update('samples').digest('hex'),
    format: 'wav',
    sampleFormat: 's16',
    sampleRate: 44_100,
    channels: 1,
    frames: 1,
    audioPath: path,
    channelMap: [0],
    notes: [],
    heard: null,
    cover: null,
    expectedSdr: null,
    players: [],
  };
  const same: [string, number, number][] = [];
  const sources = new Sources(
    libraryFolder(join(dir, 'library')),
    () => isTrusted,
    (...found) => void same.push(found),
  );
  return { path, recording, sources, same };
}

describe('sources', () => {
  it('are available while nobody touched them', async () => {
    const { recording, sources } = setUp();
    expect(await sources.check(recording)).toBe('available');
    await expect(sources.require(recording)).resolves.toBeUndefined();
  });

  it('are not followed out of a library that is not trusted, whether they are there or not', async () => {
    const { path, recording, sources } = setUp(false);
    expect(await sources.check(recording)).toBe('outside');
    await expect(sources.require(recording)).rejects.toMatchObject({ code: 'library/untrusted' });
    rmSync(path);
    expect(await sources.check(recording)).toBe('outside');
  });

  it('are not followed through a link inside a library that is not trusted', async () => {
    const { path, recording, sources } = setUp(false);
    const audio = join(dirname(path), 'library', 'audio');
    mkdirSync(audio, { recursive: true });
    symlinkSync(path, join(audio, 'linked.wav'));
    writeFileSync(join(audio, 'own.wav'), 'samples');
    expect(await sources.check({ ...recording, audioPath: 'audio/linked.wav' })).toBe('outside');
    expect(await sources.check({ ...recording, audioPath: 'audio/own.wav' })).toBe('available');
  });

  it('are missing once they went away', async () => {
    const { path, recording, sources } = setUp();
    rmSync(path);
    expect(await sources.check(recording)).toBe('missing');
    await expect(sources.require(recording)).rejects.toMatchObject({ code: 'file/not-found' });
  });

  it('are changed once their size is another', async () => {
    const { path, recording, sources, same } = setUp();
    writeFileSync(path, 'other samples');
    expect(await sources.check(recording)).toBe('changed');
    await expect(sources.require(recording)).rejects.toMatchObject({ code: 'file/unreadable' });
    await sources.settled();
    expect(same).toEqual([]);
  });

  it('are the same after a touch that changed nothing, which their content tells', async () => {
    const { path, recording, sources, same } = setUp();
    utimesSync(path, 1000, 1000);
    expect(await sources.check(recording)).toBe('changed');
    await sources.settled();
    expect(same).toEqual([[recording.id, 7, 1_000_000]]);
    expect(await sources.check(recording)).toBe('available');
    await expect(sources.require(recording)).resolves.toBeUndefined();
  });

  it('are waited for where their content has to tell', async () => {
    const { path, recording, sources } = setUp();
    utimesSync(path, 1000, 1000);
    await expect(sources.require(recording)).resolves.toBeUndefined();
    writeFileSync(path, 'sampler');
    utimesSync(path, 2000, 2000);
    await expect(sources.require(recording)).rejects.toMatchObject({ code: 'file/unreadable' });
  });

  it('stay changed where the content is another of the same length', async () => {
    const { path, recording, sources, same } = setUp();
    writeFileSync(path, 'sampler');
    utimesSync(path, 1000, 1000);
    expect(await sources.check(recording)).toBe('changed');
    await sources.settled();
    expect(same).toEqual([]);
    expect(await sources.check(recording)).toBe('changed');
  });

  it('do not matter where the library has a working copy', async () => {
    const { path, recording, sources } = setUp();
    const copy = join(path, '..', 'copy.wav');
    writeFileSync(copy, 'decoded');
    rmSync(path);
    expect(await sources.check({ ...recording, audioPath: copy })).toBe('available');
    rmSync(copy);
    expect(await sources.check({ ...recording, audioPath: copy })).toBe('missing');
  });
});
