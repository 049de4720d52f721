import { useEffect, useRef } from 'react';
import type { ParameterSpec } from '../../src-shared/mixing/processors/types.ts';
import { formatParameter, parseParameter } from './parameter.ts';
import { words } from '../words/words.ts';

interface Props {
  readonly spec: ParameterSpec;
  readonly value: number;
  readonly label: string;
  readonly disabled?: boolean;
  /** The text being edited, or null while the value is only displayed. */
  readonly typing: string | null;
  onTyping: (text: string) => void;
  onCommit: (value: number) => void;
  /** `byKey` is true after Enter or Escape, so that the control takes the focus back. */
  onClose: (byKey: boolean) => void;
}

/** A parameter's value as text. A click or Enter makes it editable; Escape cancels the edit. */
export function ValueField(props: Props) {
  const { spec, value, label, disabled = false, typing, onTyping, onCommit, onClose } = props;
  const input = useRef<HTMLInputElement>(null);
  const open = typing !== null;
  useEffect(() => {
    if (!open) return;
    input.current?.focus();
    const length = input.current?.value.length ?? 0;
    if (length > 1) input.current?.select();
  }, [open]);

  if (typing === null) {
    return (
      <button
        type="button"
        className="value-text tabular"
        tabIndex={-1}
        disabled={disabled}
        aria-label={words().common.typeAValue(label, formatParameter(spec, value))}
        onClick={() => onTyping(formatParameter(spec, value))}
      >
        {formatParameter(spec, value)}
      </button>
    );
  }
  const parsed = parseParameter(spec, typing);
  return (
    <input
      ref={input}
      className="value-input tabular"
      aria-label={label}
      aria-invalid={parsed === null}
      value={typing}
      onChange={(event) => onTyping(event.target.value)}
      onBlur={() => {
        if (parsed !== null) onCommit(parsed);
        onClose(false);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onClose(true);
        if (event.key === 'Enter' && parsed !== null) {
          onCommit(parsed);
          onClose(true);
        }
      }}
    />
  );
}
