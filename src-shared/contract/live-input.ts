import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { SeparationNote } from './separation-note.ts';
import { DeclaredInstrument, Ensemble } from '../project/players.ts';

/** A sound input that is separated while it sounds. */

/** One session of this window: part of the address that its blocks are sent to. */
export const LiveInputId = z.string().regex(/^live_[0-9a-z]{16}$/);
export type LiveInputId = z.infer<typeof LiveInputId>;

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
  /** Seconds of work per second of sound, measured on noise. */
  realTimeFactor: z.number().positive(),
  /** About the players. */
  notes: z.array(SeparationNote),
});
export type LiveInputReady = z.infer<typeof LiveInputReady>;

export const LiveInputOpened = LiveInputReady.extend({ id: LiveInputId });
export type LiveInputOpened = z.infer<typeof LiveInputOpened>;

export const liveInputContract = {
  /**
   * Starts the first causal model and says what it takes. It runs until the caller stops listening; a second session
   * ends the first one. Fails with `live/no-model` or `live/too-slow`.
   */
  open: oc.input(z.object({ players: Ensemble.min(1) })).output(eventIterator(LiveInputOpened)),
};

/**
 * PUT: one block of the input as little-endian float32, numbered from 0. Answers with the stems of this block in the
 * same form, one after the other.
 */
export const liveInputBlock = (id: LiveInputId, block: number): string => `/media/${id}/block?n=${block}`;
