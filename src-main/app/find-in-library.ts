import { existsSync } from 'node:fs';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { ItemFilter, ItemKind } from '../../src-shared/contract/item-schemas.ts';
import type { PageRequest } from '../../src-shared/contract/finding.ts';
import type { Metadata } from '../../src-shared/contract/metadata.ts';
import { ItemId, type RecordingId } from '../../src-shared/project/ids.ts';
import { fromStoredPath, insidePath, libraryFolder } from '../library/folder.ts';
import { silentLog } from '../library/log/log.ts';
import { openLibrary, type Library } from '../library/open.ts';
import { getAnalysis } from '../library/rows/analyses.ts';
import { mostUsedWeights } from '../library/rows/comparable.ts';
import { getItem, itemsBySeq, type StoredItem } from '../library/rows/items.ts';
import { searchItems } from '../library/search/find-items.ts';
import { getRecording, recordingsByItem, type StoredRecording } from '../library/rows/recordings.ts';
import { findRecordings } from '../library/search/find-recordings.ts';
import { getStem } from '../library/rows/separations.ts';
import { refuseLostDatabase } from '../library/sidecar/found-files.ts';
import { listenToFile } from './files/listen-to-file.ts';
import type { Work } from './files/work.ts';
import { queryOf } from './missing.ts';

/** Searches that need no running host: they only read the library, even while another program has it open. */

export interface FoundItem {
  readonly id: ItemId;
  readonly kind: ItemKind;
  readonly title: string;
  readonly recordingTitle: string;
  /** The user's own file if it is used in place, otherwise the library's; null if it is missing. */
  readonly file: string | null;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly instruments: readonly string[];
  readonly tags: readonly string[];
  /** Cosine distance; null if the search was not by sound. */
  readonly distance: number | null;
}

/**
 * Finds items by text, best match first.
 * @throws Failure `library/*`
 */
export async function searchLibrary(
  libraryDir: string,
  query: { readonly words: string; readonly filter: ItemFilter; readonly limit: number },
): Promise<readonly FoundItem[]> {
  const library = await openExisting(libraryDir);
  try {
    const asked = await queryOf(library.read, query.words);
    const items = searchItems(library.read, asked, query.filter, query.limit);
    return items.map((item) => present(item, null, library));
  } finally {
    library.close();
  }
}

export interface ListedRecording {
  readonly id: RecordingId;
  readonly title: string;
  readonly metadata: Metadata;
  /** Null until the recording has been read. */
  readonly seconds: number | null;
  readonly instruments: readonly string[];
  /** The user's own file if it is used in place, otherwise the library's; null if it is missing. */
  readonly file: string | null;
}

/**
 * A part of the recordings that answer a query, and how many there are.
 * @throws Failure `library/*`; `call/invalid` for a text that is no query
 */
export async function listRecordings(
  libraryDir: string,
  { text, sort, offset, limit }: PageRequest,
): Promise<{ readonly total: number; readonly recordings: readonly ListedRecording[] }> {
  const library = await openExisting(libraryDir);
  try {
    const query = await queryOf(library.read, text);
    const answer = findRecordings(library.read, query, sort);
    const rows = recordingsByItem(library.read, answer.slice(offset, offset + limit));
    return {
      total: answer.length,
      recordings: rows.map((row) => ({
        id: row.id,
        title: row.title,
        metadata: row.metadata,
        seconds: row.frames === null || row.sampleRate === null ? null : row.frames / row.sampleRate,
        instruments: [...new Set(row.players.map(({ instrument }) => instrument))],
        file: fileOfRecording(row, library),
      })),
    };
  } finally {
    library.close();
  }
}

export interface SimilarRequest {
  readonly libraryDir: string;
  /** An item's id, or an audio file, which is analysed without being imported. */
  readonly subject: string;
  readonly channels: readonly number[] | undefined;
  /** Excludes items of the subject's own recording. */
  readonly elsewhere: boolean;
  readonly filter: ItemFilter;
  readonly limit: number;
}

/**
 * Finds the items that sound most like an item or a file, nearest first.
 * @throws Failure `library/*`, `model/*`, `file/*`, `audio/*`; `call/invalid` for audio that is silent or not
 * analysed
 */
