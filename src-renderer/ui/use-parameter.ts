import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import type { ParameterSpec } from '../../src-shared/mixing/processors/types.ts';
import { dragged, formatParameter, positionOf, quantise, stepParameter, valueAt } from './parameter.ts';

export interface ParameterControlProps {
  readonly spec: ParameterSpec;
  readonly value: number;
  /** Called for every change, including during a drag. */
  onChange: (value: number) => void;
  /** Called when a drag, key press or wheel movement starts and ends, so that each makes one undo step. */
  onGesture?: (phase: 'start' | 'end') => void;
  /** The accessible name, if `spec.label` alone is not specific enough: "Viola gain". */
  readonly label?: string;
  readonly disabled?: boolean;
}

interface Options<E> {
  readonly axis: 'x' | 'y';
  /** The drag distance in pixels that covers the whole range. */
  travel: (element: E) => number;
}

const WHEEL_GESTURE_MS = 350;

/**
 * Input handling shared by every continuous control: drag (Shift: fine), wheel, arrow keys, Page Up and Page Down, Home
 * (default), End (maximum), double click (default), and typing a digit or Enter to edit the value.
 */
export function useParameter<E extends HTMLElement>(
  element: RefObject<E | null>,
  props: ParameterControlProps,
  options: Options<E>,
) {
  const { spec, value, disabled = false } = props;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const drag = useRef<{ at: number; position: number } | null>(null);
  const gesture = useRef<'none' | 'drag' | 'keys' | 'wheel'>('none');
  const wheelTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [typing, setTyping] = useState<string | null>(null);

  const begin = useCallback((kind: 'drag' | 'keys' | 'wheel') => {
    if (gesture.current === kind) return;
    if (gesture.current !== 'none') latest.current.onGesture?.('end');
    gesture.current = kind;
    latest.current.onGesture?.('start');
  }, []);
  const end = useCallback(() => {
    if (gesture.current === 'none') return;
    gesture.current = 'none';
    latest.current.onGesture?.('end');
  }, []);
  const change = useCallback((next: number) => {
    if (next !== latest.current.value) latest.current.onChange(next);
  }, []);
  const once = useCallback(
    (next: number) => {
      begin('keys');
      change(next);
      end();
    },
    [begin, change, end],
  );

  // React attaches wheel listeners as passive, and a passive listener can't prevent scrolling.
  useEffect(() => {
    const node = element.current;
    if (node === null || disabled) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (document.activeElement !== node && !event.altKey) return;
      const amount = event.deltaY === 0 ? event.deltaX : event.deltaY;
      if (amount === 0) return;
      event.preventDefault();
      begin('wheel');
      const { spec: now, value: current } = latest.current;
      change(stepParameter(now, current, amount < 0 ? 1 : -1, event.shiftKey ? 'fine' : 'step'));
      clearTimeout(wheelTimer.current);
      wheelTimer.current = setTimeout(end, WHEEL_GESTURE_MS);
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [element, begin, change, end, disabled]);

  useEffect(
    () => () => {
      clearTimeout(wheelTimer.current);
      end();
    },
    [end],
  );

  const coordinate = (event: PointerEvent): number => (options.axis === 'x' ? event.clientX : -event.clientY);

  const startDrag = (event: PointerEvent<E>, from: number): void => {
    if (disabled || event.button !== 0) return;
    element.current?.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { at: coordinate(event), position: from };
  };

  /** Jumps to the pressed position; a drag that follows continues from there as part of the same gesture. */
  const jumpAndDrag = (event: PointerEvent<E>, to: number): void => {
    if (disabled || event.button !== 0) return;
    begin('drag');
    change(quantise(spec, valueAt(spec, to)));
    startDrag(event, Math.min(1, Math.max(0, to)));
  };

  const handlers = {
    onPointerDown: (event: PointerEvent<E>) => startDrag(event, positionOf(spec, value)),
    onPointerMove: (event: PointerEvent<E>) => {
      const now = drag.current;
      if (now === null) return;
      const at = coordinate(event);
      if (at === now.at) return;
      begin('drag');
      const position = dragged(
        now.position,
        at - now.at,
        options.travel(event.currentTarget),
        event.shiftKey,
      );
      drag.current = { at, position };
      change(quantise(spec, valueAt(spec, position)));
    },
    onPointerUp: () => {
      drag.current = null;
      end();
    },
    onPointerCancel: () => {
      drag.current = null;
      end();
    },
    onDoubleClick: () => {
      if (!disabled) once(spec.default);
    },
    onKeyDown: (event: KeyboardEvent<E>) => {
      if (disabled || event.ctrlKey || event.metaKey || event.altKey) return;
      const size = event.shiftKey ? 'fine' : 'step';
      const moves: Readonly<Record<string, () => number>> = {
        ArrowUp: () => stepParameter(spec, value, 1, size),
        ArrowRight: () => stepParameter(spec, value, 1, size),
        ArrowDown: () => stepParameter(spec, value, -1, size),
        ArrowLeft: () => stepParameter(spec, value, -1, size),
        PageUp: () => stepParameter(spec, value, 1, 'page'),
        PageDown: () => stepParameter(spec, value, -1, 'page'),
        Home: () => spec.default,
        End: () => spec.max,
        Delete: () => spec.default,
      };
      const move = moves[event.key];
      if (move !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        begin('keys');
        change(move());
      } else if (event.key === 'Enter' || /^[0-9.-]$/.test(event.key)) {
        event.preventDefault();
        event.stopPropagation();
        setTyping(event.key === 'Enter' ? formatParameter(spec, value) : event.key);
      }
    },
    onKeyUp: () => {
      if (gesture.current === 'keys') end();
    },
    onBlur: () => {
      if (gesture.current !== 'drag') end();
    },
  };

  const aria = {
    role: 'slider',
    tabIndex: disabled ? -1 : 0,
    'aria-label': props.label ?? spec.label,
    'aria-valuemin': spec.min,
    'aria-valuemax': spec.max,
    'aria-valuenow': value,
    'aria-valuetext': formatParameter(spec, value),
    'aria-disabled': disabled || undefined,
  } as const;

  const field = {
    typing,
    onTyping: setTyping,
    onCommit: once,
    onClose: (byKey: boolean) => {
      setTyping(null);
      if (byKey) element.current?.focus();
    },
  };

  return { handlers, aria, position: positionOf(spec, value), jumpAndDrag, field };
}

export type ParameterField = ReturnType<typeof useParameter>['field'];
