import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { GrantId } from '../project/ids.ts';
import { FailureSchema } from './failure.ts';

/** Where the library lies. */
export const LibraryPlace = z.object({
  name: z.string(),
  /** Null where the window shows no paths. */
  path: z.string().nullable(),
});
export type LibraryPlace = z.infer<typeof LibraryPlace>;

/** How a move stands. While it is `moving`, every other call fails with `library/moving`. */
export const Relocation = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({
    state: z.literal('moving'),
    /** From 0 to 1. */
    progress: z.number().min(0).max(1),
    secondsLeft: z.number().nullable(),
  }),
  z.object({
    state: z.literal('moved'),
    files: z.number().int(),
    bytes: z.number(),
    place: LibraryPlace,
    /** The old library, which stays as it was. */
    old: LibraryPlace,
    /** Whether Divisi opens the new place from now on if no library is named. */
    isDefault: z.boolean(),
  }),
  z.object({ state: z.literal('cancelled') }),
  /** The library is open where it was. */
  z.object({ state: z.literal('failed'), failure: FailureSchema }),
]);
export type Relocation = z.infer<typeof Relocation>;

/** Moving the open library: it is closed, copied, compared file by file, and opened in its new place. */
export const relocationContract = {
  place: oc.output(LibraryPlace),
  /**
   * Checks the new place and begins. Fails with `library/busy` while jobs are unfinished, `library/read-only`,
   * `library/place`, `library/no-room`, `file/exists`, `file/not-granted`, `disk/unwritable`.
   */
  start: oc
    .input(
      z.object({
        /** Where the library's folder is made; left out: the folder that `files.browse` begins with. */
        folder: GrantId.optional(),
        /** The name of the library's folder. */
        name: z.string().min(1).max(200),
      }),
    )
    .output(z.void()),
  /** The present state, and every further one until the move ends. */
  follow: oc.output(eventIterator(Relocation)),
  /** The copy is removed and the library opened where it was. */
  cancel: oc.output(z.void()),
};
