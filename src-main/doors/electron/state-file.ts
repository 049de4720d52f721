import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RecentFile } from './recent-files.ts';
import { WindowState } from './window-state.ts';

export const DialogKind = z.enum(['audio', 'list', 'score', 'image', 'archive', 'folder', 'save-folder']);
export type DialogKind = z.infer<typeof DialogKind>;

/** The desktop program's state on this machine, independent of the libraries. An invalid part counts as absent. */
const DesktopState = z.object({
  window: WindowState.nullable().catch(null),
  /** The most recently used folder per kind of dialog. */
  folders: z.partialRecord(DialogKind, z.string()).catch({}),
  recent: z.array(RecentFile).catch([]),
});
export type DesktopState = z.infer<typeof DesktopState>;

const NOTHING: DesktopState = { window: null, folders: {}, recent: [] };

/** `desktop.json` in the user's configuration folder. Read and write errors are reported but not fatal. */
export class StateFile {
  readonly #path: string;
  readonly #warn: (message: string, error: unknown) => void;
  #state: DesktopState;

  constructor(path: string, warn: (message: string, error: unknown) => void) {
    this.#path = path;
    this.#warn = warn;
    this.#state = this.#read();
  }

  get state(): DesktopState {
    return this.#state;
  }

  update(change: Partial<DesktopState>): void {
    this.#state = { ...this.#state, ...change };
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const part = `${this.#path}.part`;
      writeFileSync(part, JSON.stringify(this.#state, null, 2));
      renameSync(part, this.#path);
    } catch (error) {
      this.#warn(`The desktop program's state could not be written to ${this.#path}`, error);
    }
  }

  #read(): DesktopState {
    try {
      const parsed = DesktopState.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')));
      if (parsed.success) return parsed.data;
      this.#warn(`${this.#path} is no state of the desktop program`, parsed.error);
    } catch (error) {
      const isNew = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isNew) this.#warn(`${this.#path} can't be read`, error);
    }
    return NOTHING;
  }
}
