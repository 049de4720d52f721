import { z } from 'zod';
import type { ReadableDatabase } from '../database.ts';

const Versions = z.object({ others: z.number(), own: z.number() });
const VERSIONS = 'SELECT (SELECT data_version FROM pragma_data_version) AS others, total_changes() AS own';

/** So many answers are kept: going back and forth between a few searches and orders asks nothing again. */
const KEPT = 8;

/** Answers that hold until anything in the library changes, by this program or another. */
export class UntilChanged<T> {
  readonly #db: ReadableDatabase;
  readonly #kept = new Map<string, T>();
  #version = '';

  constructor(db: ReadableDatabase) {
    this.#db = db;
  }

  get(key: string, find: () => T): T {
    const { others, own } = this.#db.get(VERSIONS, Versions) ?? { others: 0, own: 0 };
    const version = `${others} ${own}`;
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    const answer = this.#kept.get(key) ?? find();
    this.#kept.delete(key);
    this.#kept.set(key, answer);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return answer;
  }
}
