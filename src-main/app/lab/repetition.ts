import type { Comparison } from './differences.ts';
import type { ArchivedEntries } from './archived-entries.ts';
import type { SoundFinder } from './find-sounds.ts';

export interface RepeatedPart extends Comparison {
  readonly name: string;
  readonly kind: 'separation' | 'cad2' | 'study';
}

/** What every repetition of a part of an archive needs. */
export interface Repetition {
  readonly entries: ArchivedEntries;
  readonly finder: SoundFinder;
  /** A folder that is removed afterwards. */
  readonly scratch: string;
  /** The library whose added models may be used. */
  readonly libraryDir: string;
  /** Keeps what this repetition writes; undefined: nothing is kept. */
  readonly outDir: string | undefined;
}
