import { oc } from '@orpc/contract';
import { z } from 'zod';
import { FailureSchema } from './failure.ts';
import { GrantId, RecordingId } from '../project/ids.ts';

const at = z.iso.datetime();

/** The file that was taken last. */
const LastTaken = z.object({
  title: z.string(),
  at,
  /** Null if it could not be read. */
  recordingId: RecordingId.nullable(),
});

/** A failure in the host's words, and its code, for windows in another language. */
const Problem = FailureSchema.pick({ code: true, message: true });

const Trouble = z.object({
  file: z.string(),
  message: z.string(),
  /** Null in what earlier versions stored, and for codes that this one does not know. */
  code: FailureSchema.shape.code.nullable().catch(null),
  at,
});

/** Of the files that could not be taken, the latest are named. */
export const MOST_WATCH_TROUBLES = 20;

export const WatchId = z.string().regex(/^[0-9a-f]{16}$/);
export type WatchId = z.infer<typeof WatchId>;

/** A folder whose recordings are taken as they come. */
export const WatchedFolder = z.object({
  id: WatchId,
  name: z.string(),
  /** Null where the window may not know it. */
  path: z.string().nullable(),
  /** Separates what comes, into the players that are heard. */
  separate: z.boolean(),
  /** `waiting`: until the user trusts the library. `unreachable`: the folder can't be read at the moment. */
  state: z.enum(['watching', 'taking', 'waiting', 'unreachable']),
  /** Why it is unreachable, or why taking stopped; it is tried again. */
  problem: Problem.nullable(),
  /** How many files were taken since the folder was added. */
  taken: z.number().int().nonnegative(),
  last: LastTaken.nullable(),
  /** The latest first. */
  troubles: z.array(Trouble).max(MOST_WATCH_TROUBLES),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

/** As the library keeps it. */
export const StoredWatch = z.object({
  id: WatchId,
  path: z.string(),
  separate: z.boolean(),
  taken: z.number().int().nonnegative(),
  last: LastTaken.nullable(),
  troubles: z.array(Trouble),
  /** Of every file that was taken, a hash of its path, size and time. */
  seen: z.array(z.string()),
});
export type StoredWatch = z.infer<typeof StoredWatch>;

/** Folders that are watched while the program runs. Changes arrive as `watch` events. */
export const watchContract = {
  list: oc.output(z.array(WatchedFolder)),
  /** Fails with `file/exists` for a folder that is watched already. */
  add: oc.input(z.object({ folder: GrantId, separate: z.boolean() })).output(z.array(WatchedFolder)),
  /** Stops watching; what was taken stays, and what is being imported is finished. */
  remove: oc.input(z.object({ id: WatchId })).output(z.array(WatchedFolder)),
};
