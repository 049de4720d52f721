import { expect, test } from 'vitest';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import type { DesktopCommand } from '../../../../../src-shared/contract/desktop.ts';
import { newGrantId } from '../../../../../src-shared/project/ids.ts';
import { OpenedFiles, type OpenedFilesOptions } from '../../../../../src-main/doors/electron/opened-files.ts';
import type { RecentFile } from '../../../../../src-main/doors/electron/recent-files.ts';

function options() {
  const seen = { sent: [] as DesktopCommand[], noted: [] as RecentFile[], told: [] as string[] };
  const given: OpenedFilesOptions = {
    kindOf: (path) => {
      if (path.startsWith('/gone')) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return path.endsWith('/') ? 'folder' : 'file';
    },
    grant: ({ path, kind }) => {
      if (path.startsWith('/pipe')) throw new Failure('file/not-found', '"pipe" is not a file');
      return { grantId: newGrantId(), name: path, kind, bytes: null };
    },
    send: (command) => void seen.sent.push(command),
    note: (files) => void seen.noted.push(...files),
    tell: (message) => void seen.told.push(message),
  };
  return { seen, given };
}

test('files that come before the library is open are opened once it is', () => {
  const opened = new OpenedFiles();
  opened.open(['/a.wav']);
  opened.open(['/b.wav', '/music/']);
  const { seen, given } = options();
  opened.start(given);
  expect(seen.sent).toMatchObject([
    { type: 'open', files: [{ name: '/a.wav' }, { name: '/b.wav' }, { name: '/music/', kind: 'folder' }] },
  ]);
  opened.open(['/c.wav']);
  expect(seen.sent).toHaveLength(2);
  expect(seen.noted.map(({ path }) => path)).toEqual(['/a.wav', '/b.wav', '/music/', '/c.wav']);
});

test('what is not there is told, and the others are opened', () => {
  const opened = new OpenedFiles();
  const { seen, given } = options();
  opened.start(given);
  opened.open(['/gone.wav', '/a.wav', '/pipe']);
  expect(seen.told).toEqual(['"/gone.wav" is not there', '"pipe" is not a file']);
  expect(seen.sent).toMatchObject([{ files: [{ name: '/a.wav' }] }]);
  expect(seen.noted.map(({ path }) => path)).toEqual(['/a.wav']);
  opened.open(['/gone.wav']);
  opened.open([]);
  expect(seen.sent).toHaveLength(1);
});

test('a bug is not taken for a missing file', () => {
  const opened = new OpenedFiles();
  const { given } = options();
  opened.start({
    ...given,
    grant: () => {
      throw new TypeError('a bug');
    },
  });
  expect(() => opened.open(['/a.wav'])).toThrow('a bug');
});
