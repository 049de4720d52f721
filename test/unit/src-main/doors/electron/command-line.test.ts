import { expect, test } from 'vitest';
import { readCommandLine } from '../../../../../src-main/doors/electron/command-line.ts';

const read = (...args: string[]) => readCommandLine(args, '/home/ann', '/opt/divisi');

test('files are made absolute, and the program’s own folder is none of them', () => {
  expect(read('/opt/divisi', 'duo.wav', '/music/trio.flac').files).toEqual([
    '/home/ann/duo.wav',
    '/music/trio.flac',
  ]);
  expect(read('.').files).toEqual(['/home/ann']);
  expect(readCommandLine(['.'], '/opt/divisi', '/opt/divisi').files).toEqual([]);
});

test('options are told from files; Chromium’s switches are passed over', () => {
  expect(read('--inspect=0', '--no-sandbox', '/opt/divisi', '--library', 'lib', 'duo.wav')).toEqual({
    probe: false,
    library: '/home/ann/lib',
    files: ['/home/ann/duo.wav'],
  });
  expect(read('--probe')).toEqual({ probe: true, library: null, files: [] });
  expect(read('--library').library).toBeNull();
});

test('a file’s URL is its path; other addresses are no files', () => {
  expect(read('file:///music/Trio%20No.%201.wav').files).toEqual(['/music/Trio No. 1.wav']);
  expect(read('https://example.org/a.wav', 'divisi://app/', 'file://elsewhere/a.wav', '').files).toEqual([]);
});
