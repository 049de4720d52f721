import { CloudOff } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { RECOVERABLE } from '../../src-shared/contract/recovery.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { useUploads } from '../api/imports.ts';
import { describeFailure } from '../api/messages.ts';
import {
  hostState,
  onHostEvent,
  startStore,
  useCapabilities,
  useConnection,
  useHost,
  useSettings,
} from '../api/store.ts';
import { DropZone } from '../features/library/DropZone.tsx';
import { ImportDialog } from '../features/library/ImportDialog.tsx';
import { MovingDialog } from '../features/move/MovingDialog.tsx';
import { RecoveryPage } from '../features/recovery/RecoveryPage.tsx';
import { EmptyState, Toasts } from '../ui/feedback.tsx';
import type { Toast } from '../ui/feedback.tsx';
import { AuditionContext } from '../ui/audition.ts';
import { NotifyContext } from '../ui/notify.ts';
import type { Notify } from '../ui/notify.ts';
import { askBeforeLeaving } from './ask-before-leaving.ts';
import { createAnnouncer } from './announcements.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Page } from './Page.tsx';
import { Rail } from './Rail.tsx';
import { go, parseRoute, useHash } from './router.ts';
import type { Route } from './router.ts';
import { useTheme } from './theme.ts';
import { useAuditionEngine } from './use-audition-engine.ts';
import { useMenu } from './use-menu.ts';
import { useLanguage, useLanguageSetting, words } from '../words/words.ts';

const TOAST_MS = 8_000;
/** Errors can time out because they remain in the jobs tray. */
const ERROR_TOAST_MS = 20_000;
const MOST_TOASTS = 4;

export function App() {
  const hash = useHash();
  const route = useMemo(() => parseRoute(hash), [hash]);
  const settings = useSettings();
  const readOnly = useCapabilities()?.readOnly ?? false;
  const loaded = useHost((host) => host.loaded);
  const problem = useHost((host) => host.problem);
  const [importing, setImporting] = useState(false);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const nextToast = useRef(1);
  const main = useRef<HTMLElement>(null);
  const audition = useAuditionEngine(settings?.outputDeviceId ?? '');
  useTheme(settings?.theme ?? null);
  useLanguageSetting(settings?.language ?? null);
  useLanguage();
  useEffect(startStore, []);
  useEffect(askBeforeLeaving, []);

  const dismiss = useCallback(
    (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)),
    [],
  );
  const notify: Notify = useCallback(
    (toast) => {
      const id = nextToast.current;
      nextToast.current += 1;
      setToasts((before) => [...before.slice(1 - MOST_TOASTS), { ...toast, id }]);
      setTimeout(() => dismiss(id), toast.tone === 'error' ? ERROR_TOAST_MS : TOAST_MS);
    },
    [dismiss],
  );

  useEffect(() => {
    const announce = createAnnouncer(hostState().jobs.values());
    return onHostEvent((event) => {
      if (event.type !== 'job') return;
      const { job } = event;
      const toast = announce(job);
      if (toast === null || showsAlready(job, parseRoute(window.location.hash))) return;
      const { separationId } = job;
      const existing = existingRecording(job.failure);
      if (existing !== null) {
        const open = (): void => go({ page: 'recording', recordingId: existing });
        notify({ ...toast, action: { label: words().common.open, run: open } });
      } else if (job.kind === 'separate' && job.state === 'done' && separationId !== null) {
        notify({
          ...toast,
          action: { label: words().common.open, run: () => go({ page: 'editor', separationId }) },
        });
      } else notify(toast);
    });
  }, [notify]);

  useUploadFailures(notify);
  const tellError = (error: unknown): void => {
    const described = describeFailure(error);
    notify({ tone: 'error', title: described.title, text: described.advice });
  };
  useMenu({ onImport: () => setImporting(true), onError: tellError });

  // Navigation dismisses success messages; errors stay.
  useEffect(() => {
    const forget = (): void =>
      setToasts((before) => before.filter((toast) => toast.tone === 'error' || toast.tone === 'warning'));
    window.addEventListener('hashchange', forget);
    return () => window.removeEventListener('hashchange', forget);
  }, []);

  // After navigation, scroll to the top and move the focus there for screen readers.
  const seen = useRef(hash);
  useEffect(() => {
    if (seen.current === hash) return;
    seen.current = hash;
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [hash]);

  return (
    <NotifyContext value={notify}>
      <AuditionContext value={audition}>
        <div className="shell">
          <a
            className="skip-link"
            href="#main"
            onClick={(event) => {
              event.preventDefault();
              main.current?.focus();
            }}
          >
            {words().shell.skipToContent}
          </a>
          <ConnectionBanner />
          <Rail route={route} />
          <main className="main" id="main" ref={main} tabIndex={-1}>
            <ErrorBoundary key={hash}>
              {problem !== null && !loaded ? (
                <Problem problem={problem} />
              ) : (
                <Page route={route} onImport={() => setImporting(true)} />
              )}
            </ErrorBoundary>
          </main>
        </div>
        {importing && <ImportDialog onClose={() => setImporting(false)} />}
        <DropZone
          disabled={readOnly}
          onDropped={() => setImporting(false)}
          onLists={() => go({ page: 'batch' })}
          onError={tellError}
        />
        <MovingDialog />
        <Toasts toasts={toasts} onDismiss={dismiss} />
      </AuditionContext>
    </NotifyContext>
  );
}

/** Explains why the library can't be shown and, if it is recoverable, offers the recovery page. */
function Problem({ problem }: { readonly problem: unknown }) {
  if (isFailure(problem) && RECOVERABLE.includes(problem.code)) return <RecoveryPage failure={problem} />;
  const { title, advice } = describeFailure(problem);
  return <EmptyState title={title}>{advice}</EmptyState>;
}

/** Reports each failed upload, and each folder import that skipped files, once. */
function useUploadFailures(notify: Notify): void {
  const uploads = useUploads();
  const told = useRef(new Set<number>());
  useEffect(() => {
    for (const { id, name, error, leftOut } of uploads) {
      if ((error === null && leftOut.length === 0) || told.current.has(id)) continue;
      told.current.add(id);
      if (error === null) {
        notify({ tone: 'info', title: name, text: words().jobs.seeList });
        continue;
      }
      const described = describeFailure(error);
      notify({ tone: 'error', title: `${name}: ${described.title}`, text: described.advice });
    }
  }, [uploads, notify]);
}

/** Whether the current screen already shows that this job has finished. */
function showsAlready(job: Job, route: Route): boolean {
  if (job.kind === 'export') return document.querySelector('.dialog') !== null;
  if (job.kind === 'adapt') return route.page === 'adapt';
  return route.page === 'recording' && route.recordingId === job.recordingId;
}

function ConnectionBanner() {
  const connection = useConnection();
  const loaded = useHost((host) => host.loaded);
  if (connection === 'open' || (connection === 'connecting' && !loaded)) return null;
  return (
    <div className="banner" role="status">
      <CloudOff size={15} aria-hidden="true" />
      {connection === 'refused'
        ? words().shell.restarted
        : loaded
          ? words().shell.connectionLost
          : words().shell.unreachable}
    </div>
  );
}
