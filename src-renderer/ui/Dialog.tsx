import { X } from 'lucide-react';
import { AlertDialog as RadixAlert, Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, IconButton } from './Button.tsx';
import { words } from '../words/words.ts';

/*
 * The scrim is a plain element instead of Radix's Overlay, which injects a <style> to lock scrolling. The
 * Content-Security-Policy blocks that, and the page itself never scrolls here.
 */

const FIELDS = '.dialog-body :is(input:not([type=radio]), input:checked, select, textarea, button)';

/**
 * The element that had the focus before the first of several consecutive dialogs; it gets the focus back after the
 * last.
 */
let opener: HTMLElement | null = null;

function returnFocus(event: Event): void {
  const another = document.querySelector('.dialog') !== null;
  if (!another && opener?.isConnected !== true) return;
  event.preventDefault();
  if (!another) opener?.focus();
}

/** Moves the initial focus to the first form field instead of the close button. */
function focusFirstField(event: Event): void {
  const active = document.activeElement;
  if (active instanceof HTMLElement && active !== document.body && active.closest('.dialog') === null) {
    opener = active;
  }
  const dialog = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
  const field = [...(dialog?.querySelectorAll<HTMLElement>(FIELDS) ?? [])].find(
    (element) => !element.hidden && !element.matches(':disabled'),
  );
  if (field === undefined) return;
  event.preventDefault();
  field.focus();
}

interface DialogProps {
  readonly open: boolean;
  onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Right-aligned buttons, with the primary one last. */
  readonly footer?: ReactNode;
  readonly width?: 'sm' | 'md' | 'lg';
  /** While true, neither Escape nor a click outside closes the dialog. */
  readonly locked?: boolean;
}

/** A modal dialog with a title, a scrollable body and a row of buttons. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, width = 'md', locked = false } = props;
  const keepOpen = (event: Event): void => {
    if (locked) event.preventDefault();
  };
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <div className="dialog-scrim">
          <RadixDialog.Content
            className={`dialog dialog-${width}`}
            onOpenAutoFocus={focusFirstField}
            onCloseAutoFocus={returnFocus}
            onEscapeKeyDown={keepOpen}
            onInteractOutside={keepOpen}
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          >
            <header className="dialog-header">
              <RadixDialog.Title className="dialog-title">{title}</RadixDialog.Title>
              <RadixDialog.Close asChild disabled={locked}>
                <IconButton label={words().common.close} size="sm" disabled={locked}>
                  <X size={16} aria-hidden="true" />
                </IconButton>
              </RadixDialog.Close>
            </header>
            {description !== undefined && (
              <RadixDialog.Description className="dialog-description">{description}</RadixDialog.Description>
            )}
            <div className="dialog-body">{children}</div>
            {footer !== undefined && <footer className="dialog-footer">{footer}</footer>}
          </RadixDialog.Content>
        </div>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

interface ConfirmProps {
  readonly open: boolean;
  onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly children: ReactNode;
  /** A verb phrase that names the action: "Delete separation". */
  readonly action: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  onConfirm: () => void;
}

/** Asks for confirmation before an irreversible action. Cancel has the initial focus. */
export function ConfirmDialog(props: ConfirmProps) {
  const { open, onOpenChange, title, children, action, danger = false, busy = false, onConfirm } = props;
  return (
    <RadixAlert.Root open={open} onOpenChange={onOpenChange}>
      <RadixAlert.Portal>
        <div className="dialog-scrim">
          <RadixAlert.Content className="dialog dialog-sm">
            <header className="dialog-header">
              <RadixAlert.Title className="dialog-title">{title}</RadixAlert.Title>
            </header>
            <RadixAlert.Description asChild>
              <div className="dialog-body">{children}</div>
            </RadixAlert.Description>
            <footer className="dialog-footer">
              <RadixAlert.Cancel asChild>
                <Button>{words().common.cancel}</Button>
              </RadixAlert.Cancel>
              <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
                {action}
              </Button>
            </footer>
          </RadixAlert.Content>
        </div>
      </RadixAlert.Portal>
    </RadixAlert.Root>
  );
}
