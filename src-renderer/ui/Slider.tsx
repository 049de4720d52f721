import { useRef } from 'react';
import type { PointerEvent } from 'react';
import { ControlFrame } from './ControlFrame.tsx';
import { positionOf } from './parameter.ts';
import { useParameter } from './use-parameter.ts';
import type { ParameterControlProps } from './use-parameter.ts';

interface Props extends ParameterControlProps {
  readonly orientation?: 'horizontal' | 'vertical';
  readonly colour?: string;
  readonly showLabel?: boolean;
  readonly showValue?: boolean;
}

/** A fader or horizontal slider for one parameter; fills the length of its container. */
export function Slider(props: Props) {
  const { spec, orientation = 'horizontal', colour } = props;
  const { showLabel = false, showValue = true } = props;
  const horizontal = orientation === 'horizontal';
  const element = useRef<HTMLDivElement>(null);
  const control = useParameter(element, props, {
    axis: horizontal ? 'x' : 'y',
    travel: (hit) => {
      const box = hit.getBoundingClientRect();
      return Math.max(40, horizontal ? box.width : box.height);
    },
  });
  const origin = spec.min < 0 && spec.max > 0 ? positionOf(spec, 0) : 0;
  const { position } = control;
  const low = Math.min(origin, position) * 100;
  const span = Math.abs(position - origin) * 100;

  /** Pressing beside the thumb moves it there first. */
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const onThumb = event.target instanceof Element && event.target.classList.contains('slider-thumb');
    if (onThumb) {
      control.handlers.onPointerDown(event);
      return;
    }
    const box = event.currentTarget.getBoundingClientRect();
    const at = horizontal
      ? (event.clientX - box.left) / box.width
      : 1 - (event.clientY - box.top) / box.height;
    control.jumpAndDrag(event, at);
  };

  return (
    <ControlFrame
      className={`slider slider-${orientation}`}
      parameter={props}
      field={control.field}
      showLabel={showLabel}
      showValue={showValue}
    >
      <div
        ref={element}
        className="slider-hit"
        {...control.aria}
        aria-orientation={orientation}
        {...control.handlers}
        onPointerDown={onPointerDown}
      >
        <div className="slider-track">
          <div
            className="slider-fill"
            style={
              horizontal
                ? { left: `${low}%`, width: `${span}%`, background: colour }
                : { bottom: `${low}%`, height: `${span}%`, background: colour }
            }
          />
        </div>
        <div
          className="slider-thumb"
          style={horizontal ? { left: `${position * 100}%` } : { bottom: `${position * 100}%` }}
        />
      </div>
    </ControlFrame>
  );
}
