import { useRef } from 'react';
import { ControlFrame } from './ControlFrame.tsx';
import { DRAG_PIXELS, positionOf } from './parameter.ts';
import { useParameter } from './use-parameter.ts';
import type { ParameterControlProps } from './use-parameter.ts';

interface Props extends ParameterControlProps {
  /** Diameter in pixels. */
  readonly size?: number;
  /** Any CSS colour for the arc; defaults to the accent colour. */
  readonly colour?: string;
  readonly showLabel?: boolean;
  readonly showValue?: boolean;
  /** The arc begins at the minimum, even where 0 lies inside the range. */
  readonly fillFromMin?: boolean;
}

const SWEEP = 270;

/**
 * Returns the point at position `p` (0 to 1) on an arc of radius `r` around (20, 20), spanning 270 degrees from the
 * lower left.
 */
function point(p: number, r: number): string {
  const angle = ((p * SWEEP - 225) * Math.PI) / 180;
  return `${(20 + r * Math.cos(angle)).toFixed(2)} ${(20 + r * Math.sin(angle)).toFixed(2)}`;
}

function arc(from: number, to: number, r: number): string {
  const [a, b] = from <= to ? [from, to] : [to, from];
  return `M ${point(a, r)} A ${r} ${r} 0 ${(b - a) * SWEEP > 180 ? 1 : 0} 1 ${point(b, r)}`;
}

/** A rotary control for one parameter. */
export function Knob(props: Props) {
  const { spec, size = 40, colour, showLabel = true, showValue = true, fillFromMin = false } = props;
  const element = useRef<HTMLDivElement>(null);
  const control = useParameter(element, props, { axis: 'y', travel: () => DRAG_PIXELS });
  const origin = !fillFromMin && spec.min < 0 && spec.max > 0 ? positionOf(spec, 0) : 0;
  const { position } = control;
  return (
    <ControlFrame
      className="knob"
      parameter={props}
      field={control.field}
      showLabel={showLabel}
      showValue={showValue}
    >
      <div
        ref={element}
        className="knob-dial"
        style={{ width: size, height: size }}
        {...control.aria}
        {...control.handlers}
      >
        <svg viewBox="0 0 40 40" width={size} height={size} aria-hidden="true">
          <path className="knob-rail" d={arc(0, 1, 17)} />
          {Math.abs(position - origin) > 0.002 && (
            <path className="knob-arc" d={arc(origin, position, 17)} style={{ stroke: colour }} />
          )}
          <circle className="knob-cap" cx="20" cy="20" r="12.5" />
          <path className="knob-pointer" d={`M ${point(position, 6)} L ${point(position, 11.5)}`} />
        </svg>
      </div>
    </ControlFrame>
  );
}
