import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { QueryReader, queryOf } from '../../../../src-main/app/missing.ts';
import { lostRecordings, relinkBelow } from '../../../../src-main/app/relink.ts';
import { findRecordings, keyOf } from '../../../../src-main/library/search/find-recordings.ts';
import {
  getRecording,
  insertRecording,
  recordingsByItem,
  setReady,
} from '../../../../src-main/library/rows/recordings.ts';
import { NEWEST_FIRST } from '../../../../src-shared/contract/finding.ts';
import type { RelinkProgress } from '../../../../src-shared/contract/relink.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../support/temp.ts';
import { openTestLibrary } from '../library/open-test-library.ts';

/** A library of files that are read in place: their text by their path. */
async function setUp(files: Readonly<Record<string, string>>) {
  const library = await openTestLibrary();
  const disk = tempDir();
  const at = (name: string): string => join(disk, name);
  const put = (name: string, text: string): string => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    return at(name);
  };
  const ids = new Map(
    Object.entries(files).map(([name, text]) => {
      const path = put(name, text);
      const { size, mtimeMs } = statSync(path);
      const id = newRecordingId();
      insertRecording(library.write, {
        ...{ id, title: name, fileName: name, storage: 'reference', isDemo: false, sourcePath: path },
        ...{ sourceBytes: size, sourceMtimeMs: mtimeMs, players: [] },
      });
      setReady(library.write, id, {
        ...{ format: 'wav', sampleFormat: 's16', sampleRate: 44_100, channels: 1, frames: 100 },
        ...{
          sha256: createHash('sha256').update(text).digest('hex'),
          audioPath: path,
          channelMap: [0],
          notes: [],
        },
      });
      return [name, id] as const;
    }),
  );
  const relink = async (folder: string, signal = new AbortController().signal) => {
    const events: RelinkProgress[] = [];
    const found: string[] = [];
    const options = { signal, onFound: (_: string, path: string) => void found.push(path) };
    for await (const event of relinkBelow(library, at(folder), options)) events.push(event);
    return { events, found, last: events.at(-1) };
  };
  const pathOf = (name: string) => {
    const id = ids.get(name);
    return id === undefined ? undefined : getRecording(library.read, id)?.sourcePath;
  };
  return { library, at, put, relink, pathOf, ids };
}

it('finds files by their content, in other folders and under other names', async () => {
  const { library, at, put, relink, pathOf, ids } = await setUp({
    'old/a.wav': 'first',
    'old/b.wav': 'other',
  });
  mkdirSync(at('new/deep'), { recursive: true });
  renameSync(at('old/a.wav'), at('new/deep/renamed.wav'));
  renameSync(at('old/b.wav'), at('new/b.wav'));
  // Of the right length and name, and of another content.
  put('new/a.wav', 'FIRST');
  const { last, found } = await relink('new');
  expect(last).toEqual({ checked: 3, files: 3, relinked: 2, missing: 0, done: true });
  expect(found.sort()).toEqual([at('new/b.wav'), at('new/deep/renamed.wav')]);
  expect(pathOf('old/a.wav')).toBe(at('new/deep/renamed.wav'));
  const id = ids.get('old/a.wav');
  const row = id === undefined ? null : getRecording(library.read, id);
  expect(row).toMatchObject({ fileName: 'renamed.wav', audioPath: at('new/deep/renamed.wav') });
  expect(await lostRecordings(library.read)).toEqual([]);
  expect(readFileSync(at('new/a.wav'), 'utf8')).toBe('FIRST');
  library.close();
});

it('leaves what it does not find, and what was never lost', async () => {
  const { library, at, put, relink, pathOf } = await setUp({ 'old/a.wav': 'first', 'old/b.wav': 'second' });
  rmSync(at('old/a.wav'));
  put('new/copy of b.wav', 'second');
  const { last } = await relink('new');
  expect(last).toMatchObject({ relinked: 0, missing: 1, done: true });
  expect(pathOf('old/b.wav')).toBe(at('old/b.wav'));
  expect(pathOf('old/a.wav')).toBe(at('old/a.wav'));
  library.close();
});

it('keeps what it has found when it is stopped', async () => {
  const { library, at, relink, put } = await setUp({ 'old/a.wav': 'first', 'old/b.wav': 'other' });
  rmSync(at('old'), { recursive: true });
  put('new/a.wav', 'first');
  put('new/b.wav', 'other');
  const stopped = new AbortController();
  stopped.abort();
  expect((await relink('new', stopped.signal)).last).toMatchObject({ relinked: 0, done: false });
  expect((await relink('new')).last).toMatchObject({ relinked: 2, missing: 0, done: true });
  library.close();
});

afterEach(() => {
  vi.useRealTimers();
});

it('is:missing finds the recordings whose files are gone, and is looked at again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { library, at, ids, relink } = await setUp({ 'a.wav': 'first', 'b.wav': 'second', 'c.wav': 'third' });
  const reader = new QueryReader(library.read, () => true);
  const namesOf = (items: readonly number[]): (string | undefined)[] =>
    recordingsByItem(library.read, items).map(({ title }) => title);
  const found = async (text: string) =>
    namesOf(findRecordings(library.read, await reader.query(text), NEWEST_FIRST)).sort();
  expect(await found('is:missing')).toEqual([]);
  mkdirSync(at('new'));
  renameSync(at('a.wav'), at('new/a.wav'));
  rmSync(at('b.wav'));
  writeFileSync(at('c.wav'), 'another length');
  // The pages of one list agree for a while.
  expect(await found('is:missing')).toEqual([]);
  vi.advanceTimersByTime(6000);
  expect(await found('is:missing')).toEqual(['a.wav', 'b.wav', 'c.wav']);
  expect(await found('is:missing title:b')).toEqual(['b.wav']);
  expect(await found('-is:missing')).toEqual([]);
  await relink('new');
  // The library has changed, so nothing waits.
  expect(await found('is:missing')).toEqual(['b.wav', 'c.wav']);
  expect(await found('-is:missing')).toEqual(['a.wav']);
  const query = await queryOf(library.read, 'is:missing');
  expect(keyOf('is:missing', query)).toContain(ids.get('b.wav'));
  library.close();
});

it('looks at no files outside a library that is not trusted', async () => {
  const { library } = await setUp({ 'a.wav': 'first' });
  const reader = new QueryReader(library.read, () => false);
  await expect(reader.query('is:missing')).rejects.toMatchObject({ code: 'library/untrusted' });
  expect(await reader.query('is:demo')).toHaveLength(1);
  library.close();
});
