/** A file as a look at a folder finds it. */
export interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/**
 * Decides which files of a watched folder are complete: those that two looks in a row found with the same size and time.
 * Each state of a file is given out once, so a file that could not be read comes again only when it has changed.
 */
export class StableFiles {
  #before = new Map<string, string>();
  readonly #given = new Map<string, string>();

  /** @returns the files that are complete now and were not given out before */
  look<F extends SeenFile>(files: readonly F[]): F[] {
    const now = new Map(files.map((file) => [file.path, stateOf(file)]));
    const stable = files.filter((file) => {
      const state = stateOf(file);
      return file.bytes > 0 && this.#before.get(file.path) === state && this.#given.get(file.path) !== state;
    });
    for (const file of stable) this.#given.set(file.path, stateOf(file));
    this.#before = now;
    return stable;
  }
}

const stateOf = ({ bytes, mtimeMs }: SeenFile): string => `${bytes} ${mtimeMs}`;
