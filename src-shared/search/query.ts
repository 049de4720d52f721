import type { RecordingId } from '../project/ids.ts';
import type { DeclaredInstrument } from '../project/players.ts';
import type { DateField, HasFlag, IsFlag, NumberField, TextField } from './fields.ts';

/** Numbers from `min` to `max`; null where there is no limit. An open end is not part of the range. */
export interface NumberRange {
  readonly min: number | null;
  readonly max: number | null;
  readonly minOpen: boolean;
  readonly maxOpen: boolean;
}

/** Days as the number `yyyymmdd`, both included; null where there is no limit. */
export interface DayRange {
  readonly from: number | null;
  readonly to: number | null;
}

export type Test =
  /**
   * `words`: has every word of the text, anywhere and also inside a word. `phrase`: has the text as it is.
   * `whole`: is the text. All ignore case and accents. A null field means any of them.
   */
  | {
      readonly kind: 'text';
      readonly field: TextField | null;
      readonly text: string;
      readonly match: 'words' | 'phrase' | 'whole';
    }
  | { readonly kind: 'instrument'; readonly instrument: DeclaredInstrument }
  | { readonly kind: 'number'; readonly field: NumberField; readonly range: NumberRange }
  /** What is known of the date overlaps the range. */
  | { readonly kind: 'date'; readonly field: DateField; readonly range: DayRange }
  | { readonly kind: 'is'; readonly flag: IsFlag }
  | { readonly kind: 'has'; readonly flag: HasFlag }
  /** Is one of these recordings, or a part of one. Nobody types it: `is:missing` becomes it (`app/missing.ts`). */
  | { readonly kind: 'among'; readonly recordings: readonly RecordingId[] };

export interface Condition {
  readonly negated: boolean;
  readonly test: Test;
  /** Where it stands in the typed text, half open, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/** All conditions hold. */
export type Query = readonly Condition[];

/** Why a text is not a query, and where in it. */
export type QueryProblem = {
  readonly from: number;
  readonly to: number;
} & (
  | { readonly kind: 'unknown-field'; readonly word: string; readonly suggestion: string | null }
  | { readonly kind: 'missing-value'; readonly field: string }
  | { readonly kind: 'no-comparison'; readonly field: string; readonly operator: string }
  | {
      readonly kind: 'unknown-value';
      readonly field: 'is' | 'has';
      readonly word: string;
      readonly suggestion: string | null;
      readonly known: readonly string[];
    }
  | { readonly kind: 'not-a-length'; readonly word: string }
  | { readonly kind: 'not-a-number'; readonly word: string; readonly field: string }
  | { readonly kind: 'not-a-date'; readonly word: string }
  | { readonly kind: 'empty-range'; readonly word: string }
);
