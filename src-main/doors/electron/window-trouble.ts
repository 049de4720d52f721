/** The parts of `WebContents` and `BrowserWindow` in use. */
export interface TroubledWindow {
  onGone(listener: (reason: string) => void): void;
  onUnresponsive(listener: () => void): void;
  onResponsive(listener: () => void): void;
  reload(): void;
}

export interface TroubleQuestion {
  readonly message: string;
  readonly detail: string;
  /** The reload button comes first. */
  readonly buttons: readonly [string, string];
}

export interface TroubleWays {
  /** Resolves to the index of the button, or to 1 if `signal` closes the dialog. */
  ask(question: TroubleQuestion, signal: AbortSignal): Promise<number>;
  quit(): void;
  log(message: string): void;
  now(): number;
}

/** A window that crashes again within this time would probably keep crashing. */
const AGAIN_MS = 60_000;

/**
 * Reloads a window's page after its process has crashed, and offers to if it stops responding. Jobs and the library run
 * in other processes and continue; edits are saved as they are made.
 */
export function watchForTrouble(window: TroubledWindow, ways: TroubleWays): void {
  let lastGone = -Infinity;
  let waiting: AbortController | null = null;

  window.onGone((reason) => {
    waiting?.abort();
    if (reason === 'clean-exit') return;
    ways.log(`The window's process ended: ${reason}`);
    const isAgain = ways.now() - lastGone < AGAIN_MS;
    lastGone = ways.now();
    if (!isAgain) {
      window.reload();
      return;
    }
    const question: TroubleQuestion = {
      message: 'Divisi’s window stopped working again',
      detail: 'Saved edits are safe, and running jobs continue. The log has the reason.',
      buttons: ['Open the window again', 'Quit'],
    };
    void ways.ask(question, new AbortController().signal).then((button) => {
      if (button === 0) window.reload();
      else ways.quit();
    });
  });

  window.onUnresponsive(() => {
    if (waiting !== null) return;
    ways.log('The window does not answer');
    const question = new AbortController();
    waiting = question;
    const text: TroubleQuestion = {
      message: 'Divisi’s window does not answer',
      detail: 'You can wait, or load the window again. Your last edit may be lost; running jobs continue.',
      buttons: ['Load it again', 'Wait'],
    };
    void ways.ask(text, question.signal).then((button) => {
      waiting = null;
      if (button === 0 && !question.signal.aborted) window.reload();
    });
  });
  window.onResponsive(() => waiting?.abort());
}
