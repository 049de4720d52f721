/** How far a long piece of work has come. */
export interface TaskProgress {
  /** 0 to 1. */
  readonly done: number;
  /** What it is doing now: "reading", "separating", "writing". */
  readonly phase: string;
  /** Where the work itself knows how long it will take, null while it does not; left out, its speed tells. */
  readonly secondsLeft?: number | null | undefined;
}

/** What a long piece of work is given beside its input; `E` are the durable steps it tells of. */
export interface TaskContext<E> {
  readonly signal: AbortSignal;
  progress: (progress: TaskProgress) => void;
  event: (event: E) => void;
}
