import type { Comparison } from './differences.ts';
import type { ArchivedEntries } from './archived-entries.ts';
import type { SoundFinder } from './find-sounds.ts';

export interface RepeatedPart extends Comparison {
  readonly name: string;
  readonly kind: 'separation' | 'cad2' | 'study';
  /** What was not repeated, and why: whole sentences. */
  readonly leftOut: readonly string[];
}

/** What every repetition of a part of an archive needs. */
export interface Repetition {
  readonly entries: ArchivedEntries;
  readonly finder: SoundFinder;
  /** A folder that is removed afterwards. */
  readonly scratch: string;
  /** The library whose added models may be used. */
  readonly libraryDir: string;
  /** Where this repetition writes; inside `scratch` where nothing is kept. No text of the archive is in it. */
  readonly outDir: string;
}
