import { dbToFader, faderToDb } from '../levels.ts';
import type { ParameterSpec } from '../types.ts';

/** A processor's parameter as its strip holds it: the default where it is missing, held within the range. */
export function parameterValue(spec: ParameterSpec, params: Readonly<Record<string, number>>): number {
  return clampToSpec(spec, params[spec.id] ?? spec.default);
}

export function clampToSpec(spec: ParameterSpec, value: number): number {
  return Math.min(spec.max, Math.max(spec.min, value));
}

export function defaultParams(parameters: readonly ParameterSpec[]): Record<string, number> {
  return Object.fromEntries(parameters.map((spec) => [spec.id, spec.default]));
}

/** A control's travel, 0 … 1, to the parameter's value; choices land on whole numbers. */
export function travelToValue(spec: ParameterSpec, travel: number): number {
  const t = Math.min(1, Math.max(0, travel));
  if (spec.taper === 'fader') return clampToSpec(spec, faderToDb(t));
  const value =
    spec.taper === 'log' ? spec.min * (spec.max / spec.min) ** t : spec.min + t * (spec.max - spec.min);
  return clampToSpec(spec, spec.choices === undefined ? value : Math.round(value));
}

/** The inverse of `travelToValue`. */
export function valueToTravel(spec: ParameterSpec, value: number): number {
  const held = clampToSpec(spec, value);
  if (spec.taper === 'fader') return dbToFader(held);
  return spec.taper === 'log'
    ? Math.log(held / spec.min) / Math.log(spec.max / spec.min)
    : (held - spec.min) / (spec.max - spec.min);
}

/** A value as text for display and screen readers: "-3.0 dB", "250 Hz", "2.50 kHz", "12 ms", "4.0:1", "Q 0.71". */
export function formatValue(spec: ParameterSpec, value: number): string {
  const choice = spec.choices?.[Math.round(value) - spec.min];
  if (choice !== undefined) return choice;
  switch (spec.unit) {
    case 'dB':
      return `${signed(value, 1)} dB`;
    case 'Hz':
      return value >= 1000 ? `${(value / 1000).toFixed(2)} kHz` : `${value.toFixed(value < 100 ? 1 : 0)} Hz`;
    case 'ms':
      return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
    case ':1':
      return `${value.toFixed(1)}:1`;
    case 'Q':
      return `Q ${value.toFixed(2)}`;
    case '':
      return value.toFixed(2);
  }
}

/** Without the sign of a negative zero. */
function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}
