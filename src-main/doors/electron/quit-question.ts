import type { Job } from '../../../src-shared/contract/job.ts';

export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Background jobs that the user did not start resume at the next start and need no confirmation. */
const IN_BACKGROUND: readonly Job['kind'][] = ['analyse', 'quality'];

/** Whether the user is waiting for this job. */
export const isAwaited = (job: Job): boolean => !IN_BACKGROUND.includes(job.kind);

/**
 * The confirmation to show before quitting, or null if nothing would be interrupted.
 * @param jobs all unfinished jobs
 */
export function quitQuestion(jobs: readonly Job[]): QuitQuestion | null {
  const awaited = jobs.filter(isAwaited);
  const [first] = awaited;
  if (first === undefined) return null;
  return {
    message:
      awaited.length === 1
        ? `Quit while "${first.title}" is not finished?`
        : `Quit while ${awaited.length} jobs are not finished?`,
    detail: 'Nothing is lost: unfinished jobs continue the next time you open Divisi.',
  };
}

export interface QuitEvent {
  preventDefault(): void;
}

/**
 * Asks for confirmation once before quitting interrupts jobs. `ask` resolves to whether to quit; `quit` starts quitting
 * again.
 */
export class QuitGuard {
  readonly #jobs: () => readonly Job[];
  readonly #ask: (question: QuitQuestion) => Promise<boolean>;
  readonly #quit: () => void;
  #isAgreed = false;
  #isAsking = false;

  constructor(
    jobs: () => readonly Job[],
    ask: (question: QuitQuestion) => Promise<boolean>,
    quit: () => void,
  ) {
    this.#jobs = jobs;
    this.#ask = ask;
    this.#quit = quit;
  }

  /** Call on every event that leads to quitting; prevents the event until the user agrees. */
  check(event: QuitEvent): void {
    const question = this.#isAgreed ? null : quitQuestion(this.#jobs());
    if (question === null) return;
    event.preventDefault();
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#ask(question).then((isAgreed) => {
      this.#isAsking = false;
      this.#isAgreed = isAgreed;
      if (isAgreed) this.#quit();
    });
  }
}
