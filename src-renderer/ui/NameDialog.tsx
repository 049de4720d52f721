import { useId } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { FailureNote } from './feedback.tsx';
import { TextField } from './fields.tsx';
import { words } from '../words/words.ts';

interface Props {
  readonly title: string;
  readonly description?: ReactNode;
  /** The field's label: "Name", "Title". */
  readonly label: string;
  readonly value: string;
  onChange: (text: string) => void;
  /** Why the name is invalid, or null. */
  readonly problem: string | null;
  readonly hint?: ReactNode;
  readonly maxLength?: number;
  /** The primary button's label: "Rename". */
  readonly action: string;
  readonly busy: boolean;
  readonly failure: { readonly title: string; readonly advice: string } | null;
  onSubmit: () => void;
  onClose: () => void;
  /** More fields, shown below the name. */
  readonly children?: ReactNode;
}

/** Asks for a name for a new or an existing object. Enter submits the form. */
export function NameDialog(props: Props) {
  const { title, description, label, value, onChange, problem, hint, maxLength, action, busy, failure } =
    props;
  const { onSubmit, onClose, children } = props;
  const form = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description={description}
      width="sm"
      locked={busy}
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button variant="primary" type="submit" form={form} busy={busy} disabled={problem !== null}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="name-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === null) onSubmit();
        }}
      >
        <TextField
          label={label}
          value={value}
          maxLength={maxLength}
          onChange={onChange}
          error={problem}
          hint={hint}
          onFocus={(event) => event.target.select()}
        />
        {children}
      </form>
      {failure !== null && <FailureNote {...failure} />}
    </Dialog>
  );
}
