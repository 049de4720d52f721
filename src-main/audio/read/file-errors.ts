import { basename } from 'node:path';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';

/** The system's error code (`ENOENT`), or null for what is no system error. */
function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Converts an error from reading `path` to a Failure; returns bugs unchanged. */
export function readFailure(error: unknown, path: string): unknown {
  if (isFailure(error)) return error;
  const name = basename(path);
  switch (systemCode(error)) {
    case null:
      return error;
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('file/not-found', `"${name}" does not exist`, { cause: error });
    case 'EISDIR':
      return new Failure('file/unreadable', `"${name}" is a folder, not an audio file`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new Failure('file/unreadable', `You have no permission to read "${name}"`, { cause: error });
    default:
      return new Failure('file/unreadable', `"${name}" can't be read: ${(error as Error).message}`, {
        cause: error,
      });
  }
}

/** Converts an error from writing `path` to a Failure; returns bugs unchanged. */
export function writeFailure(error: unknown, path: string): unknown {
  if (isFailure(error)) return error;
  const name = basename(path);
  switch (systemCode(error)) {
    case null:
      return error;
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('disk/full', `The disk is full: "${name}" could not be written`, { cause: error });
    case 'EFBIG':
      return new Failure('disk/full', `"${name}" grew larger than its file system allows`, { cause: error });
    default:
      return new Failure('disk/unwritable', `"${name}" can't be written: ${(error as Error).message}`, {
        cause: error,
      });
  }
}
