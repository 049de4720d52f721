import { statfs } from 'node:fs/promises';
import { Failure } from '../../../src-shared/contract/failure.ts';

/** Bytes available to this user on the disk that contains `folder`. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/**
 * Refuses work that its disk has no room for, before it begins.
 * @param what needs the bytes, beginning its sentence, in the plural: "The stems"
 * @throws Failure `disk/full`
 */
export function requireBytes(what: string, bytes: number, free: number): void {
  if (bytes <= free) return;
  throw new Failure(
    'disk/full',
    `${what} need ${megabytes(bytes)} and the disk has ${megabytes(free)} left`,
    {
      details: { diskBytes: bytes, freeDiskBytes: free },
    },
  );
}
