import { useSyncExternalStore } from 'react';
import { Failure, isCancelled } from '../../src-shared/contract/failure.ts';
import { leftOutText, type LeftOut } from '../../src-shared/contract/left-out.ts';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import type { GrantId, JobId } from '../../src-shared/project/ids.ts';
import { api } from './client.ts';
import { filesOfDrop } from './dropped.ts';
import { preload } from './preload.ts';
import { hostState } from './store.ts';
import { upload } from './uploads.ts';
import { words } from '../words/words.ts';

type Mode = 'reference' | 'copy';

/** A file being uploaded, a failed upload, or the files that a folder import skipped. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
  readonly error: unknown;
  /** The files that a folder import skipped; empty for file imports. */
  readonly leftOut: readonly string[];
  cancel: () => void;
}

let uploads: readonly Upload[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function setUploads(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

const patch = (id: number, change: Partial<Upload>): void =>
  setUploads(uploads.map((item) => (item.id === id ? { ...item, ...change } : item)));

export const useUploads = (): readonly Upload[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads,
  );

export const isUploading = (): boolean =>
  uploads.some(({ error, leftOut }) => error === null && leftOut.length === 0);

export const dismissUpload = (id: number): void => setUploads(uploads.filter((item) => item.id !== id));

function noteLeftOut(leftOut: readonly LeftOut[]): void {
  const id = nextId;
  nextId += 1;
  const things = leftOut.reduce((sum, { count }) => sum + count, 0);
  const name = words().jobs.leftOut(things);
  const entry = {
    id,
    name,
    bytes: 0,
    sent: 0,
    error: null,
    leftOut: leftOut.map((item) => leftOutText(item, words().leftOut)),
  };
  setUploads([...uploads, { ...entry, cancel: () => dismissUpload(id) }]);
}

/**
 * @returns the import jobs, one per file
 * @throws Failure
 */
export async function importGrant(grantId: GrantId, mode: Mode): Promise<readonly JobId[]> {
  const { jobIds, leftOut } = await api.library.import({ grantId, mode });
  if (leftOut.length > 0) noteLeftOut(leftOut);
  return jobIds;
}

async function uploadOne(file: File, mode: Mode): Promise<void> {
  const controller = new AbortController();
  const id = nextId;
  nextId += 1;
  const cancel = (): void => controller.abort();
  setUploads([
    ...uploads,
    { id, name: file.name, bytes: file.size, sent: 0, error: null, leftOut: [], cancel },
  ]);
  try {
    const granted = await upload(file, (sent) => patch(id, { sent }), controller.signal);
    await importGrant(granted.grantId, mode);
    dismissUpload(id);
  } catch (error) {
    if (isCancelled(error)) dismissUpload(id);
    else patch(id, { error });
  }
}

/**
 * Imports browser files: in place if Electron grants access, otherwise uploaded one by one. Errors stay in the upload
 * list.
 */
export async function importFiles(files: readonly File[], mode: Mode): Promise<void> {
  const bridge = preload();
  if (bridge !== null) {
    await importGrants(await bridge.grantFiles(files), mode);
    return;
  }
  for (const file of files) await uploadOne(file, 'copy');
}

/** @throws Failure for the first refused grant, after all the others have been tried */
export async function importGrants(grants: readonly GrantedFile[], mode: Mode): Promise<void> {
  const results = await Promise.allSettled(grants.map((grant) => importGrant(grant.grantId, mode)));
  const refused = results.find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}

/**
 * Call this inside the drop event.
 * @throws Failure `file/unsupported` if no audio file was dropped, or the error for the first refused grant
 */
export async function importDrop(transfer: DataTransfer): Promise<void> {
  const mode = hostState().settings?.importMode ?? 'copy';
  const files = await (preload() === null ? filesOfDrop(transfer) : Promise.resolve([...transfer.files]));
  if (files.length === 0) throw noAudio();
  await importFiles(files, mode);
}

export const noAudio = (): Failure =>
  new Failure('file/unsupported', 'There is no audio file in this folder');
