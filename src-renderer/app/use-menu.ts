import { useEffect, useRef } from 'react';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { DesktopCommand } from '../../src-shared/contract/desktop.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { JobId } from '../../src-shared/project/ids.ts';
import { useDesktopCommand, useDesktopCommands } from '../api/desktop.ts';
import { importGrant, importGrants } from '../api/imports.ts';
import { hostState, onHostEvent } from '../api/store.ts';
import { hrefOfJob } from './job-links.ts';
import { go, parseRoute } from './router.ts';

interface Options {
  onImport: () => void;
  onError: (error: unknown) => void;
}

/** Handles commands from the desktop app's menu and the operating system. The editor handles export itself. */
export function useMenu({ onImport, onError }: Options): void {
  const open = useOpenFiles();
  useDesktopCommands();
  useDesktopCommand('import', onImport);
  useDesktopCommand('open', ({ files }) => {
    open(files).catch(onError);
  });
  useDesktopCommand('show', ({ page }) => go(page === 'tags' ? { page, tag: null } : { page }));
  useDesktopCommand('edit', ({ action }) => edit(action));
  useDesktopCommand('follow', ({ jobId }) => {
    const job = hostState().jobs.get(jobId);
    const href = job === undefined ? null : hrefOfJob(job);
    if (href !== null) window.location.hash = href;
  });
}

/**
 * Imports files. When there is only one, opens it once the import finishes, unless the user has navigated away; if it
 * is already in the library, opens it at once.
 */
function useOpenFiles(): (files: Extract<DesktopCommand, { type: 'open' }>['files']) => Promise<void> {
  const awaited = useRef<JobId | null>(null);
  useEffect(
    () =>
      onHostEvent((event) => {
        if (event.type === 'job' && shownAfter(event.job, awaited.current)) awaited.current = null;
      }),
    [],
  );
  return async (files) => {
    go({ page: 'library' });
    const mode = hostState().settings?.importMode ?? 'copy';
    const [file] = files;
    if (file === undefined || files.length > 1) return importGrants(files, mode);
    const [jobId, ...others] = await importGrant(file.grantId, mode);
    if (jobId === undefined || others.length > 0) return;
    const job = hostState().jobs.get(jobId);
    awaited.current = job !== undefined && shownAfter(job, jobId) ? null : jobId;
  };
}

/** Whether this is the awaited job and has finished, so that its result should be shown. */
function shownAfter(job: Job, awaited: JobId | null): boolean {
  const { id, state, failure, recordingId } = job;
  if (id !== awaited || state === 'queued' || state === 'running') return false;
  const shown = state === 'done' ? recordingId : existingRecording(failure);
  if (shown !== null && parseRoute(window.location.hash).page === 'library') {
    go({ page: 'recording', recordingId: shown });
  }
  return true;
}

/** Text fields use their native undo history; elsewhere, dispatches the equivalent keyboard shortcut. */
function edit(action: 'undo' | 'redo'): void {
  const target = document.activeElement ?? document.body;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way to a field's own history
    document.execCommand(action);
    return;
  }
  const key = { key: 'z', ctrlKey: true, shiftKey: action === 'redo', bubbles: true, cancelable: true };
  target.dispatchEvent(new KeyboardEvent('keydown', key));
}
