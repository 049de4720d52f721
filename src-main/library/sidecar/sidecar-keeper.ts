import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RecordingId, SeparationId, StudyId } from '../../../src-shared/project/ids.ts';
import type { WritableDatabase } from '../database.ts';
import { writeDurably } from '../durable.ts';
import type { LibraryFolder } from '../folder.ts';
import type { Log } from '../log/log.ts';
import { readKeptValues, VALUES_ID } from './kept-values.ts';
import { readStudyRows } from './study-rows.ts';
import { readRecordingRows, readSeparationRows } from './read-rows.ts';
import {
  recordingSidecarPath,
  separationSidecarPath,
  sidecarRevision,
  sidecarText,
  studySidecarPath,
} from './sidecar.ts';

/** Changes in quick succession, such as an autosave a second, are written once. */
const DELAY_MS = 300;
/** So long closing waits for them: a large library of an earlier version has thousands to write. */
const CLOSING_MS = 2000;
/** Sidecars that lag behind are found this many at a time. */
const BATCH = 20;

const Behind = z.object({ id: z.string(), revision: z.number().int() });

/**
 * Writes outdated sidecars: soon after a change, one per turn of the event loop, and those of an earlier run
 * when the library is opened. Each file is written and recorded as written synchronously, so a removal never
 * comes in between.
 */
export class SidecarKeeper {
  readonly #write: WritableDatabase;
  readonly #folder: LibraryFolder;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #noting = false;
  #closed = false;
  /** Could not be written; tried again when they change, or at the next start. */
  readonly #failed = new Map<string, number>();

  constructor(write: WritableDatabase, folder: LibraryFolder, log: Log) {
    this.#write = write;
    this.#folder = folder;
    this.#log = log;
  }

  /** Something in the database changed. */
  changed(): void {
    if (this.#noting || this.#closed || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#next(), DELAY_MS);
    this.#timer.unref();
  }

  /** Writes all outdated sidecars now; after the time limit, if any, the rest wait for the next start. */
  flush(limitMs = Infinity): void {
    const begun = performance.now();
    for (let some = this.#behind(); some.length > 0; some = this.#behind()) {
      // What is noted of a batch costs one wait for the disk.
      this.#write.transaction(() => {
        for (const one of some) this.#keep(one);
      });
      if (performance.now() - begun > limitMs) return;
    }
  }

  /** Writes the remaining sidecars for at most two seconds, then stops. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.flush(CLOSING_MS);
  }

  #next(): void {
    this.#timer = null;
    const [one, ...more] = this.#behind();
    if (one === undefined) return;
    this.#keep(one);
    if (more.length === 0) return;
    this.#timer = setTimeout(() => this.#next(), 0);
    this.#timer.unref();
  }

  #behind(): z.infer<typeof Behind>[] {
    return this.#write
      .all(
        `SELECT id, revision FROM sidecars WHERE written < revision LIMIT ${BATCH + this.#failed.size}`,
        Behind,
      )
      .filter(({ id, revision }) => this.#failed.get(id) !== revision);
  }

  #keep({ id, revision }: z.infer<typeof Behind>): void {
    try {
      const known = this.#writeFile(id, revision);
      this.#note(
        known
          ? 'UPDATE sidecars SET written = $revision WHERE id = $id'
          : 'DELETE FROM sidecars WHERE id = $id AND revision = $revision',
        { id, revision },
      );
      this.#failed.delete(id);
    } catch (error) {
      this.#failed.set(id, revision);
      this.#log.warn(`the sidecar of ${id} could not be written`, error);
    }
  }

  /** @returns false where the rows are gone */
  #writeFile(id: string, revision: number): boolean {
    const recordingId = RecordingId.safeParse(id);
    if (recordingId.success) {
      const rows = readRecordingRows(this.#write, recordingId.data);
      if (rows === null) return false;
      // Until its import has ended there is nothing that could be brought back.
      if (rows.state === 'ready') {
        put(recordingSidecarPath(this.#folder, rows.id), revision, sidecarText('recording', revision, rows));
      }
      return true;
    }
    const studyId = StudyId.safeParse(id);
    if (studyId.success) {
      const rows = readStudyRows(this.#write, studyId.data);
      if (rows === null) return false;
      put(studySidecarPath(this.#folder, rows.id), revision, sidecarText('study', revision, rows));
      return true;
    }
    if (id === VALUES_ID) {
      put(this.#folder.values, revision, sidecarText('values', revision, readKeptValues(this.#write)));
      return true;
    }
    const rows = readSeparationRows(this.#write, SeparationId.parse(id));
    if (rows === null) return false;
    put(separationSidecarPath(this.#folder, rows.id), revision, sidecarText('separation', revision, rows));
    return true;
  }

  #note(sql: string, params: { readonly id: string; readonly revision: number }): void {
    this.#noting = true;
    try {
      this.#write.run(sql, params);
    } finally {
      this.#noting = false;
    }
  }
}

/** A file that is newer than this database, or that is not Divisi's, is kept under another name. */
function put(path: string, revision: number, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) {
    const other = sidecarRevision(path);
    if (other === null || other > revision) renameSync(path, freeName(`${path}.kept`));
  }
  writeDurably(path, text);
}

function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${path}-${number}`;
    if (!existsSync(name)) return name;
  }
}
