import { NO_METADATA } from '../../../../../src-shared/contract/metadata.ts';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { existingFile, passageOf } from '../../../../../src-main/app/files/source.ts';
import type { ImportResult } from '../../../../../src-main/audio/import.ts';
import { tempDir } from '../../../../support/temp.ts';

/** Ten seconds at 48 kHz. */
const source: ImportResult = {
  format: 'wav',
  info: { sampleRate: 48_000, channels: 2, frames: 480_000, sampleFormat: 's24' },
  sha256: '0'.repeat(64),
  audioPath: '/take.wav',
  channelMap: [0, 1],
  notes: [],
  title: null,
  metadata: NO_METADATA,
  cover: null,
};

test.each([
  [null, null, { from: 0, to: 480_000 }, []],
  [1, 2.5, { from: 48_000, to: 120_000 }, []],
  [
    9,
    100,
    { from: 432_000, to: 480_000 },
    ['The recording ends at 0:10.000, and the passage with it: 1:40.000 was asked for'],
  ],
  // To the nearest sample.
  [1.00001, 10.001, { from: 48_000, to: 480_000 }, []],
] as const)('a passage from %s s to %s s', (fromSeconds, toSeconds, passage, said) => {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  expect(passageOf(source, { fromSeconds, toSeconds }, { note })).toEqual(passage);
  expect(notes).toEqual(said);
});

test.each([
  [10, null, 'The passage begins past the end: the recording is 10.000 s long'],
  [2, 1, 'The passage is empty'],
  [1, 1, 'The passage is empty'],
])('no passage from %s s to %s s', (fromSeconds, toSeconds, message) => {
  expect(() => passageOf(source, { fromSeconds, toSeconds }, { note: () => undefined })).toThrow(message);
});

test('a file has to be there, and to be one', async () => {
  const folder = tempDir();
  await expect(existingFile(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'file/not-found' });
  await expect(existingFile(folder)).rejects.toMatchObject({ code: 'file/unsupported' });
});
