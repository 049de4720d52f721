import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { SeparationNote } from './separation-note.ts';
import { DeclaredInstrument, Ensemble } from '../project/players.ts';

/** A sound input that is separated while it sounds. */

/** One session of this window: part of the address that its blocks are sent to. */
export const LiveInputId = z.string().regex(/^live_[0-9a-z]{16}$/);
export type LiveInputId = z.infer<typeof LiveInputId>;

/** How far behind the sound may be: the shorter, the shorter the model's blocks, and the more a busy machine drops. */
export const LiveDelay = z.enum(['short', 'medium', 'long']);
export type LiveDelay = z.infer<typeof LiveDelay>;

export const LiveInputStem = z.object({
  name: z.string(),
  label: z.string(),
  /** Null for the rest. */
  instrument: DeclaredInstrument.nullable(),
});
export type LiveInputStem = z.infer<typeof LiveInputStem>;

/** What a running model takes and gives. */
export const LiveInputReady = z.object({
  model: z.object({ id: z.string(), version: z.string(), title: z.string() }),
  sampleRate: z.number().int().positive(),
  /** Samples of one block. */
  block: z.number().int().positive(),
  /** Samples by which the stems come later than the sound. */
  delay: z.number().int().nonnegative(),
  /** The players' stems, then the rest; together they are the delayed input. */
  stems: z.array(LiveInputStem),
  /** Seconds of work per second of sound, measured on noise in blocks of this length. */
  realTimeFactor: z.number().positive(),
  /** About the players. */
  notes: z.array(SeparationNote),
});
export type LiveInputReady = z.infer<typeof LiveInputReady>;

export const LiveInputOpened = LiveInputReady.extend({ id: LiveInputId });
export type LiveInputOpened = z.infer<typeof LiveInputOpened>;

export const liveInputContract = {
  /**
   * Starts the first causal model in the shortest blocks that this machine sustains, and says what it takes. It runs until the caller stops listening; a second session
   * ends the first one. Fails with `live/no-model` or `live/too-slow`.
   */
  open: oc
    .input(z.object({ players: Ensemble.min(1), delay: LiveDelay }))
    .output(eventIterator(LiveInputOpened)),
};

/**
 * PUT: one block of the input as little-endian float32, numbered from 0. Blocks may arrive in another order than they
 * were sent in; each waits for those before it. Answers with the stems of this block in the
 * same form, one after the other.
 */
export const liveInputBlock = (id: LiveInputId, block: number): string => `/media/${id}/block?n=${block}`;
