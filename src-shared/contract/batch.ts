import { oc } from '@orpc/contract';
import { z } from 'zod';
import { WhoPlays } from '../batch/list.ts';
import { ListProblem } from '../batch/mistakes.ts';
import { GrantId } from '../project/ids.ts';
import { FailureSchema } from './failure.ts';
import { LeftOut } from './left-out.ts';

/** Of the problems that a batch's state names one by one, at most. */
export const MOST_TROUBLES = 200;

/** What a batch is made of: lists of files (CSV, TSV, M3U), folders and audio files. */
export const BatchSources = z.object({
  sources: z.array(GrantId).min(1).max(5000),
  /** The folder that a sent list's paths are relative to; by default the one that the host shares. */
  folder: GrantId.nullable(),
});
export type BatchSources = z.infer<typeof BatchSources>;

export const BatchPreview = z.object({
  files: z.array(
    z.object({
      /** As the list or folder names it. */
      name: z.string(),
      /** Null where the batch's own choice counts. */
      players: WhoPlays.nullable(),
      score: z.string().nullable(),
      modelId: z.string().nullable(),
    }),
  ),
  problems: z.array(ListProblem.extend({ list: z.string() })),
  leftOut: z.array(LeftOut),
  /** A list was sent, but this host shares no folder in which its files could be. */
  needsFolder: z.boolean(),
});
export type BatchPreview = z.infer<typeof BatchPreview>;

export const BatchRequest = BatchSources.extend({
  /** Starts with the other files if a list has mistakes; otherwise mistakes are refused. */
  leaveOut: z.boolean(),
  mode: z.enum(['reference', 'copy']),
  /** Separates every file whose players are known; otherwise the files are only imported. */
  separate: z.boolean(),
  /** Who plays where neither a list nor the library says so. */
  players: WhoPlays.nullable(),
  /** How probable each heard instrument has to be. 0 to 1. */
  confidence: z.number().min(0).max(1),
  /** Separates again what has been separated already. */
  force: z.boolean(),
});
export type BatchRequest = z.infer<typeof BatchRequest>;

const Count = z.number().int().nonnegative();

/** The last batch that a window started; it survives a restart. */
export const BatchState = z.object({
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  files: Count,
  /** 0 to 1, weighted by seconds of audio. */
  progress: z.number().min(0).max(1),
  phase: z.string(),
  secondsLeft: z.number().nullable(),
  counts: z.object({
    imported: Count,
    existing: Count,
    separated: Count,
    usedAgain: Count,
    left: Count,
    failed: Count,
  }),
  /** The first that were left or failed. */
  troubles: z.array(z.object({ file: z.string(), how: z.enum(['left', 'failed']), message: z.string() })),
  /** Why the batch as a whole stopped. */
  failure: FailureSchema.nullable(),
});
export type BatchState = z.infer<typeof BatchState>;

export const batchContract = {
  /** Reads lists and folders, and changes nothing. Fails with `file/not-found`, `file/not-granted`, `file/too-large`. */
  preview: oc.input(BatchSources).output(BatchPreview),
  /** Fails with `call/invalid` for a mistake in a list, while another batch runs, and where nothing says who plays. */
  start: oc.input(BatchRequest).output(BatchState),
  /** Null before the first. Changes arrive as `batch` events. */
  current: oc.output(BatchState.nullable()),
  /** Cancels the batch's jobs; what is done stays. */
  cancel: oc.output(BatchState.nullable()),
  /** Goes through the files again that failed or were not reached. */
  retry: oc.output(BatchState),
  /** Forgets a batch that has ended. */
  dismiss: oc.output(z.void()),
};
