/** One step of the schema. Steps are only ever appended; one that was released never changes. */
export interface Migration {
  /** The database's `user_version` once this step is done: 1 for the first, no gaps. */
  readonly version: number;
  readonly sql: string;
}
