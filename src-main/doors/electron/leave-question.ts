import type { MessageBoxSyncOptions } from 'electron';

/** The part of `WebContents` in use. */
export interface LeftPage {
  on(event: 'will-prevent-unload', listener: (event: { preventDefault(): void }) => void): unknown;
}

/**
 * Asks before the page is closed or loaded again while it holds edits that are not stored. A browser asks by itself; Electron
 * would keep the window open without a word.
 * @param ask shows the question; returns the index of the button
 */
export function askBeforeLeaving(page: LeftPage, ask: (options: MessageBoxSyncOptions) => number): void {
  page.on('will-prevent-unload', (event) => {
    const button = ask({
      type: 'warning',
      message: 'Leave before your last edits are saved?',
      detail: 'Saving them has begun, but is not done. If you leave now, they may be lost.',
      buttons: ['Leave', 'Stay'],
      defaultId: 1,
      cancelId: 1,
    });
    // Preventing the page's prevention lets it go.
    if (button === 0) event.preventDefault();
  });
}
