import type { DesktopCommand } from '../../../src-shared/contract/desktop.ts';

/** Maximum number of waiting commands; the oldest are dropped first. */
const MOST_WAITING = 100;

/**
 * Delivers commands to the page. Files opened while no page is listening, such as during startup, wait for one. Any
 * other command refers to what the user sees and would be unexpected later, so it is dropped.
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

  /** Yields every command until `signal` aborts, starting with those that waited. */
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
