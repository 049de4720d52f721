import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import {
  newPreviewId,
  previewAudioParts,
  type PreviewAudioId,
  type PreviewId,
} from '../../src-shared/project/ids.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import type { SpawnProcess } from '../jobs/tasks/task-protocol.ts';
import { isAlive } from '../library/is-alive.ts';
import type { Tasks } from '../jobs/tasks/tasks.ts';
import { previewPath } from '../separation/edits/preview.ts';

/** More than that many windows at once are unlikely; the oldest preview makes room. */
const MOST = 4;
const PREFIX = 'divisi-preview-';

/** Edits of stems that can be heard before they are made: files in temporary folders, which are always removed. */
export class EditPreviews {
  readonly #spawn: SpawnProcess;
  readonly #closing: AbortSignal;
  readonly #root: string;
  readonly #folders = new Map<PreviewId, string>();
  #swept: Promise<void> | null = null;

  /** @param root where temporary files go */
  constructor(spawn: SpawnProcess, closing: AbortSignal, root = tmpdir()) {
    this.#spawn = spawn;
    this.#closing = closing;
    this.#root = root;
  }

  /** @throws Failure `file/*`, `disk/*`, `process/died`, `call/cancelled` */
  async render(
    input: Omit<Tasks['preview-edit']['input'], 'outDir'>,
    asked: AbortSignal,
  ): Promise<Tasks['preview-edit']['result'] & { readonly previewId: PreviewId }> {
    await (this.#swept ??= this.#sweep());
    const outDir = await mkdtemp(join(this.#root, `${PREFIX}${process.pid}-`));
    try {
      const signal = AbortSignal.any([asked, this.#closing]);
      const result = await runTask(this.#spawn, 'preview-edit', { ...input, outDir }, { signal });
      const previewId = newPreviewId();
      this.#folders.set(previewId, outDir);
      const [oldest] = this.#folders.keys();
      if (this.#folders.size > MOST && oldest !== undefined) await this.end(oldest);
      return { ...result, previewId };
    } catch (error) {
      await rm(outDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** @throws Failure `library/not-found` once the preview has ended */
  fileOf(id: PreviewAudioId): string {
    const { previewId, what } = previewAudioParts(id);
    const folder = this.#folders.get(previewId);
    if (folder === undefined) throw new Failure('library/not-found', 'This preview has ended');
    return previewPath(folder, what);
  }

  /** Removes the preview's files; nothing happens if they are gone already. */
  async end(previewId: PreviewId): Promise<void> {
    const folder = this.#folders.get(previewId);
    if (folder === undefined) return;
    this.#folders.delete(previewId);
    await rm(folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    for (const id of [...this.#folders.keys()]) await this.end(id);
  }

  /** Removes what programs left that were killed. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#root)) {
      const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
      if (pid === undefined || isAlive(Number(pid))) continue;
      await rm(join(this.#root, name), { recursive: true, force: true });
    }
  }
}
