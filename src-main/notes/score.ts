import type { Repeat } from './leave-out.ts';
import type { DeclaredInstrument } from '../../src-shared/project/players.ts';

/** One staff or track of a score. */
export interface ScorePart {
  readonly name: string;
  /** What the name, or the MIDI program, says; null where neither tells. */
  readonly instrument: DeclaredInstrument | null;
}

/** A sounding note: ties are merged, transposing instruments are at sounding pitch. Times are quarter notes. */
export interface ScoreNote {
  /** Unique within the score. */
  readonly id: string;
  /** Index into the score's parts. */
  readonly part: number;
  readonly onset: number;
  /** Above 0. */
  readonly duration: number;
  /** MIDI number. */
  readonly pitch: number;
}

/** A bar as it is played: one that is repeated occurs once for each time. */
export interface ScoreMeasure {
  /** As printed, `12` or `12a`; `0` for a pick-up bar. */
  readonly label: string;
  /** Index of the bar as it is printed, among those that are played: the same for each time that it is played. */
  readonly notated: number;
  /** 1 the first time, 2 the second. */
  readonly pass: number;
  /** In quarter notes from the beginning. */
  readonly onset: number;
  /** In quarter notes, above 0. */
  readonly duration: number;
  /** The length of a beat in quarter notes: 0.5 in 6/8. */
  readonly beat: number;
}

export interface TempoMark {
  /** In quarter notes from the beginning. */
  readonly onset: number;
  readonly quartersPerMinute: number;
}

/** A score as it is played, from beginning to end. Sorted by onset. */
export interface Score {
  readonly parts: readonly ScorePart[];
  readonly measures: readonly ScoreMeasure[];
  readonly notes: readonly ScoreNote[];
  /** At least one, the first at 0. */
  readonly tempi: readonly TempoMark[];
}

/** A score's file: its music with every repeat played, and which of them a performance may leave out. */
export interface ScoreFile {
  readonly format: ScoreFormat;
  readonly title: string;
  readonly score: Score;
  readonly repeats: readonly Repeat[];
  /** What was left out or guessed, in sentences for people. */
  readonly notices: readonly string[];
}

export const SCORE_FORMATS = ['musicxml', 'mei', 'humdrum', 'abc', 'midi'] as const;
export type ScoreFormat = (typeof SCORE_FORMATS)[number];

export const DEFAULT_TEMPO = 100;

/** From quarter notes to the seconds that the score's own tempo marks ask for; increasing. */
export function nominalSeconds(tempi: readonly TempoMark[]): (quarters: number) => number {
  const marks = tempi.length === 0 ? [{ onset: 0, quartersPerMinute: DEFAULT_TEMPO }] : tempi;
  const starts: number[] = [0];
  for (let index = 1; index < marks.length; index += 1) {
    const before = marks[index - 1]!;
    starts.push(starts[index - 1]! + ((marks[index]!.onset - before.onset) * 60) / before.quartersPerMinute);
  }
  return (quarters) => {
    let low = 0;
    let high = marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (marks[middle]!.onset <= quarters) low = middle;
      else high = middle - 1;
    }
    const mark = marks[low]!;
    return starts[low]! + ((quarters - mark.onset) * 60) / mark.quartersPerMinute;
  };
}
