import type { StemFormat } from '../../../src-shared/contract/system.ts';
import type { WhoPlays } from '../../../src-shared/batch/list.ts';
import type { Effort } from '../../../src-shared/contract/separation.ts';

/** What a batch does with its files. */
export interface BatchOptions {
  readonly mode: 'reference' | 'copy';
  /** Which channels of files with more than two, counted from 0. */
  readonly channels: readonly number[] | undefined;
  /** Imports files again even if the library already has them. */
  readonly again: boolean;
  /** Who plays in those that have no players yet, unless a list says so; by default, no players are declared. */
  readonly players: WhoPlays | undefined;
  /** How probable each heard instrument has to be; files below are left. 0 to 1. */
  readonly confidence: number;
  /** Declares players for recordings that have others, too. */
  readonly replacePlayers: boolean;
  /** Also separates each recording whose players are known. */
  readonly separate: boolean;
  /** Separates again where the library has a separation of the same players by the same model. */
  readonly force: boolean;
  /** The default model if undefined; a list may name another for a file. */
  readonly modelId: string | undefined;
  /** How the stems are stored; as the library's settings say if undefined. */
  readonly stemFormat: StemFormat | undefined;
  readonly effort: Effort;
  /** Of the jobs: see `JOB_PRIORITIES`. */
  readonly priority: number;
}
