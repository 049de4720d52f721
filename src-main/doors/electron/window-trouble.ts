/** What is needed of `WebContents` and `BrowserWindow`. */
export interface TroubledWindow {
  onGone(listener: (reason: string) => void): void;
  onUnresponsive(listener: () => void): void;
  onResponsive(listener: () => void): void;
  reload(): void;
}

export interface TroubleQuestion {
  readonly message: string;
  readonly detail: string;
  /** What reloads comes first. */
  readonly buttons: readonly [string, string];
}

export interface TroubleWays {
  /** Resolves to the index of the button; to 1 where `signal` closes the question. */
  ask(question: TroubleQuestion, signal: AbortSignal): Promise<number>;
  quit(): void;
  log(message: string): void;
  now(): number;
}

/** A window that dies again within this time would probably go on dying. */
const AGAIN_MS = 60_000;

/**
 * Brings a window's page back after its process has ended, and offers to where it no longer answers. Jobs and the
 * library are in other processes and go on meanwhile; edits are saved as they are made.
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
