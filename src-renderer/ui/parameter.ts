import { formatDb, formatHz, formatNumber } from '../../src-shared/format/numbers.ts';
import { dbToFader, faderToDb, SILENCE_DB } from '../../src-shared/mixing/levels.ts';
import type { ParameterSpec } from '../../src-shared/mixing/processors/types.ts';

/** Maps control positions, key presses and typed text to parameter values. All functions here are pure. */

export function clampParameter(spec: ParameterSpec, value: number): number {
  const bounded = Math.min(spec.max, Math.max(spec.min, value));
  return spec.choices === undefined ? bounded : Math.round(bounded);
}

/** Returns the control position from 0 to 1 for a value, according to the taper. A `log` taper needs `min` above 0. */
export function positionOf(spec: ParameterSpec, value: number): number {
  const v = clampParameter(spec, value);
  if (spec.max === spec.min) return 0;
  if (spec.taper === 'fader') return dbToFader(v);
  return spec.taper === 'log'
    ? Math.log(v / spec.min) / Math.log(spec.max / spec.min)
    : (v - spec.min) / (spec.max - spec.min);
}

/** The inverse of `positionOf`; positions outside 0 to 1 are clamped. */
export function valueAt(spec: ParameterSpec, position: number): number {
  const p = Math.min(1, Math.max(0, position));
  if (spec.taper === 'fader') return clampParameter(spec, faderToDb(p));
  const value =
    spec.taper === 'log' ? spec.min * (spec.max / spec.min) ** p : spec.min + p * (spec.max - spec.min);
  return clampParameter(spec, value);
}

/** Rounds the result of a drag or a key press, to a finer step than the text shows. */
export function quantise(spec: ParameterSpec, value: number): number {
  const v = clampParameter(spec, value);
  if (spec.choices !== undefined || v === 0) return v;
  const size = spec.taper === 'log' ? Math.abs(v) : Math.max(Math.abs(spec.min), Math.abs(spec.max));
  const step = 10 ** (Math.floor(Math.log10(size)) - 3);
  return clampParameter(spec, Number((Math.round(v / step) * step).toPrecision(12)));
}

export type StepSize = 'fine' | 'step' | 'page';
const STEPS: Readonly<Record<StepSize, number>> = { fine: 0.1, step: 1, page: 10 };

/** 1, 2 or 5 times a power of ten, near a hundredth of the range: `0.5 dB` over 84 dB. */
function linearStep(spec: ParameterSpec): number {
  const raw = (spec.max - spec.min) / 100;
  const power = 10 ** Math.floor(Math.log10(raw));
  const ratio = raw / power;
  return (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1) * power;
}

/** One press of an arrow key: `step`, or `fine` with Shift. Page Up and Page Down: `page`. */
export function stepParameter(
  spec: ParameterSpec,
  value: number,
  direction: 1 | -1,
  size: StepSize = 'step',
): number {
  if (spec.choices !== undefined) return clampParameter(spec, value + direction);
  if (spec.taper === 'log') {
    return quantise(spec, valueAt(spec, positionOf(spec, value) + direction * 0.01 * STEPS[size]));
  }
  const step = linearStep(spec) * STEPS[size];
  return clampParameter(spec, Number((Math.round(value / step) * step + direction * step).toPrecision(12)));
}

/** The drag distance in pixels for the whole range; fine mode takes ten times as far. */
export const DRAG_PIXELS = 180;

export function dragged(position: number, pixels: number, travelPixels: number, fine: boolean): number {
  return Math.min(1, Math.max(0, position + pixels / (travelPixels * (fine ? 10 : 1))));
}

/** Formats a value: `−3.0 dB`, `1.25 kHz`, `12.0 ms`, `4.0:1`, or the name of a choice. */
export function formatParameter(spec: ParameterSpec, value: number): string {
  const choice = spec.choices?.[Math.round(value - spec.min)];
  if (choice !== undefined) return choice;
  switch (spec.unit) {
    case 'dB':
      // Values that can't be negative, such as a knee width, need no sign.
      if (spec.min >= 0) return `${formatNumber(value, 1)} dB`;
      return formatDb(value, 1, spec.taper === 'fader' ? SILENCE_DB : -Infinity);
    case 'Hz':
      return formatHz(value);
    case 'ms':
      return value >= 1000
        ? `${formatNumber(value / 1000, 2)} s`
        : `${formatNumber(value, value < 10 ? 1 : 0)} ms`;
    case ':1':
      return `${formatNumber(value, 1)}:1`;
    case 'Q':
      return `Q ${formatNumber(value, 2)}`;
    case '%':
      return `${formatNumber(value, 0)} %`;
    case 'samples':
      return `${formatNumber(value, 0)} smp`;
    case '':
      return formatNumber(value, 2);
  }
}

/**
 * Parses the output of `formatParameter` and common input such as `1.2k`, `-3`, `−3 dB` or `0,7`; otherwise returns
 * null.
 */
export function parseParameter(spec: ParameterSpec, text: string): number | null {
  const clean = text.trim().replaceAll('\u2212', '-').replace(',', '.').toLowerCase();
  if (spec.choices !== undefined) {
    const index = spec.choices.findIndex((choice) => choice.toLowerCase() === clean);
    return index < 0 ? null : spec.min + index;
  }
  if (spec.unit === 'dB' && /^-\s*(∞|inf)/.test(clean)) return spec.min;
  const match = /^(?:q\s*)?([+-]?(?:\d+\.?\d*|\.\d+))\s*(k?)\s*(hz|db|ms|smp|s|:1|q|%)?$/.exec(clean);
  if (match === null) return null;
  const [, digits = '', kilo = '', unit = ''] = match;
  const scale = (kilo === 'k' ? 1000 : 1) * (unit === 's' && spec.unit === 'ms' ? 1000 : 1);
  const value = Number(digits) * scale;
  return Number.isFinite(value) ? clampParameter(spec, value) : null;
}
