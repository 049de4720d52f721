/** Progress of a long-running task. */
export interface TaskProgress {
  /** 0 to 1. */
  readonly done: number;
  /** The current phase: "reading", "separating", "writing". */
  readonly phase: string;
  /** The task's own estimate, or null while it has none; if omitted, the time is estimated from the speed. */
  readonly secondsLeft?: number | null | undefined;
}

/** What a long-running task receives in addition to its input; `E` is the type of its durable events. */
export interface TaskContext<E> {
  readonly signal: AbortSignal;
  progress: (progress: TaskProgress) => void;
  event: (event: E) => void;
  /** Tells the task what the host sends while it runs; only tasks that work on a stream listen. */
  receive?: (listener: (message: unknown) => void) => void;
}
