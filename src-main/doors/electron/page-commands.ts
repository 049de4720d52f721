import type { DesktopCommand } from '../../../src-shared/contract/desktop.ts';

/** Commands of so many kinds wait while no page listens; the oldest go first. */
const MOST_WAITING = 100;

/**
 * Brings commands to the page. Files that are opened while no page listens, as at the start, wait for one; any other
 * command is about what the user sees, and would come as a surprise later.
 */
export class PageCommands {
  readonly #listeners = new Set<(command: DesktopCommand) => void>();
  #waiting: DesktopCommand[] = [];

  send(command: DesktopCommand): void {
    if (this.#listeners.size > 0) {
      for (const listener of this.#listeners) listener(command);
    } else if (command.type === 'open' || command.type === 'follow') {
      this.#waiting = [...this.#waiting, command].slice(-MOST_WAITING);
    }
  }

  /** Every command until `signal` aborts; those that waited come first. */
  async *listen(signal: AbortSignal | undefined): AsyncGenerator<DesktopCommand, void, void> {
    const pending = this.#waiting;
    this.#waiting = [];
    let wake = (): void => undefined;
    const listener = (command: DesktopCommand): void => {
      pending.push(command);
      wake();
    };
    const end = (): void => wake();
    this.#listeners.add(listener);
    signal?.addEventListener('abort', end);
    try {
      while (signal?.aborted !== true) {
        const command = pending.shift();
        if (command !== undefined) yield command;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
      signal?.removeEventListener('abort', end);
    }
  }
}
