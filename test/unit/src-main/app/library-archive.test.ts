import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportLibrary, importLibrary } from '../../../../src-main/app/library-archive.ts';
import { moveLibrary } from '../../../../src-main/app/move-library.ts';
import { checkNewPlace } from '../../../../src-main/library/transfer/copy-library.ts';
import type { Work } from '../../../../src-main/app/files/work.ts';
import { thisProgram } from '../../../../src-main/app/program/program.ts';
import { openArchive } from '../../../../src-main/archive/read-archive.ts';
import { writeArchive } from '../../../../src-main/archive/write-archive.ts';
import { LibraryTrust } from '../../../../src-main/library/trust.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { LIMITS } from '../../../../src-main/library/transfer/archive-format.ts';
import { readRecordingRows, readSeparationRows } from '../../../../src-main/library/sidecar/read-rows.ts';
import { tempDir } from '../../../support/temp.ts';
import { filledLibrary } from '../library/filled-library.ts';

const signal = new AbortController().signal;

function workIn(dir: string): Work {
  return {
    program: { ...thisProgram(), trust: new LibraryTrust(join(dir, 'config')) },
    signal,
    progress: { step: () => () => {} },
    note: () => {},
  };
}

/** A library with one recording and one separation, and its archive. */
async function archived() {
  const library = await filledLibrary();
  const dir = tempDir();
  const out = join(dir, 'library.zip');
  const work = workIn(dir);
  const libraryDir = library.folder.root;
  const done = await exportLibrary({ libraryDir, out, search: '', replace: false }, work);
  return { ...library, dir, out, work, done, libraryDir };
}

const hashOf = (bytes: Buffer) => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
});

/** An archive with these entries, whose manifest says what `change` makes of the truth. */
async function hostile(
  path: string,
  files: Readonly<Record<string, string>>,
  change: (entries: Record<string, unknown>) => Record<string, unknown> = (entries) => entries,
): Promise<string> {
  const entries = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const truth = Object.fromEntries(entries.map(({ name, bytes }) => [name, hashOf(bytes)]));
  const manifest = { divisi_library: 1, program: 'x', recordings: 1, separations: 0, entries: change(truth) };
  await writeArchive(
    path,
    [{ name: 'library.json', bytes: Buffer.from(JSON.stringify(manifest)) }, ...entries],
    signal,
  );
  return path;
}

