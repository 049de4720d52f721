import { MINUS } from './numbers.ts';

/**
 * Parses a time as users type it, in seconds: `90`, `1:30`, `1:02:03.5`, `12,5 s`; null if the text has none of these
 * forms. Minutes and seconds after a colon must be below 60.
 */
export function parseTime(text: string): number | null {
  const clean = text
    .trim()
    .replace(/\s*s(ec(onds?)?)?$/i, '')
    .replace(',', '.');
  if (!/^\d{1,9}(:\d{1,2}){0,2}(\.\d{0,9})?$/.test(clean)) return null;
  const parts = clean.split(':').map(Number);
  if (parts.slice(1).some((part) => part >= 60)) return null;
  return parts.reduce((total, part) => total * 60 + part, 0);
}

/**
 * Formats as `1:02:03.456`, `2:03.4` or `0:00`; `digits` is the number of decimals (0 to 3), truncated rather than
 * rounded.
 */
export function formatTime(seconds: number, digits = 0): string {
  if (!Number.isFinite(seconds)) return '–:––';
  const scale = 10 ** digits;
  const units = Math.floor(Math.abs(seconds) * scale + 1e-6);
  const whole = Math.floor(units / scale);
  const fraction = digits === 0 ? '' : `.${String(units % scale).padStart(digits, '0')}`;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  const sign = seconds < 0 && units > 0 ? MINUS : '';
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${rest}${fraction}`
    : `${sign}${minutes}:${rest}${fraction}`;
}

/** The unit names that `formatSpan` uses, in one language. */
export interface SpanNames {
  readonly unknown: string;
  readonly underOneSecond: string;
  seconds(n: number): string;
  minutes(n: number): string;
  hours(n: number): string;
}

/** Formats a duration: `12 s`, `2 min 30 s`, `3 min`, `1 h 20 min`; omits seconds from ten minutes on. */
export function formatSpan(seconds: number, names: SpanNames): string {
  if (!Number.isFinite(seconds)) return names.unknown;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return names.underOneSecond;
  if (whole < 60) return names.seconds(whole);
  if (whole < 600) {
    const rest = whole % 60;
    const minutes = names.minutes(Math.floor(whole / 60));
    return rest === 0 ? minutes : `${minutes} ${names.seconds(rest)}`;
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return names.minutes(minutes);
  const hours = names.hours(Math.floor(minutes / 60));
  return minutes % 60 === 0 ? hours : `${hours} ${names.minutes(minutes % 60)}`;
}
