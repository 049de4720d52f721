import { fileURLToPath } from 'node:url';
import { BrowserWindow, dialog, screen } from 'electron';
import { askBeforeLeaving } from './leave-question.ts';
import { PAGE_URL } from './page.ts';
import type { StateFile } from './state-file.ts';
import { MIN_SIZE, placeWindow, rememberPlace } from './window-state.ts';
import { watchForTrouble } from './window-trouble.ts';

export interface WindowOptions {
  readonly state: StateFile;
  /** The program's icon, which Linux desktops show. */
  readonly icon: string;
  readonly quit: () => void;
  readonly log: (message: string) => void;
}

/** Opens the program's window at its last position. */
export function openWindow({ state, icon, quit, log }: WindowOptions): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const place = placeWindow(
    state.state.window,
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    width: place.width,
    height: place.height,
    ...place.position,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    fullscreen: place.fullScreen,
    show: false,
    title: 'Divisi',
    icon,
    webPreferences: {
      preload: fileURLToPath(new URL('../preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Playback and meters continue behind other windows.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    if (place.maximised) window.maximize();
    window.show();
  });
  rememberPlace(window, (saved) => state.update({ window: saved }));
  askBeforeLeaving(window.webContents, (options) => dialog.showMessageBoxSync(window, options));
  watchForTrouble(
    {
      onGone: (listener) =>
        void window.webContents.on('render-process-gone', (_event, { reason }) => listener(reason)),
      onUnresponsive: (listener) => void window.on('unresponsive', listener),
      onResponsive: (listener) => void window.on('responsive', listener),
      reload: () => {
        if (!window.isDestroyed()) window.webContents.reload();
      },
    },
    {
      ask: async ({ message, detail, buttons }, signal) => {
        const { response } = await dialog.showMessageBox(window, {
          type: 'warning',
          message,
          detail,
          buttons: [...buttons],
          cancelId: 1,
          signal,
        });
        return response;
      },
      quit,
      log,
      now: () => performance.now(),
    },
  );
  void window.loadURL(PAGE_URL);
  return window;
}