describe('an archive of a library', () => {
  it('brings recordings and separations into another library, once', async () => {
    const { out, dir, work, done, recordingId, separationId, stemId, rows } = await archived();
    expect(done).toMatchObject({ recordings: 1, separations: 1, leftOut: [] });
    const libraryDir = join(dir, 'new');
    const [recording, separation] = rows();
    expect(await importLibrary({ libraryDir, file: out }, work)).toMatchObject({
      ...{ recordings: 1, separations: 1, known: 0, conflicts: [] },
    });
    expect(await importLibrary({ libraryDir, file: out }, work)).toMatchObject({
      ...{ recordings: 0, separations: 0, known: 2, conflicts: [] },
    });
    const there = await openLibrary(libraryDir, { log: silentLog, access: 'read' });
    expect(readRecordingRows(there.read, recordingId)).toEqual(recording);
    expect(readSeparationRows(there.read, separationId)).toMatchObject({
      id: separationId,
      stems: separation && 'stems' in separation ? separation.stems : [],
    });
    there.close();
    for (const path of [
      `audio/${recordingId}.wav`,
      `stems/${separationId}/viola.wav`,
      `peaks/${stemId}.peaks`,
    ]) {
      expect(readFileSync(join(libraryDir, path), 'utf8')).toBe(path);
    }
    expect(readdirSync(libraryDir)).not.toContain('archive.divisi-unfinished');
    expect(work.program.trust.isTrusted(libraryDir)).toBe(true);
  });

  it('brings the covers of recordings and the impulse responses of projects', async () => {
    const { addCoverAndImpulse, folder, separationId } = await filledLibrary();
    const { files, impulseId } = addCoverAndImpulse();
    const unused = 'impulses/imp_fedcba9876543210.wav';
    writeFileSync(join(folder.root, unused), 'unused');
    const dir = tempDir();
    const work = workIn(dir);
    const out = join(dir, 'library.zip');
    await exportLibrary({ libraryDir: folder.root, out, search: '', replace: false }, work);
    const libraryDir = join(dir, 'new');
    await importLibrary({ libraryDir, file: out }, work);
    for (const file of files) expect(readFileSync(join(libraryDir, file), 'utf8')).toBe(file);
    expect(existsSync(join(libraryDir, unused))).toBe(false);
    // A known separation brings what its mixes lack.
    const impulse = files.find((file) => file.includes(impulseId)) ?? '';
    rmSync(join(libraryDir, impulse));
    expect(await importLibrary({ libraryDir, file: out }, work)).toMatchObject({ separations: 0 });
    expect(readFileSync(join(libraryDir, impulse), 'utf8')).toBe(impulse);
    const there = await openLibrary(libraryDir, { log: silentLog, access: 'read' });
    const rows = readSeparationRows(there.read, separationId);
    expect(JSON.stringify(rows?.project?.document)).toContain(impulseId);
    there.close();
  });

  it('is not overwritten unasked, and finds only what the search finds', async () => {
    const { out, work, libraryDir } = await archived();
    const request = { libraryDir, out, search: '', replace: false };
    await expect(exportLibrary(request, work)).rejects.toMatchObject({ code: 'file/exists' });
    const onFolder = { ...request, out: dirname(out), replace: true };
    await expect(exportLibrary(onFolder, work)).rejects.toMatchObject({ code: 'call/invalid' });
    await exportLibrary({ ...request, replace: true }, work);
    await expect(
      exportLibrary({ ...request, out: `${out}.2`, search: 'composer:nobody' }, work),
    ).rejects.toMatchObject({ code: 'library/not-found' });
    expect(existsSync(`${out}.2`)).toBe(false);
  });

  it('is refused where a file differs from its hash, and nothing is taken over', async () => {
    const { out, dir, work } = await archived();
    const archive = await openArchive(out, LIMITS);
    const files: Record<string, string> = {};
    for (const name of archive.names) {
      if (name !== 'library.json') files[name] = (await archive.read(name, 1e6)).toString();
    }
    archive.close();
    const wrong = await hostile(join(dir, 'wrong.zip'), files, (entries) => {
      const name = Object.keys(entries).find((each) => each.startsWith('stems/')) ?? '';
      return { ...entries, [name]: { sha256: 'a'.repeat(64), bytes: 10 } };
    });
    const libraryDir = join(dir, 'new');
    await expect(importLibrary({ libraryDir, file: wrong }, work)).rejects.toMatchObject({
      code: 'file/unreadable',
    });
    expect(readdirSync(join(libraryDir, 'audio'))).toEqual([]);
    expect(existsSync(join(libraryDir, 'archive.divisi-unfinished'))).toBe(false);
  });

  it.each([
    '../outside.txt',
    'audio/../../outside.txt',
    '/etc/outside.txt',
    'library.sqlite',
    'python/bin/python',
    'models/mine/manifest.json',
    'stems/sep_0123456789abcdef/../x.wav',
    'audio\\rec_0123456789abcdef.wav',
  ])('with a file named %s is refused', async (name) => {
    const dir = tempDir();
    const work = workIn(dir);
    const file = await hostile(join(dir, 'x.zip'), {}, () => ({ [name]: hashOf(Buffer.from('x')) }));
    const libraryDir = join(dir, 'new');
    await expect(importLibrary({ libraryDir, file }, work)).rejects.toMatchObject({
      code: 'file/unreadable',
    });
    expect(existsSync(libraryDir)).toBe(false);
    expect(readdirSync(dir)).toEqual(['x.zip']);
  });

  it('can’t make the library read a file elsewhere', async () => {
    const { dir, work, recordingId, rows } = await archived();
    const secret = join(dir, 'secret.wav');
    writeFileSync(secret, 'mine');
    const [recording] = rows();
    const sidecar = {
      ...{ revision: 1, divisi: 'recording', schema: 1 },
      rows: { ...recording, storage: 'reference', audioPath: secret, sourcePath: secret },
    };
    const file = await hostile(join(dir, 'x.zip'), {
      [`audio/${recordingId}.json`]: JSON.stringify(sidecar),
    });
    const done = await importLibrary({ libraryDir: join(dir, 'new'), file }, work);
    expect(done).toMatchObject({ recordings: 0, conflicts: [{ reason: 'its audio lies elsewhere' }] });
  });
});

