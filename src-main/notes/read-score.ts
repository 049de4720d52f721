import { Failure } from '../../src-shared/contract/failure.ts';
import { readMidi } from './read-midi.ts';
import type { ScoreFile } from './score.ts';

/** Larger files are no scores of an ensemble, and would take minutes to read. */
export const MAX_SCORE_BYTES = 10 * 1024 * 1024;

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((letter, at) => bytes[at] === letter.charCodeAt(0));

/**
 * Reads a score, told by its content. Call it in a process that may be killed: it can take seconds.
 * @throws Failure `file/empty`, `file/too-large`, `file/unsupported`, `score/invalid`, `score/no-notes`
 */
export async function readScore(bytes: Uint8Array): Promise<ScoreFile> {
  if (bytes.length === 0) throw new Failure('file/empty', 'The score’s file is empty');
  if (bytes.length > MAX_SCORE_BYTES) {
    throw new Failure(
      'file/too-large',
      'The score’s file is larger than 10 MB: that is no score Divisi can read',
    );
  }
  if (startsWith(bytes, 'MThd')) return readMidi(bytes);
  const { readEngraved } = await import('./read-engraved.ts');
  return readEngraved(bytes);
}
