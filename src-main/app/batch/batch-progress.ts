import { extname } from 'node:path';
import type { TaskProgress } from '../../../src-shared/contract/task-context.ts';
import type { Steps } from '../files/work.ts';

/** What opening, hashing and storing one file costs, as seconds of audio. */
const SECONDS_PER_FILE = 3;
/** Bytes of a second of stereo audio at 44.1 kHz, by which a file's length is guessed until others of its kind are read. */
const USUAL_BYTES_PER_SECOND: Readonly<Record<string, number>> = {
  '.wav': 176_400,
  '.aif': 176_400,
  '.aiff': 176_400,
  '.flac': 90_000,
};
const COMPRESSED_BYTES_PER_SECOND = 24_000;
/** Work in seconds of audio. */
interface Sums {
  readonly before: number;
  readonly current: number;
  readonly total: number;
}

export interface WeighedFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The progress of a batch, weighted by seconds of audio. Files go through all stages a few at a time, so that what is done
 * is representative of what is left, and the time left follows from the time so far.
 */
export class BatchProgress implements Steps {
  readonly #files: readonly WeighedFile[];
  readonly #seconds = new Map<string, number>();
  readonly #report: (progress: TaskProgress) => void;
  readonly #clock: () => number;
  readonly #startedAt: number;
  readonly #done = new Set<string>();
  #current: readonly WeighedFile[] = [];
  #from = 0;
  #sums: Sums = { before: 0, current: 0, total: 0 };
  /** When the last group ended, and the seconds that a unit of work took until then. */
  #pace: { readonly at: number; readonly perWeight: number } | null = null;

  /**
   * @param files those that are not done yet
   * @param clock seconds on a monotonic clock
   */
  constructor(
    files: readonly WeighedFile[],
    report: (progress: TaskProgress) => void,
    clock: () => number = () => performance.now() / 1000,
  ) {
    this.#files = files;
    this.#report = report;
    this.#clock = clock;
    this.#startedAt = clock();
  }

  /** Begins the next files; `step` refers to them. */
  begin(files: readonly WeighedFile[]): void {
    this.#current = files;
    this.#from = 0;
    this.#sums = this.#weigh();
  }

  /** Tells how long a file turned out to be. */
  read(path: string, seconds: number): void {
    this.#seconds.set(path, seconds);
  }

  /** Ends the present files. */
  end(): void {
    for (const { path } of this.#current) this.#done.add(path);
    this.#current = [];
    this.#sums = this.#weigh();
    const at = this.#clock();
    this.#pace = { at, perWeight: (at - this.#startedAt) / this.#sums.before };
  }

  /** @param share of the present files' work */
  step(share: number): (progress: TaskProgress) => void {
    const from = this.#from;
    this.#from += share;
    return ({ done, phase }) => this.#show(from + done * share, phase);
  }

  #show(ofCurrent: number, phase: string): void {
    const { before, current, total } = this.#sums;
    const done = total === 0 ? 1 : Math.min(1, (before + ofCurrent * current) / total);
    // Stages differ in speed, so only whole groups say how fast the rest will be.
    const secondsLeft =
      this.#pace === null
        ? null
        : Math.max(0, this.#pace.perWeight * (total - before) - (this.#clock() - this.#pace.at));
    this.#report({ done, phase, secondsLeft });
  }

  /** Of all files; costs some time with ten thousand of them. */
  #weigh(): Sums {
    const weight = this.#weights();
    const sum = (files: readonly WeighedFile[]): number =>
      files.reduce((total, file) => total + weight(file), 0);
    return {
      before: sum(this.#files.filter(({ path }) => this.#done.has(path))),
      current: sum(this.#current),
      total: sum(this.#files),
    };
  }

  /** A file's work in seconds of audio: its own where it was read, or else by its size, as files of its kind. */
  #weights(): (file: WeighedFile) => number {
    const read = new Map<string, { bytes: number; seconds: number }>();
    for (const { path, bytes } of this.#files) {
      const seconds = this.#seconds.get(path);
      if (seconds === undefined) continue;
      const kind = extname(path).toLowerCase();
      const sum = read.get(kind) ?? { bytes: 0, seconds: 0 };
      read.set(kind, { bytes: sum.bytes + bytes, seconds: sum.seconds + seconds });
    }
    return ({ path, bytes }) => {
      const kind = extname(path).toLowerCase();
      const sum = read.get(kind);
      const usual = USUAL_BYTES_PER_SECOND[kind] ?? COMPRESSED_BYTES_PER_SECOND;
      const rate = sum === undefined || sum.seconds === 0 ? usual : sum.bytes / sum.seconds;
      return SECONDS_PER_FILE + (this.#seconds.get(path) ?? bytes / rate);
    };
  }
}

/** Each group takes about this share of the work, so that the first tenth of it has seen every stage. */
const SHARE_OF_GROUP = 0.04;
const MOST_IN_GROUP = 32;

/** Cuts a batch into groups of neighbours that go through all stages together. */
export function groupsOf<F extends Pick<WeighedFile, 'bytes'>>(files: readonly F[]): F[][] {
  const most = SHARE_OF_GROUP * files.reduce((sum, { bytes }) => sum + bytes, 0);
  const groups: F[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = groups.at(-1);
    if (last === undefined || last.length >= MOST_IN_GROUP || bytes + file.bytes > most) {
      groups.push([file]);
      bytes = file.bytes;
    } else {
      last.push(file);
      bytes += file.bytes;
    }
  }
  return groups;
}
