import { z } from 'zod';
import { SamplePosition } from './automation-lane.ts';
import { DeclaredInstrument, Ensemble, Player } from './players.ts';

/** All of the repeats or none of them. */
export const Repeats = z.enum(['as-written', 'left-out']);
export type Repeats = z.infer<typeof Repeats>;

/** The same, or for each repeat of the score, in its order, whether it is played. */
export const RepeatChoice = z.union([Repeats, z.array(z.boolean()).max(1000)]);
export type RepeatChoice = z.infer<typeof RepeatChoice>;

/** A passage that is printed once and played twice: the labels of its first and last bar, the first ending included. */
export const RepeatedPassage = z.object({ from: z.string(), to: z.string() });
export type RepeatedPassage = z.infer<typeof RepeatedPassage>;

/** A bar of the score that the user anchored to a position in the recording. */
export const BarAnchor = z.object({
  /** Index into the report's bars, which list the score's bars in playing order. */
  bar: z.number().int().nonnegative(),
  /** Where the bar begins, in samples of the recording. */
  sample: SamplePosition,
});
export type BarAnchor = z.infer<typeof BarAnchor>;

/** The position of a score bar in the recording. */
export const AlignedBar = z.object({
  /** The bar number as printed. */
  label: z.string(),
  /** 1 for the first time it is played, 2 for the second. */
  pass: z.number().int().positive(),
  /** Its length in the score, in quarter notes. */
  quarters: z.number().positive(),
  /** The length of a beat in quarter notes: 0.5 in 6/8. */
  beat: z.number().positive().default(1),
  /** Which of the printed bars it is, as `EngravedBar.notated`; null in reports that were written without it. */
  notated: z.number().int().nonnegative().nullable().default(null),
  /** Samples `[start, end)` of the recording; null for a bar that the recording does not contain. */
  start: SamplePosition.nullable(),
  end: SamplePosition.nullable(),
  /** 0 (no better than arbitrary notes) to 1; null if there is no sound to compare. */
  fit: z.number().min(0).max(1).nullable(),
});
export type AlignedBar = z.infer<typeof AlignedBar>;

/** The position of every bar, and how well it fits. */
export const AlignmentReport = z.object({
  /** SHA-256 of the score's file. */
  scoreSha256: z.string().regex(/^[0-9a-f]{64}$/),
  title: z.string(),
  /** Which of the repeats the performance includes. */
  repeats: z.enum([...Repeats.options, 'some']),
  /** Each repeat of the score, and whether it is played. */
  passages: z.array(RepeatedPassage.extend({ played: z.boolean() })).default([]),
  /** Like a bar's fit, over everything that the recording and the score have in common. */
  fit: z.number().min(0).max(1),
  /** The frequency of A in the recording. */
  tuningHz: z.number().positive(),
  /** Duration in the recording divided by the duration according to the score's own tempo marks. */
  tempo: z.number().positive(),
  parts: z.array(
    z.object({ name: z.string(), player: Player.shape.id.nullable(), notes: z.number().int().nonnegative() }),
  ),
  bars: z.array(AlignedBar),
  /** The bars that the user pinned, in the score's order. */
  anchors: z.array(BarAnchor).default([]),
  notices: z.array(z.string()),
});
export type AlignmentReport = z.infer<typeof AlignmentReport>;

/** The choice of repeats that a report is about; reports of all or none of them may be older than their list. */
export const repeatsOf = ({ repeats, passages }: AlignmentReport): RepeatChoice =>
  repeats === 'some' ? passages.map(({ played }) => played) : repeats;

/** The contents of a score file before alignment. */
export const ScoreSummary = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  format: z.enum(['musicxml', 'mei', 'humdrum', 'abc', 'midi']),
  title: z.string(),
  parts: z.array(
    z.object({
      name: z.string(),
      /** The instrument according to the part's name or its MIDI program; null if neither identifies one. */
      instrument: DeclaredInstrument.nullable(),
      notes: z.number().int().nonnegative(),
      /** Sounding pitches as MIDI numbers. */
      lowest: z.number(),
      highest: z.number(),
    }),
  ),
  /** Its length with every repeat. */
  bars: z.number().int().nonnegative(),
  /** The repeats that a performance may leave out. */
  passages: z.array(RepeatedPassage),
  /** The players that the parts require. */
  players: Ensemble,
  notices: z.array(z.string()),
});
export type ScoreSummary = z.infer<typeof ScoreSummary>;
