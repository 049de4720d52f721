import { Failure } from '../../../src-shared/contract/failure.ts';
import { whatIsWrong } from '../../../src-shared/contract/what-is-wrong.ts';
import { SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import { readText } from '../../audio/read/regular-file.ts';

/** Reads a selection of sound from a JSON file. @throws Failure `file/*`, `call/invalid` naming what is wrong */
export async function readSelection(path: string): Promise<SoundSelection> {
  const text = await readText(path);
  const bad = (why: string, cause: unknown): Failure =>
    new Failure('call/invalid', `"${path}" is not a selection of sound: ${why}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad('it is not JSON', cause);
  }
  const parsed = SoundSelection.safeParse(value);
  if (parsed.success) return parsed.data;
  throw bad(whatIsWrong(parsed.error, value), parsed.error);
}
