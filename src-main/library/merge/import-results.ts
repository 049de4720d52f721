import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { thumbnailNameOf } from '../../../src-shared/contract/cover.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { libraryFolder, peaksPathOf, stemsDirOf, storedImpulsePath, type LibraryFolder } from '../folder.ts';
import { getAnalysis, putAnalysis } from '../rows/analyses.ts';
import { findFiles } from '../sidecar/found-files.ts';
import { impulsesOf } from '../sidecar/impulses-of.ts';
import type { ReadyRecordingRows, SeparationRows } from '../sidecar/row-documents.ts';
import { readRecordingSidecar, readSeparationSidecar } from '../sidecar/sidecar.ts';
import { writeRecordingRows, writeSeparationRows } from '../sidecar/write-rows.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { listTombstones } from '../trash/tombstones.ts';
import { copyVerified } from './copy-verified.ts';

/** What was taken over from another library, and what was not. */
export interface ImportedResults {
  recordings: number;
  separations: number;
  /** What this library had already. */
  known: number;
  /** What differs from what this library has, which stays as it is. */
  readonly conflicts: { readonly item: string; readonly reason: string }[];
}

/**
 * Takes over the recordings and separations of another library, with players, notes, scores, tags, excerpts, covers, projects,
 * impulse responses and versions, from the sidecars beside their files. Files are copied and verified first; then each item's
 * rows are written in one transaction. A recording that is there under another id, by the hash of its source and its
 * channels, takes the separations. What the user removed here does not come back. Run twice, or again after a kill, it
 * changes nothing twice.
 * @param source no program may have it open
 */
export async function importResults(
  target: { readonly write: WritableDatabase; readonly folder: LibraryFolder },
  source: string,
  { refersOutside = true, heard = null, signal = null, onItem = () => undefined }: MergeOptions = {},
): Promise<ImportedResults> {
  return new Merge(target, libraryFolder(source), refersOutside, heard).toEnd(signal, onItem);
}

interface MergeOptions {
  /** Whether recordings that are read in place, outside the source, are taken over. */
  readonly refersOutside?: boolean;
  /** The source's database, from which analyses are copied; null if there is none. */
  readonly heard?: ReadableDatabase | null;
  /** Ends the work between two items. */
  readonly signal?: AbortSignal | null;
  /** Called with the share of the items that are done. */
  readonly onItem?: (share: number) => void;
}

const Id = z.object({ id: z.string() });
const Twin = z.object({ id: RecordingId });

class Merge {
  readonly #write: WritableDatabase;
  readonly #folder: LibraryFolder;
  readonly #source: LibraryFolder;
  readonly #buried: ReadonlySet<string>;
  readonly #result: ImportedResults = { recordings: 0, separations: 0, known: 0, conflicts: [] };
  /** The recordings of this library, by those of the source. */
  readonly #recordings = new Map<RecordingId, RecordingId>();

  readonly #refersOutside: boolean;
  readonly #heard: ReadableDatabase | null;

