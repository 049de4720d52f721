import { sameValue } from './edits.ts';
import type { EditName } from '../../src-shared/words/en/edits.ts';

/** One undo step: the previous value, and the edit's name for the menu. */
export interface Step<T> {
  readonly value: T;
  readonly label: EditName;
  /** The control that made it and when, so that quick repetitions make one step; null for other steps. */
  readonly by?: { readonly control: string; readonly ms: number } | null;
  /** Of a step that happened outside the value, which stays the same; `order` counts such steps. */
  readonly effect?: Effect;
  readonly order?: number;
}

/** Reverts and repeats something that the document does not hold; false if that was refused. */
export interface Effect {
  readonly undo: () => Promise<boolean>;
  readonly redo: () => Promise<boolean>;
}

/** An immutable history of immutable values, which share unchanged parts. */
export interface History<T> {
  readonly present: T;
  readonly past: readonly Step<T>[];
  readonly future: readonly Step<T>[];
  /** The current gesture: its edits become one step when it ends. */
  readonly gesture: Step<T> | null;
}

/** Older steps are dropped. */
export const MOST_STEPS = 1000;

/** @param past the steps of earlier sessions */
export function historyOf<T>(present: T, past: readonly Step<T>[] = []): History<T> {
  return { present, past, future: [], gesture: null };
}

/**
 * Records an edit as a step of its own, or as part of the current gesture. An unchanged value creates no
 * step.
 */
export function record<T>(history: History<T>, value: T, label: EditName): History<T> {
  if (value === history.present) return history;
  if (history.gesture !== null) return { ...history, present: value };
  return stepFrom({ ...history, present: value }, { value: history.present, label });
}

/** Records something that happened outside the value as a step of its own. The caller runs the effects. */
export function recordEffect<T>(history: History<T>, label: EditName, effect: Effect): History<T> {
  const settled = end(history);
  const order = 1 + Math.max(0, ...[...settled.past, ...settled.future].map((step) => step.order ?? 0));
  return stepFrom(settled, { value: settled.present, label, effect, order });
}

/** Gestures of one control that follow each other within this time, such as presses of an arrow key, are one step. */
export const REPEAT_MS = 1000;

/**
 * Starts a gesture, ending the current one first.
 * @param by the control that makes it and the time, to join it to the control's last step
 */
export function begin<T>(history: History<T>, label: EditName, by: Step<T>['by'] = null): History<T> {
  const settled = end(history);
  return { ...settled, gesture: { value: settled.present, label, by } };
}

/** Turns the gesture into one step, or none if nothing changed. */
export function end<T>(history: History<T>): History<T> {
  const { gesture } = history;
  if (gesture === null) return history;
  if (sameValue(history.present, gesture.value)) return cancel(history);
  const last = history.past.at(-1);
  const settled = { ...history, gesture: null };
  if (last === undefined || history.future.length > 0 || !repeats(last, gesture)) {
    return stepFrom(settled, gesture);
  }
  const past = history.past.slice(0, -1);
  if (sameValue(history.present, last.value)) return { ...settled, present: last.value, past };
  return stepFrom({ ...settled, past }, { ...gesture, value: last.value });
}

function repeats<T>(last: Step<T>, next: Step<T>): boolean {
  if (!last.by || !next.by) return false;
  return last.by.control === next.by.control && next.by.ms - last.by.ms <= REPEAT_MS;
}

/** Reverts the gesture's edits. */
export function cancel<T>(history: History<T>): History<T> {
  const { gesture } = history;
  return gesture === null ? history : { ...history, present: gesture.value, gesture: null };
}

/** Ends the current gesture, then reverts the last step; the same history if there is none. */
export function undo<T>(history: History<T>): History<T> {
  const settled = end(history);
  const step = settled.past.at(-1);
  if (step === undefined) return settled;
  return {
    present: step.value,
    past: settled.past.slice(0, -1),
    future: [{ ...step, value: settled.present, by: null }, ...settled.future],
    gesture: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const settled = end(history);
  const [step, ...future] = settled.future;
  if (step === undefined) return settled;
  return {
    present: step.value,
    past: [...settled.past, { ...step, value: settled.present, by: null }],
    future,
    gesture: null,
  };
}

/**
 * Puts the step of an effect back where it was, because reverting it (to `past`) or repeating it (to `future`) was
 * refused. The value keeps what has been edited meanwhile: such a step does not change it. Effects keep their order.
 */
export function putBack<T>(history: History<T>, step: Step<T>, side: 'past' | 'future'): History<T> {
  const settled = end(history);
  const others = (steps: readonly Step<T>[]): Step<T>[] =>
    steps.filter(({ effect }) => effect === undefined || effect !== step.effect);
  const here = { ...step, value: settled.present };
  const [past, future] = [others(settled.past), others(settled.future)];
  const order = step.order ?? 0;
  if (side === 'past') {
    const before = past.findLastIndex((other) => (other.order ?? 0) <= order);
    return { ...settled, past: past.toSpliced(before + 1, 0, here), future };
  }
  const after = future.findIndex((other) => (other.order ?? Infinity) >= order);
  return { ...settled, past, future: future.toSpliced(after === -1 ? future.length : after, 0, here) };
}

function stepFrom<T>(history: History<T>, step: Step<T>): History<T> {
  return { ...history, past: [...history.past, step].slice(-MOST_STEPS), future: [] };
}
