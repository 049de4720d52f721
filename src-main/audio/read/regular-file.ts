import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { decodeText } from '../../../src-shared/format/decode-text.ts';
import { readFailure } from './file-errors.ts';

/**
 * Opening a named pipe would otherwise wait until somebody writes to it, deaf to every signal. Windows has neither
 * the flag nor the pipes.
 */
const WITHOUT_WAITING = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** Opens a regular file for reading. @throws Failure `file/not-found`, `file/unreadable` for anything else */
export async function openRegular(path: string): Promise<{ handle: FileHandle; size: number }> {
  let handle: FileHandle;
  try {
    handle = await open(path, WITHOUT_WAITING);
  } catch (error) {
    throw readFailure(error, path);
  }
  try {
    const stat = await handle.stat();
    if (stat.isFile()) return { handle, size: stat.size };
    throw new Failure(
      'file/unreadable',
      stat.isDirectory()
        ? `"${basename(path)}" is a folder, not a file`
        : `"${basename(path)}" is not a regular file`,
    );
  } catch (error) {
    await handle.close();
    throw readFailure(error, path);
  }
}

/** Documents are small; a larger file is not one. */
export const MOST_TEXT_BYTES = 64 * 2 ** 20;

/**
 * A document's text, in UTF-8 or in UTF-16 with a byte order mark.
 * @throws Failure `file/not-found`, `file/unreadable`, `file/too-large`
 */
export async function readText(path: string): Promise<string> {
  return decodeText(await readBytes(path, MOST_TEXT_BYTES));
}

/**
 * A small file's bytes.
 * @throws Failure `file/not-found`, `file/unreadable`, `file/too-large`
 */
export async function readBytes(path: string, mostBytes: number): Promise<Buffer> {
  const { handle, size } = await openRegular(path);
  try {
    if (size > mostBytes) {
      throw new Failure(
        'file/too-large',
        `"${basename(path)}" is larger than ${mostBytes / 2 ** 20} MB, so it is not what was meant`,
      );
    }
    return await handle.readFile();
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    await handle.close();
  }
}
