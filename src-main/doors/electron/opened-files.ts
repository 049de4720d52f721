import type { DesktopCommand } from '../../../src-shared/contract/desktop.ts';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import type { RecentFile } from './recent-files.ts';

export interface OpenedFilesOptions {
  /** Whether a path is a file or a folder. @throws Failure, or a system error, if it is neither */
  kindOf(path: string): RecentFile['kind'];
  grant(file: RecentFile): GrantedFile;
  send(command: DesktopCommand): void;
  /** Adds opened files to the recent files. */
  note(files: readonly RecentFile[]): void;
  /** Tells the user what could not be opened. */
  tell(message: string): void;
}

/**
 * Files that the system, a double click or a second instance asks to open. Files that arrive before the library is open
 * wait.
 */
export class OpenedFiles {
  #options: OpenedFilesOptions | null = null;
  #waiting: string[] = [];

  open(paths: readonly string[]): void {
    const options = this.#options;
    if (paths.length === 0) return;
    if (options === null) {
      this.#waiting.push(...paths);
      return;
    }
    const opened: RecentFile[] = [];
    const files: GrantedFile[] = [];
    for (const path of paths) {
      try {
        const file: RecentFile = { path, kind: options.kindOf(path) };
        files.push(options.grant(file));
        opened.push(file);
      } catch (error) {
        const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        if (isMissing) options.tell(`"${path}" is not there`);
        else if (isFailure(error)) options.tell(error.message);
        else throw error;
      }
    }
    if (files.length === 0) return;
    options.note(opened);
    options.send({ type: 'open', files });
  }

  /** Opens the waiting files; later ones open immediately. */
  start(options: OpenedFilesOptions): void {
    this.#options = options;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.open(waiting);
  }
}
