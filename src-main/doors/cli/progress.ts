import { TimeLeft } from '../../../src-shared/format/time-left.ts';
import { CLEAR_LINE } from './terminal.ts';
import type { TaskProgress } from '../../../src-shared/contract/task-context.ts';

export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const BAR = 24;
/** If the output is not a terminal, each tenth of the progress gets a line, at most one per this interval. */
const PLAIN_SECONDS = 1;

export function formatSpan(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Maps several consecutive steps to one scale from 0 to 1; shows a bar on a terminal and plain lines elsewhere. */
export class Progress {
  readonly #out: ProgressOutput;
  readonly #now: () => number;
  readonly #left: TimeLeft;
  #from = 0;
  #shown = '';
  #plainTenth = -1;
  #plainPhase = '';
  #plainAt = Number.NEGATIVE_INFINITY;

  /** @param now seconds on a monotonic clock */
  constructor(out: ProgressOutput, now: () => number = () => performance.now() / 1000) {
    this.#out = out;
    this.#now = now;
    this.#left = new TimeLeft(now());
  }

  /** The next step covers `share` of the whole. */
  step(share: number): (progress: TaskProgress) => void {
    const from = this.#from;
    this.#from = Math.min(1, from + share);
    return ({ done, phase, secondsLeft }) => this.#show(Math.min(1, from + done * share), phase, secondsLeft);
  }

  /** Removes the bar so that other text can follow. */
  end(): void {
    if (this.#shown !== '') this.#out.write(CLEAR_LINE);
    this.#shown = '';
  }

  #show(done: number, phase: string, told: number | null | undefined): void {
    const now = this.#now();
    this.#left.update(done, now, told);
    const seconds = this.#left.at(now);
    const left = seconds === null ? '' : `, ${formatSpan(seconds)} left`;
    const percent = `${Math.floor(done * 100 + 1e-9)} %`;
    if (this.#out.isTTY === true) {
      const full = Math.round(done * BAR);
      const line = `${phase} [${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${percent}${left}`;
      const fitting = line.slice(0, Math.max(10, (this.#out.columns ?? 80) - 1));
      if (fitting === this.#shown) return;
      this.#shown = fitting;
      this.#out.write(`${CLEAR_LINE}${fitting}`);
      return;
    }
    const tenth = Math.floor(done * 10 + 1e-9);
    const isNews = phase !== this.#plainPhase || tenth > this.#plainTenth;
    if (!isNews || now - this.#plainAt < PLAIN_SECONDS) return;
    this.#plainTenth = tenth;
    this.#plainPhase = phase;
    this.#plainAt = now;
    this.#out.write(`${phase}: ${percent}${left}\n`);
  }
}
