import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly size?: 'sm' | 'md' | 'lg';
  readonly icon?: ReactNode;
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** The standard button. `busy` keeps the width unchanged and informs screen readers. */
export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    size = 'md',
    icon,
    busy = false,
    className = '',
    children,
    disabled,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${variant} button-${size} ${className}`}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  /** The accessible name, also shown as the tooltip. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A square, icon-only button. */
export function IconButton(props: IconButtonProps) {
  const { label, children, variant = 'quiet', size = 'md', className = '', ...rest } = props;
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={`button icon-button button-${variant} button-${size} ${className}`}
    >
      {children}
    </button>
  );
}

interface ToggleProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly pressed: boolean;
  onPressedChange: (pressed: boolean) => void;
  /** `solo` and `mute` use the colours that are standard on mixing desks. */
  readonly tone?: 'accent' | 'solo' | 'mute';
  readonly size?: 'sm' | 'md';
  /** The visible content; defaults to the label. */
  readonly children?: ReactNode;
}

/** A toggle button: solo, mute, loop, bypass. */
export function Toggle(props: ToggleProps) {
  const { label, pressed, onPressedChange, tone = 'accent', size = 'md', className = '', ...rest } = props;
  const { children, ...attributes } = rest;
  return (
    <button
      type="button"
      title={label}
      {...attributes}
      className={`toggle toggle-${tone} toggle-${size} ${className}`}
      aria-label={label}
      aria-pressed={pressed}
      onClick={() => onPressedChange(!pressed)}
    >
      {children ?? label}
    </button>
  );
}
