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

/** One file on its way to the host, one that did not get there, or what of a folder was left out. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
  readonly error: unknown;
  /** What a folder's import left out; empty for files. */
  readonly leftOut: readonly string[];
  cancel: () => void;
}

let uploads: readonly Upload[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
/** What each import was asked for in this window: an import that needs channels is asked for again with them. */
const asked = new Map<JobId, { readonly grantId: GrantId; readonly mode: Mode }>();

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
 * @returns the jobs that import, one a file
 * @throws Failure
 */
export async function importGrant(
  grantId: GrantId,
  mode: Mode,
  channels?: readonly number[],
): Promise<readonly JobId[]> {
  const { jobIds, leftOut } = await api.library.import({
    grantId,
    mode,
    ...(channels === undefined ? {} : { channels: [...channels] }),
  });
  if (leftOut.length > 0) noteLeftOut(leftOut);
  for (const jobId of jobIds) if (jobIds.length === 1) asked.set(jobId, { grantId, mode });
  return jobIds;
}

/** How an import that failed for its channels can be asked for again; undefined where another window asked. */
export function askedFor(jobId: JobId): { readonly grantId: GrantId; readonly mode: Mode } | undefined {
  return asked.get(jobId);
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

/** Browser files: granted in place by Electron, else sent one after the other. Failures stay in the list of uploads. */
export async function importFiles(files: readonly File[], mode: Mode): Promise<void> {
  const bridge = preload();
  if (bridge !== null) {
    await importGrants(await bridge.grantFiles(files), mode);
    return;
  }
  for (const file of files) await uploadOne(file, 'copy');
}

/** @throws Failure of the first grant that is refused, after the others were asked for */
export async function importGrants(grants: readonly GrantedFile[], mode: Mode): Promise<void> {
  const results = await Promise.allSettled(grants.map((grant) => importGrant(grant.grantId, mode)));
  const refused = results.find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}

/**
 * Call it inside the drop event.
 * @throws Failure `file/unsupported` where no audio file was dropped, or of the first grant that is refused
 */
export async function importDrop(transfer: DataTransfer): Promise<void> {
  const mode = hostState().settings?.importMode ?? 'copy';
  const files = await (preload() === null ? filesOfDrop(transfer) : Promise.resolve([...transfer.files]));
  if (files.length === 0) throw noAudio();
  await importFiles(files, mode);
}

export const noAudio = (): Failure =>
  new Failure('file/unsupported', 'There is no audio file in this folder');
