import { join } from 'node:path';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import { withLinesGiven } from '../../../src-shared/project/named-notes.ts';
import { canonicalNotes, parseNotes } from '../../../src-shared/project/notes.ts';
import { MOST_TEXT_BYTES, readBytes } from '../../audio/read/regular-file.ts';
import { writeWhole } from './scratch.ts';

/** Beside the notes.json that the stems were separated with, which stays as separation.json names it. */
const NAMED_NOTES = 'named-notes.json';

/**
 * Lets the notes beside a project go with stems that are named otherwise.
 * @param sounds by a stem's name, the name of the stem whose sound it takes
 * @returns the file that was written; null where the project has no notes
 * @throws Failure `notes/invalid`, `file/*`, `disk/*`
 */
export async function writeNamedNotes(
  projectDir: string,
  outDir: string,
  sounds: Readonly<Record<string, string>>,
): Promise<string | null> {
  const text = (await textIn(projectDir, NAMED_NOTES)) ?? (await textIn(projectDir, 'notes.json'));
  if (text === null) return null;
  const given = new Map(Object.entries(sounds).map(([stem, sound]) => [sound, stem]));
  const path = join(outDir, NAMED_NOTES);
  await writeWhole(path, canonicalNotes(withLinesGiven(parseNotes(text), given)));
  return path;
}

async function textIn(dir: string, name: string): Promise<string | null> {
  try {
    return (await readBytes(join(dir, name), MOST_TEXT_BYTES)).toString('utf8');
  } catch (error) {
    if (isFailure(error) && error.code === 'file/not-found') return null;
    throw error;
  }
}
