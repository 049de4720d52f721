import { AlertTriangle, CircleCheck, Info, LoaderCircle, OctagonAlert, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import { words } from '../words/words.ts';

interface ProgressProps {
  readonly label: string;
  /** From 0 to 1, or null if unknown. */
  readonly value: number | null;
  readonly phase?: string;
  readonly secondsLeft?: number | null;
  /** Shown in place of the remaining time while that is unknown. */
  readonly unknownLeft?: string;
}

/** A progress bar with the current phase, the percentage and the estimated time remaining. */
export function ProgressBar({ label, value, phase, secondsLeft = null, unknownLeft = '' }: ProgressProps) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  const left = secondsLeft === null ? unknownLeft : words().common.timeLeft(words().units.span(secondsLeft));
  return (
    <div className="progress">
      <div
        className="progress-track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={[percent === null ? '' : words().common.percent(percent), phase, left]
          .filter(Boolean)
          .join(', ')}
      >
        <div
          className={percent === null ? 'progress-fill progress-unknown' : 'progress-fill'}
          style={{ width: percent === null ? undefined : `${percent}%` }}
        />
      </div>
      <div className="progress-text tabular">
        <span>{phase}</span>
        <span>
          {[left, percent === null ? '' : words().common.percent(percent)].filter(Boolean).join(' · ')}
        </span>
      </div>
    </div>
  );
}

export function Spinner({ label }: { readonly label: string }) {
  return (
    <span className="spinner" role="status">
      <LoaderCircle size={18} aria-hidden="true" />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

type NoteTone = 'info' | 'warning' | 'error' | 'success';
const NOTE_ICONS = { info: Info, warning: AlertTriangle, error: OctagonAlert, success: CircleCheck } as const;

interface NoteProps {
  readonly tone?: NoteTone;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  onDismiss?: () => void;
}

/** An inline message that says what is wrong and what to do. Screen readers announce errors immediately. */
export function Note({ tone = 'info', title, children, action, onDismiss }: NoteProps) {
  const Icon = NOTE_ICONS[tone];
  return (
    <div className={`note note-${tone}`} role={tone === 'error' ? 'alert' : 'note'}>
      <Icon className="note-icon" size={17} aria-hidden="true" />
      <div className="note-text">
        {title !== undefined && <p className="note-title">{title}</p>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action}
      {onDismiss !== undefined && (
        <IconButton label={words().common.dismiss} size="sm" onClick={onDismiss}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

/** Shows an error and, if there is any, advice on how to fix it. */
export function FailureNote({ title, advice, details }: FailureNoteProps) {
  return (
    <Note
      tone="error"
      title={title}
      action={details === undefined ? undefined : <CopyDetails details={details} />}
    >
      {advice === '' ? undefined : advice}
    </Note>
  );
}

interface FailureNoteProps {
  readonly title: string;
  readonly advice: string;
  readonly details?: () => string;
}

/** Copies the error details to the clipboard and reports whether that worked. */
export function CopyDetails({ details }: { readonly details: () => string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = (): void => {
    navigator.clipboard.writeText(details()).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <>
      <button type="button" className="link-button" onClick={copy}>
        {state === 'copied' ? words().common.detailsCopied : words().common.copyDetails}
      </button>
      {state === 'refused' && <pre className="note-details">{details()}</pre>}
    </>
  );
}

interface EmptyProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className="empty">
      {icon !== undefined && <div className="empty-icon">{icon}</div>}
      <h2>{title}</h2>
      {children !== undefined && <div className="empty-text">{children}</div>}
      {actions !== undefined && <div className="empty-actions">{actions}</div>}
    </div>
  );
}

export interface Toast {
  readonly id: number;
  readonly tone: NoteTone;
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; run: () => void };
}

/** Toast messages in a live region, so that screen readers announce each one once. */
export function Toasts({
  toasts,
  onDismiss,
}: {
  readonly toasts: readonly Toast[];
  onDismiss: (id: number) => void;
}) {
  return (
    <div className="toasts" role="region" aria-label={words().common.messages} aria-live="polite">
      {toasts.map((toast) => (
        <Note
          key={toast.id}
          tone={toast.tone}
          title={toast.title}
          onDismiss={() => onDismiss(toast.id)}
          action={
            toast.action === undefined ? undefined : (
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  toast.action?.run();
                  onDismiss(toast.id);
                }}
              >
                {toast.action.label}
              </button>
            )
          }
        >
          {toast.text}
        </Note>
      ))}
    </div>
  );
}
