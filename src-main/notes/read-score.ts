import { Failure } from '../../src-shared/contract/failure.ts';
import { readMidi } from './read-midi.ts';
import { MAX_NOTES } from '../../src-shared/project/notes.ts';
import { nominalSeconds, type ScoreFile } from './score.ts';

/** Larger files are no scores of an ensemble, and would take minutes to read. */
export const MAX_SCORE_BYTES = 10 * 1024 * 1024;

/** At the score's own tempo. */
const MAX_SECONDS = 3 * 3600;

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Array.from(text).every((letter, at) => bytes[at] === letter.charCodeAt(0));

/**
 * Reads a score, told by its content. Call it in a process that may be killed: it can take seconds.
 * @throws Failure `file/empty`, `file/too-large`, `file/unsupported`, `score/invalid`, `score/no-notes`
 */
export async function readScore(bytes: Uint8Array): Promise<ScoreFile> {
  requireScoreSize(bytes);
  const file = isMidi(bytes) ? readMidi(bytes) : await engraved(bytes);
  refuseBoundless(file);
  return file;
}

export const isMidi = (bytes: Uint8Array): boolean => startsWith(bytes, 'MThd');

/** @throws Failure `file/empty`, `file/too-large` */
export function requireScoreSize(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Failure('file/empty', 'The score’s file is empty');
  if (bytes.length > MAX_SCORE_BYTES) {
    throw new Failure(
      'file/too-large',
      'The score’s file is larger than 10 MB: that is no score Divisi can read',
    );
  }
}

async function engraved(bytes: Uint8Array): Promise<ScoreFile> {
  const { readEngraved } = await import('./read-engraved.ts');
  return readEngraved(bytes);
}

/** A few bytes can ask for a million hours, or a score of nothing but chords. */
function refuseBoundless({ score }: ScoreFile): void {
  if (score.notes.length > MAX_NOTES) {
    throw new Failure('score/invalid', `The score holds more than ${MAX_NOTES} notes`);
  }
  const seconds = nominalSeconds(score.tempi);
  const end = score.notes.reduce((latest, { onset, duration }) => Math.max(latest, onset + duration), 0);
  if (!(seconds(end) <= MAX_SECONDS)) {
    throw new Failure('score/invalid', 'The score lasts longer than three hours by its tempo marks');
  }
}
