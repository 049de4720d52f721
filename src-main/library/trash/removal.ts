import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TrashEntryId } from '../../../src-shared/contract/trash.ts';
import {
  stemAudioId,
  type RecordingId,
  type SeparationId,
  type StemId,
} from '../../../src-shared/project/ids.ts';
import { deleteAdaptation, type StoredAdaptation } from '../rows/adaptations.ts';
import type { WritableDatabase } from '../database.ts';
import { audioPathOf, peaksPathOf, toStoredPath, type LibraryFolder } from '../folder.ts';
import { recordingSidecarPath } from '../sidecar/sidecar.ts';
import type { Log } from '../log/log.ts';
import { readRecordingRows, readSeparationRows } from '../sidecar/read-rows.ts';
import { deleteRecording } from '../rows/recordings.ts';
import { deleteSeparation, separationsOf, type StoredSeparation } from '../rows/separations.ts';
import { setStemVersionDropped, type StoredStemVersion } from '../rows/stem-versions.ts';
import { insertTombstone } from './tombstones.ts';
import { entryIdOf, moveToTrash, sweepRemoved } from './trash.ts';
import type { TrashManifest } from './trash-manifest.ts';

export interface Removing {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly log: Log;
}

/** With its separations, and everything that hangs on them. A source that is read in place is not the library's. */
export function removeRecording(library: Removing, id: RecordingId, reason: string): TrashEntryId | null {
  const { write, folder } = library;
  const recording = readRecordingRows(write, id);
  if (recording === null) return null;
  const separations = separationsOf(write, id);
  const paths = [
    ...recordingPaths(folder, id),
    ...separations.flatMap((separation) => separationPaths(folder, separation)),
  ];
  const manifest = {
    ...common('recording', id, recording.title, reason),
    paths,
    recording,
    separations: separations.flatMap((separation) => readSeparationRows(write, separation.id) ?? []),
  };
  return bury(library, manifest, () => deleteRecording(write, id));
}

export function removeSeparation(
  library: Removing,
  separation: StoredSeparation,
  title: string,
  reason: string,
): TrashEntryId | null {
  const { write, folder } = library;
  const rows = readSeparationRows(write, separation.id);
  const manifest = {
    ...common('separation', separation.id, title, reason),
    paths: separationPaths(folder, separation),
    separations: rows === null ? [] : [rows],
  };
  return bury(library, manifest, () => deleteSeparation(write, separation.id));
}

/** A version of a separation's stems that is not in use; the others stay. */
export function removeStemVersion(
  library: Removing,
  separation: StoredSeparation,
  version: StoredStemVersion,
  title: string,
): TrashEntryId | null {
  const { write, folder } = library;
  const { id } = separation;
  const own =
    version.version === 0 ? version.files.map(({ path }) => path) : [`stems/${id}/v${version.version}`];
  const peaks = version.files.map(({ stemId }) =>
    toStoredPath(folder, peaksPathOf(folder, stemAudioId(stemId, version.version))),
  );
  const manifest = {
    ...common('version', `${id}.v${version.version}`, title, 'Removed by the user'),
    paths: existing(folder, [...own, ...peaks]),
    stemVersion: version,
  };
  return bury(library, manifest, () => setStemVersionDropped(write, id, version.version, true));
}

export function removeAdaptation(library: Removing, adaptation: StoredAdaptation, reason: string): void {
  const { write, folder } = library;
  const manifest = {
    ...common('adaptation', adaptation.id, adaptation.name, reason),
    paths: existing(folder, [`adaptations/${adaptation.id}`]),
    adaptation,
  };
  bury(library, manifest, () => deleteAdaptation(write, adaptation.id));
}

/** Finished audio that a recording's row does not account for, such as an interrupted import's. The row stays. */
export function discardAudio(library: Removing, id: RecordingId, title: string, reason: string): void {
  const { folder } = library;
  // Nearly every import finds neither, and need not list a large folder.
  const own = [audioPathOf(folder, id), recordingSidecarPath(folder, id)];
  if (!own.some((path) => existsSync(path))) return;
  const paths = namedAfter(folder, 'audio', id).filter((path) => !path.endsWith('.part'));
  if (paths.length > 0) bury(library, { ...common('import', id, title, reason), paths }, () => undefined);
}

/** Covers and impulse responses that nothing uses; `paths` are stored paths. */
export function removeUnusedFiles(library: Removing, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const folders = [...new Set(paths.map((path) => path.split('/')[0]))].join(', ');
  const id = `unused.${Date.now()}`;
  const manifest = { ...common('unused-files', id, folders, 'Not used'), paths: [...paths] };
  bury(library, manifest, () => undefined);
}

/** An added model's folder. The library has no rows of it, so no tombstone is needed. */
export function discardModel(folder: LibraryFolder, name: string, reason: string): void {
  moveToTrash(folder, {
    ...common('model', name, name, reason),
    paths: existing(folder, [`models/${name}`]),
  });
}

export function common(
  kind: TrashManifest['kind'],
  id: string,
  title: string,
  reason: string,
): TrashManifest {
  const removedAt = new Date().toISOString();
  const nothing = {
    ...{ paths: [], recording: null, separations: [], adaptation: null },
    ...{ stemVersion: null, stemFiles: null },
  };
  return { schema: 1, id, kind, title, reason, removedAt, ...nothing };
}

/** @returns the entry of the trash; null where the files can't be moved before the next start */
export function bury(
  { write, folder, log }: Removing,
  manifest: TrashManifest,
  remove: () => void,
): TrashEntryId | null {
  write.transaction(() => {
    insertTombstone(write, manifest);
    remove();
  });
  const id = entryIdOf(manifest);
  return sweepRemoved(write, folder, log).includes(id) ? id : null;
}

const recordingPaths = (folder: LibraryFolder, id: RecordingId): string[] => [
  ...namedAfter(folder, 'audio', id),
  ...namedAfter(folder, 'peaks', id),
];

const separationPaths = (
  folder: LibraryFolder,
  { id, stems }: { readonly id: SeparationId; readonly stems: readonly { readonly id: StemId }[] },
): string[] => [
  ...existing(folder, [`stems/${id}`]),
  ...stems.flatMap((stem) => namedAfter(folder, 'peaks', stem.id)),
];

/** Files of a folder whose name is the id, whatever its ending; a half-written sidecar's too. */
function namedAfter(folder: LibraryFolder, dir: 'audio' | 'peaks', id: string): string[] {
  return readdirSync(join(folder.root, dir))
    .filter((name) => name.startsWith(`${id}.`))
    .map((name) => `${dir}/${name}`);
}

const existing = (folder: LibraryFolder, paths: readonly string[]): string[] =>
  paths.filter((path) => existsSync(join(folder.root, path)));