  constructor(
    { write, folder }: { readonly write: WritableDatabase; readonly folder: LibraryFolder },
    source: LibraryFolder,
    refersOutside: boolean,
    heard: ReadableDatabase | null,
  ) {
    this.#refersOutside = refersOutside;
    this.#heard = heard;
    this.#write = write;
    this.#folder = folder;
    this.#source = source;
    this.#buried = new Set(
      listTombstones(write).flatMap(({ id, separations }) => [id, ...separations.map((each) => each.id)]),
    );
  }

  /** @throws Failure `call/cancelled`: what was taken over until then stays */
  async toEnd(signal: AbortSignal | null, onItem: (share: number) => void): Promise<ImportedResults> {
    const found = findFiles(this.#source);
    const items = found.recordingSidecars.length + found.separations.length;
    let done = 0;
    const next = (): void => {
      if (signal?.aborted === true) throw new Failure('call/cancelled', 'Interrupted');
      onItem(done / items);
      done += 1;
    };
    for (const id of found.recordingSidecars) {
      next();
      const sidecar = readRecordingSidecar(this.#source, id);
      if ('refused' in sidecar) this.#conflict(`audio/${id}.json`, sidecar.refused);
      else await this.#alone(`audio/${id}.json`, () => this.#recording(sidecar.rows));
    }
    for (const id of found.separations) {
      next();
      const sidecar = readSeparationSidecar(this.#source, id);
      if ('refused' in sidecar) this.#conflict(`stems/${id}`, sidecar.refused);
      else await this.#alone(`stems/${id}`, () => this.#separation(sidecar.rows));
    }
    return this.#result;
  }

  /** A file that can't be copied concerns its item alone; a full disk concerns all. */
  async #alone(item: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isFailure(error) || !error.code.startsWith('file/')) throw error;
      this.#conflict(item, error.message);
    }
  }

  #conflict(item: string, reason: string): void {
    this.#result.conflicts.push({ item, reason });
  }

  async #recording(rows: ReadyRecordingRows): Promise<void> {
    const { id } = rows;
    if (this.#buried.has(id)) return this.#conflict(`audio/${id}.json`, 'it was removed from this library');
    const known = this.#twinOf(rows);
    if (known !== null) {
      this.#recordings.set(id, known);
      this.#result.known += 1;
      return;
    }
    if (rows.audioPath.startsWith('audio/')) await this.#copy(rows.audioPath);
    else if (!this.#refersOutside) return this.#conflict(`audio/${id}.json`, 'its audio lies elsewhere');
    if (rows.score !== null) await this.#copy(rows.score.path);
    await this.#copyCover(rows.cover);
    await this.#copyPeaks(id);
    this.#write.transaction(() => {
      writeRecordingRows(this.#write, rows);
      this.#copyAnalyses(id, [id, ...rows.excerpts.map((excerpt) => excerpt.id)]);
    });
    this.#recordings.set(id, id);
    this.#result.recordings += 1;
  }

  /** The same recording in this library: by its id, or by the hash of its source and its channels. */
  #twinOf({ id, sha256, channelMap }: ReadyRecordingRows): RecordingId | null {
    const same = this.#write.get('SELECT id FROM recordings WHERE id = $id', Twin, { id });
    if (same !== null || sha256 === null) return same?.id ?? null;
    const twin = this.#write.get(
      `SELECT id FROM recordings WHERE sha256 = $sha256 AND channel_map = $channelMap AND state = 'ready' LIMIT 1`,
      Twin,
      { sha256, channelMap: JSON.stringify(channelMap) },
    );
    return twin?.id ?? null;
  }

  async #separation(rows: SeparationRows): Promise<void> {
    const item = `stems/${rows.id}`;
    if (this.#buried.has(rows.id)) return this.#conflict(item, 'it was removed from this library');
    // A separation that was not finished is done again by its shard.
    if (rows.state !== 'ready') return;
    const recordingId = this.#recordings.get(rows.recordingId);
    if (recordingId === undefined)
      return this.#conflict(item, `its recording, ${rows.recordingId}, is not there`);
    const there = this.#write.get('SELECT id FROM separations WHERE id = $id', Id, { id: rows.id });
    // Its mixes may be here without what their rooms need.
    if (there !== null) await this.#copyImpulses(rows);
    if (there !== null || this.#hasSame(recordingId, rows)) {
      this.#result.known += 1;
      return;
    }
    const versions = rows.versions.filter(({ dropped }) => !dropped);
    const paths = [...rows.stems, ...versions.flatMap(({ files }) => files)].map(({ path }) => path);
    for (const path of new Set(paths)) await this.#copy(path);
    for (const name of readdirSync(stemsDirOf(this.#source, rows.id))) {
      if (name === 'notes.json') await this.#copy(`stems/${rows.id}/${name}`);
    }
    for (const { id } of rows.stems) await this.#copyPeaks(id);
    await this.#copyImpulses(rows);
    this.#write.transaction(() => {
      writeSeparationRows(this.#write, belongingTo(rows, recordingId));
      const heard = rows.stems.flatMap((stem) => [stem.id, ...stem.excerpts.map(({ id }) => id)]);
      this.#copyAnalyses(recordingId, heard);
    });
    this.#result.separations += 1;
  }

  async #copyImpulses(rows: SeparationRows): Promise<void> {
    for (const impulse of impulsesOf(rows)) await this.#copyIfThere(storedImpulsePath(impulse));
  }

  /** What the source heard; the rest is heard when the library is next opened. */
  #copyAnalyses(recordingId: RecordingId, audioIds: readonly string[]): void {
    if (this.#heard === null) return;
    for (const audioId of audioIds) {
      const analysis = getAnalysis(this.#heard, audioId);
      if (analysis !== null) putAnalysis(this.#write, { ...analysis, recordingId });
    }
  }

  /** Whether this library has a separation of the same passage into the same players by the same model and notes. */
  #hasSame(recordingId: RecordingId, rows: SeparationRows): boolean {
    const same = this.#write.get(
      `SELECT id FROM separations WHERE recording_id = $recordingId AND model_id = $modelId AND state = 'ready'
         AND model_version = $modelVersion AND players = $players AND from_sample = $from AND to_sample = $to
         AND notes_sha256 IS $notesSha256 AND effort = $effort LIMIT 1`,
      Id,
      {
        recordingId,
        modelId: rows.modelId,
        modelVersion: rows.modelVersion,
        players: JSON.stringify(rows.players),
        from: rows.from,
        to: rows.to,
        notesSha256: rows.notesSha256,
        effort: rows.effort,
      },
    );
    return same !== null;
  }

  #copy(path: string): Promise<void> {
    return copyVerified(join(this.#source.root, path), join(this.#folder.root, path));
  }

  async #copyCover(cover: ReadyRecordingRows['cover']): Promise<void> {
    if (cover === null) return;
    for (const name of [thumbnailNameOf(cover), cover]) await this.#copyIfThere(`covers/${name}`);
  }

  async #copyIfThere(path: string): Promise<void> {
    if (existsSync(join(this.#source.root, path))) await this.#copy(path);
  }

  /** Peaks are a cache: without them, they are computed again. */
  async #copyPeaks(id: Parameters<typeof peaksPathOf>[1]): Promise<void> {
    const from = peaksPathOf(this.#source, id);
    if (existsSync(from)) await copyVerified(from, peaksPathOf(this.#folder, id));
  }
}

/** A separation's rows under a recording of another id, which its project names too. */
function belongingTo(rows: SeparationRows, recordingId: RecordingId): SeparationRows {
  if (rows.recordingId === recordingId) return rows;
  const { project } = rows;
  const document = z.looseObject({ recordingId: z.string() }).safeParse(project?.document);
  return {
    ...rows,
    recordingId,
    project:
      project === null || !document.success
        ? project
        : { ...project, document: { ...document.data, recordingId } },
  };
}
