import { app, dialog, Menu, shell, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { DoorHost } from '../../api/door-host.ts';
import { chooseName, choosePaths, type ChosenName, type FolderMemory } from './dialogs.ts';
import { JobNotices } from './job-notices.ts';
import { jobSurface } from './job-surface.ts';
import { menuTemplate } from './menu.ts';
import type { OpenedFiles } from './opened-files.ts';
import { kindOf } from './page.ts';
import { PageCommands } from './page-commands.ts';
import { QuitGuard, type QuitQuestion } from './quit-question.ts';
import { presentFiles, withRecent, type RecentFile } from './recent-files.ts';
import type { DialogKind, StateFile } from './state-file.ts';
import { openWindow } from './window.ts';

export interface DesktopDoorOptions {
  readonly state: StateFile;
  /** Files to open; they wait until `start`. */
  readonly opened: OpenedFiles;
  readonly icon: string;
  readonly logPath: string;
  readonly log: { error(message: string, details?: unknown): void };
}

/** The desktop program's window, menu, dialogs and notifications around a host. */
export class DesktopDoor {
  readonly commands = new PageCommands();
  readonly #options: DesktopDoorOptions;
  readonly #guard: QuitGuard;
  #host: DoorHost | null = null;
  #window: BrowserWindow | null = null;
  #pageUrl = '';

  constructor(options: DesktopDoorOptions) {
    this.#options = options;
    const ask = async ({ message, detail }: QuitQuestion): Promise<boolean> => {
      const buttons = ['Quit', 'Keep Divisi open'];
      const type = 'question';
      return (await this.#ask({ type, message, detail, buttons, defaultId: 1, cancelId: 1 })) === 0;
    };
    this.#guard = new QuitGuard(
      () => this.#host?.unfinishedJobs() ?? [],
      ask,
      () => app.quit(),
    );
  }

  get recent(): readonly RecentFile[] {
    return presentFiles(this.#options.state.state.recent);
  }

  noteRecent(files: readonly RecentFile[]): void {
    const { state } = this.#options;
    state.update({ recent: withRecent(state.state.recent, files) });
    // macOS and Windows keep their own list.
    for (const { path } of files) app.addRecentDocument(path);
    this.#showMenu();
  }

  clearRecent(): void {
    this.#options.state.update({ recent: [] });
    app.clearRecentDocuments();
    this.#showMenu();
  }

  /** Modal to the window. */
  async chooseFiles(kind: DialogKind): Promise<readonly RecentFile[]> {
    const paths = await choosePaths(
      kind,
      (options) =>
        this.#window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(this.#window, options),
      this.#folders,
    );
    const chosen = paths.map((path) => ({ path, kind: kindOf(path) }));
    if (kind === 'audio') this.noteRecent(chosen);
    return chosen;
  }

  /** Asks where to write a file; null if the user cancels. */
  chooseName(suggested: { readonly name: string; readonly extension: string }): Promise<ChosenName | null> {
    return chooseName(
      suggested,
      (options) =>
        this.#window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(this.#window, options),
      this.#folders,
    );
  }

  get #folders(): FolderMemory {
    const { state } = this.#options;
    return {
      get: (kind) => state.state.folders[kind],
      set: (kind, folder) => {
        state.update({ folders: { ...state.state.folders, [kind]: folder } });
      },
    };
  }

  tell(message: string): void {
    void this.#ask({ type: 'warning', message, buttons: ['OK'] });
  }

  /** Opens the window and connects the app events: files, jobs, closing and quitting. */
  start(host: DoorHost): void {
    this.#host = host;
    app.setAboutPanelOptions({
      applicationName: 'Divisi',
      applicationVersion: app.getVersion(),
      copyright: 'Copyright © 2026 The Divisi developers. MIT licence.',
      credits: 'The licences of what Divisi is built with are listed under Settings.',
      iconPath: this.#options.icon,
    });
    this.#watchJobs(host);
    app.on('before-quit', (event) => this.#guard.check(event));
    this.#closeBeforeQuitting(host);
    app.on('activate', () => this.show());
    app.on('window-all-closed', () => {
      // On macOS the app keeps running without a window.
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('child-process-gone', (_event, details) => {
      if (details.reason !== 'clean-exit') this.#options.log.error('a process ended', details);
    });
    this.#options.opened.start({
      kindOf,
      grant: ({ path, kind }) => host.grants.grantPath(path, { kind, access: 'read' }),
      send: (command) => this.commands.send(command),
      note: (files) => this.noteRecent(files),
      tell: (message) => this.tell(message),
    });
    this.show();
  }

  /** Brings the window to the front, or opens one once the door has started. */
  show(): void {
    if (this.#host === null) return;
    if (this.#window === null) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  #open(): void {
    const { state, icon, log } = this.#options;
    const window = openWindow({ state, icon, quit: () => app.quit(), log: (line) => log.error(line) });
    this.#window = window;
    window.on('close', (event) => {
      // If closing the window quits the app, ask before the window is gone.
      if (process.platform !== 'darwin') this.#guard.check(event);
    });
    window.on('closed', () => {
      this.#window = null;
      this.#showMenu();
    });
    const onUrl = (url: string): void => {
      this.#pageUrl = url;
      this.#showMenu();
    };
    window.webContents.on('did-navigate', (_event, url) => onUrl(url));
    window.webContents.on('did-navigate-in-page', (_event, url) => onUrl(url));
    this.#showMenu();
  }

  #showMenu(): void {
    const template = menuTemplate(
      {
        platform: process.platform,
        isDeveloping: !app.isPackaged,
        recent: this.recent,
        hasWindow: this.#window !== null,
        pageUrl: this.#pageUrl,
      },
      {
        command: (command) => this.commands.send(command),
        openRecent: (file) => {
          this.show();
          this.#options.opened.open([file.path]);
        },
        clearRecent: () => this.clearRecent(),
        newWindow: () => this.show(),
        showLog: () => shell.showItemInFolder(this.#options.logPath),
      },
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  #watchJobs(host: DoorHost): void {
    const surface = jobSurface(
      () => this.#window,
      ({ jobId }) => {
        this.show();
        if (jobId !== null) this.commands.send({ type: 'follow', jobId });
      },
    );
    const notices = new JobNotices(surface);
    host.onJobs((unfinished, changed) => notices.update(unfinished(), changed));
  }

  /**
   * Ends the child processes and closes the library before the process exits; unfinished jobs resume at the next start.
   */
  #closeBeforeQuitting(host: DoorHost): void {
    let isClosed = false;
    app.on('will-quit', (event) => {
      if (isClosed) return;
      event.preventDefault();
      this.#host = null;
      void host
        .close()
        .catch((error: unknown) => this.#options.log.error('the library did not close as it should', error))
        .finally(() => {
          isClosed = true;
          app.quit();
        });
    });
  }

  async #ask(options: MessageBoxOptions): Promise<number> {
    const { response } =
      this.#window === null
        ? await dialog.showMessageBox(options)
        : await dialog.showMessageBox(this.#window, options);
    return response;
  }
}
