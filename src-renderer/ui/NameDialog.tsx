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
  /** What is typed: "Name", "Title". */
  readonly label: string;
  readonly value: string;
  onChange: (text: string) => void;
  /** Why it can't be called that, or null. */
  readonly problem: string | null;
  readonly hint?: ReactNode;
  readonly maxLength?: number;
  /** What the main button does: "Rename". */
  readonly action: string;
  readonly busy: boolean;
  readonly failure: { readonly title: string; readonly advice: string } | null;
  onSubmit: () => void;
  onClose: () => void;
  /** More fields under the name. */
  readonly children?: ReactNode;
}

/** Asks for the name of something new, or another for something known; Enter is as good as the button. */
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