describe('moving a library', () => {
  it('copies and compares every file, and leaves the old one', async () => {
    const { close, folder, dir, work, names, recordingId, addCoverAndImpulse } = await archived();
    const { files } = addCoverAndImpulse();
    close();
    const before = names();
    const to = join(dir, 'elsewhere', 'library');
    const done = await moveLibrary(folder.root, to, work);
    expect(done).toMatchObject({ library: to, isDefault: false, old: folder.root });
    expect(names()).toEqual(before);
    const there = await openLibrary(to, { log: silentLog, access: 'write' });
    expect(readRecordingRows(there.read, recordingId)?.title).toBe('Trio in C');
    there.close();
    for (const file of files) expect(readFileSync(join(to, file), 'utf8')).toBe(file);
    expect(readFileSync(join(to, 'audio', 'my own notes.txt'), 'utf8')).toBe('audio/my own notes.txt');
    await expect(moveLibrary(folder.root, to, work)).rejects.toMatchObject({ code: 'file/exists' });
    await expect(moveLibrary(folder.root, join(folder.root, 'in'), work)).rejects.toMatchObject({
      code: 'library/place',
    });
  });

  it('does not begin where the disk has no room, and leaves nothing there', async () => {
    const { close, folder, dir, work } = await archived();
    close();
    // A file with a hole: longer than any disk, and takes no space.
    writeFileSync(join(folder.root, 'audio', 'long.wav'), '');
    truncateSync(join(folder.root, 'audio', 'long.wav'), 8 * 2 ** 40);
    const to = join(dir, 'elsewhere', 'library');
    await expect(moveLibrary(folder.root, to, work)).rejects.toMatchObject({ code: 'library/no-room' });
    await expect(checkNewPlace(folder.root, to)).rejects.toMatchObject({ code: 'library/no-room' });
    expect(existsSync(to)).toBe(false);
    expect(existsSync(`${to}.divisi-unfinished`)).toBe(false);
  });

  it('begins anew where an earlier copy was killed', async () => {
    const { close, folder, dir, work, names } = await archived();
    close();
    const before = names();
    const to = join(dir, 'elsewhere');
    mkdirSync(join(`${to}.divisi-unfinished`, 'audio'), { recursive: true });
    writeFileSync(join(`${to}.divisi-unfinished`, 'library.sqlite'), 'half');
    writeFileSync(join(`${to}.divisi-unfinished`, 'audio', 'removed.wav'), 'since removed');
    await moveLibrary(folder.root, to, work);
    expect(names()).toEqual(before);
    expect(existsSync(join(to, 'audio', 'removed.wav'))).toBe(false);
    (await openLibrary(to, { log: silentLog, access: 'write' })).close();
  });

  it('refuses a library that is open', async () => {
    const { folder, dir, work } = await archived();
    const to = join(dir, 'elsewhere');
    await expect(moveLibrary(folder.root, to, work)).rejects.toMatchObject({ code: 'library/locked' });
    rmSync(join(dir, 'library.zip'));
    expect(readdirSync(dir)).toEqual([]);
  });
});
