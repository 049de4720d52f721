import { z } from 'zod';
import { SamplePosition } from './document.ts';
import { DeclaredInstrument, Ensemble, Player } from './players.ts';

/** How the repeats were played: all of them, or none. */
export const Repeats = z.enum(['as-written', 'left-out']);
export type Repeats = z.infer<typeof Repeats>;

/** A bar of the score that the user fixed to a place in the recording. */
export const BarAnchor = z.object({
  /** Index into the report's bars, which are the score's in the order they are played. */
  bar: z.number().int().nonnegative(),
  /** Where the bar begins, in samples of the recording. */
  sample: SamplePosition,
});
export type BarAnchor = z.infer<typeof BarAnchor>;

/** Where a bar of the score is in the recording. */
export const AlignedBar = z.object({
  /** As printed. */
  label: z.string(),
  /** 1 the first time it is played, 2 the second. */
  pass: z.number().int().positive(),
  /** Its length in the score, in quarter notes. */
  quarters: z.number().positive(),
  /** Samples `[start, end)` of the recording; null for a bar that the recording does not hold. */
  start: SamplePosition.nullable(),
  end: SamplePosition.nullable(),
  /** 0 (no better than other notes would) to 1; null where nothing sounds that could be compared. */
  fit: z.number().min(0).max(1).nullable(),
});
export type AlignedBar = z.infer<typeof AlignedBar>;

/** Which bar is where, and how well it fits. */
export const AlignmentReport = z.object({
  /** SHA-256 of the score's file. */
  scoreSha256: z.string().regex(/^[0-9a-f]{64}$/),
  title: z.string(),
  repeats: Repeats,
  /** As a bar's, of all that the recording and the score share. */
  fit: z.number().min(0).max(1),
  /** What the recording's A sounds at. */
  tuningHz: z.number().positive(),
  /** Seconds of the recording for one of the score by its own tempo marks. */
  tempo: z.number().positive(),
  parts: z.array(
    z.object({ name: z.string(), player: Player.shape.id.nullable(), notes: z.number().int().nonnegative() }),
  ),
  bars: z.array(AlignedBar),
  notices: z.array(z.string()),
});
export type AlignmentReport = z.infer<typeof AlignmentReport>;

/** What a score's file holds, before it is aligned. */
export const ScoreSummary = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  format: z.enum(['musicxml', 'mei', 'humdrum', 'abc', 'midi']),
  title: z.string(),
  parts: z.array(
    z.object({
      name: z.string(),
      /** What the part's name or its MIDI program says; null where neither tells. */
      instrument: DeclaredInstrument.nullable(),
      notes: z.number().int().nonnegative(),
      /** MIDI numbers as they sound. */
      lowest: z.number(),
      highest: z.number(),
    }),
  ),
  /** In bars, as they are played. */
  versions: z.array(z.object({ repeats: Repeats, bars: z.number().int().nonnegative() })).min(1),
  /** The players that the parts ask for. */
  players: Ensemble,
  notices: z.array(z.string()),
});
export type ScoreSummary = z.infer<typeof ScoreSummary>;
