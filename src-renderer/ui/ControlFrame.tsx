import type { ReactNode } from 'react';
import type { ParameterControlProps, ParameterField } from './use-parameter.ts';
import { ValueField } from './ValueField.tsx';

interface Props {
  readonly className: string;
  readonly parameter: ParameterControlProps;
  readonly field: ParameterField;
  readonly showLabel: boolean;
  readonly showValue: boolean;
  readonly children: ReactNode;
}

/** The layout that knobs and sliders share: the label before the control, and the editable value after it. */
export function ControlFrame({ className, parameter, field, showLabel, showValue, children }: Props) {
  const { spec, value, label, disabled = false } = parameter;
  return (
    <div className={className} data-disabled={disabled || undefined}>
      {showLabel && (
        <span className="control-label" aria-hidden="true">
          {spec.label}
        </span>
      )}
      {children}
      {showValue && (
        <ValueField spec={spec} value={value} label={label ?? spec.label} disabled={disabled} {...field} />
      )}
    </div>
  );
}