export async function findSimilar(request: SimilarRequest, work: Work): Promise<readonly FoundItem[]> {
  const library = await openExisting(request.libraryDir);
  try {
    const id = ItemId.safeParse(request.subject);
    const sound = id.success ? soundOfItem(library, id.data) : await soundOfFile(request, work);
    noteWhatCanBeCompared(library, sound, work);
    const { filter, limit, elsewhere } = request;
    const near = library.vectors.nearest({
      vector: sound.vector,
      weightsSha256: sound.weightsSha256,
      filter,
      notItem: sound.item?.id ?? null,
      notRecording: elsewhere ? (sound.item?.recordingId ?? null) : null,
      limit,
    });
    const distances = new Map(near.map(({ item, distance }) => [item, distance]));
    return itemsBySeq(library.read, [...distances.keys()]).map((item) =>
      present(item, distances.get(item.seq) ?? null, library),
    );
  } finally {
    library.close();
  }
}

/**
 * Opens an existing library, read-only if another program has it open.
 * @throws Failure `library/*`; `library/no-database` if the library's files exist but its database is missing
 */
export function openExisting(root: string): Promise<Library> {
  const folder = libraryFolder(root);
  refuseLostDatabase(folder);
  if (!existsSync(folder.database)) {
    throw new Failure('library/not-found', `There is no library in "${root}"`);
  }
  return openLibrary(root, { log: silentLog, access: 'read-if-locked' });
}

interface Sound {
  readonly vector: Float32Array;
  readonly weightsSha256: string;
  /** Null for a file. */
  readonly item: StoredItem | null;
}

const silent = (): Failure =>
  new Failure('call/invalid', 'The audio is silent, so it can’t be compared by sound');

function soundOfItem({ read }: Library, id: ItemId): Sound {
  const item = getItem(read, id);
  if (item === null) {
    throw new Failure('library/not-found', `There is nothing with the id ${id} in the library`);
  }
  const analysis = getAnalysis(read, id);
  if (analysis === null) {
    throw new Failure(
      'call/invalid',
      'This audio has not been analysed yet: Divisi does that in the background while it is open',
    );
  }
  if (analysis.vector === null) throw silent();
  return { vector: analysis.vector, weightsSha256: analysis.weightsSha256, item };
}

async function soundOfFile({ subject, channels, libraryDir }: SimilarRequest, work: Work): Promise<Sound> {
  const { result } = await listenToFile(
    {
      ...{ file: subject, channels, libraryDir },
      modelId: undefined,
      provider: undefined,
      threads: undefined,
      fromSeconds: null,
      toSeconds: null,
    },
    work,
  );
  if (result.vector === null) throw silent();
  return { vector: result.vector, weightsSha256: result.weightsSha256, item: null };
}

function noteWhatCanBeCompared({ read }: Library, { weightsSha256 }: Sound, work: Work): void {
  const used = mostUsedWeights(read);
  if (used === weightsSha256) return;
  work.note(
    used === null
      ? 'nothing in this library was listened to yet'
      : 'most of this library was listened to by another model, and can not be compared',
  );
}

const present = (item: StoredItem, distance: number | null, library: Library): FoundItem => ({
  id: item.id,
  kind: item.kind,
  title: item.title,
  recordingTitle: item.recordingTitle,
  file: fileOf(item, library),
  fromSeconds: item.from / item.sampleRate,
  toSeconds: item.to / item.sampleRate,
  instruments: item.instruments,
  tags: item.tags,
  distance,
});

function fileOf({ recordingId, stemId }: StoredItem, { folder, read }: Library): string | null {
  if (stemId !== null) {
    const stem = getStem(read, stemId);
    return stem === null ? null : insidePath(folder, stem.path);
  }
  const recording = getRecording(read, recordingId);
  return recording === null ? null : fileOfRecording(recording, { folder });
}

function fileOfRecording(recording: StoredRecording, { folder }: Pick<Library, 'folder'>): string | null {
  if (recording.storage === 'reference') return recording.sourcePath;
  return recording.state === 'ready' ? fromStoredPath(folder, recording.audioPath) : null;
}
