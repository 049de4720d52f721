import { parseTime } from '../format/time.ts';
import type { NumberField } from './fields.ts';
import type { DayRange, NumberRange, QueryProblem } from './query.ts';
import type { Operator, Value } from './tokens.ts';

/** A value, or why the text is none. */
type Parsed<T> = T | Pick<QueryProblem, 'kind'>;

const RANGE = /^(.*?)\.\.(.*)$/su;

/** @returns the range that an operator and its value mean; a problem where the value is no number of this field */
export function numberRange(
  field: NumberField,
  operator: Operator,
  value: Value,
): NumberRange | QueryProblem {
  const ends = operator === ':' ? RANGE.exec(value.text) : null;
  if (ends !== null) {
    const [min, max] = [ends[1] ?? '', ends[2] ?? ''].map((end) => (end === '' ? null : number(field, end)));
    if (Number.isNaN(min) || Number.isNaN(max) || (min === null && max === null))
      return notANumber(field, value);
    const range = { min: min ?? null, max: max ?? null, minOpen: false, maxOpen: false };
    return isEmpty(range.min, range.max) ? { kind: 'empty-range', word: value.text, ...place(value) } : range;
  }
  const found = number(field, value.text);
  if (Number.isNaN(found)) return notANumber(field, value);
  switch (operator) {
    case '<':
      return { min: null, max: found, minOpen: false, maxOpen: true };
    case '<=':
      return { min: null, max: found, minOpen: false, maxOpen: false };
    case '>':
      return { min: found, max: null, minOpen: true, maxOpen: false };
    case '>=':
      return { min: found, max: null, minOpen: false, maxOpen: false };
    case ':':
    case '=':
      return around(field, found);
  }
}

/** A length is meant to the second, a quality to the decibel; the others exactly. */
function around(field: NumberField, value: number): NumberRange {
  switch (field) {
    case 'length':
      return { min: value, max: value + 1, minOpen: false, maxOpen: true };
    case 'quality':
      return { min: value - 0.5, max: value + 0.5, minOpen: false, maxOpen: true };
    case 'rate':
    case 'channels':
      return { min: value, max: value, minOpen: false, maxOpen: false };
  }
}

/** @returns NaN where the text is no number of this field */
function number(field: NumberField, text: string): number {
  switch (field) {
    case 'length':
      return seconds(text);
    case 'rate': {
      const parts = /^(\d+(?:\.\d+)?)(k)?(?:hz)?$/iu.exec(text);
      return parts === null ? Number.NaN : Number(parts[1]) * (parts[2] === undefined ? 1 : 1000);
    }
    case 'quality':
      return decimal(text.replace(/db$/iu, '').replace('−', '-'));
    case 'channels':
      return decimal(text);
  }
}

const decimal = (text: string): number => (/^-?\d{1,9}(\.\d{1,9})?$/u.test(text) ? Number(text) : Number.NaN);

/** `5:00`, `300`, `90s`, `5m`, `1h`, `1h30m`. */
function seconds(text: string): number {
  const spans = /^(?:(\d{1,4}(?:\.\d+)?)h)?(?:(\d{1,5}(?:\.\d+)?)m(?:in)?)?$/iu.exec(text);
  if (spans !== null && text !== '') return Number(spans[1] ?? 0) * 3600 + Number(spans[2] ?? 0) * 60;
  return parseTime(text) ?? Number.NaN;
}

/** @returns the days that an operator and its value mean; a problem where the value is no date */
export function dayRange(operator: Operator, value: Value): DayRange | QueryProblem {
  const wrong: QueryProblem = { kind: 'not-a-date', word: value.text, ...place(value) };
  const ends = operator === ':' ? RANGE.exec(value.text) : null;
  if (ends !== null) {
    const first = ends[1] === '' ? null : days(ends[1] ?? '');
    const last = ends[2] === '' ? null : days(ends[2] ?? '');
    if (isWrong(first) || isWrong(last) || (first === null && last === null)) return wrong;
    const range = { from: first?.from ?? null, to: last?.to ?? null };
    return isEmpty(range.from, range.to) ? { kind: 'empty-range', word: value.text, ...place(value) } : range;
  }
  const found = days(value.text);
  if (isWrong(found)) return wrong;
  switch (operator) {
    case '<':
      return { from: null, to: found.from - 1 };
    case '<=':
      return { from: null, to: found.to };
    case '>':
      return { from: found.to + 1, to: null };
    case '>=':
      return { from: found.from, to: null };
    case ':':
    case '=':
      return found;
  }
}

interface Days {
  readonly from: number;
  readonly to: number;
}

/** The days of `1998`, `1998-05`, `1998-05-04` or `1998/5/4`. Every month counts 31 days, as the library does. */
function days(text: string): Parsed<Days> {
  const parts = /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?$/u.exec(text);
  if (parts === null) return { kind: 'not-a-date' };
  const [year, month, day] = [parts[1], parts[2], parts[3]].map((part) =>
    part === undefined ? null : Number(part),
  );
  if (isOutside(month, 12) || isOutside(day, 31)) return { kind: 'not-a-date' };
  const at = (inMonth: number, inDay: number): number => (year ?? 0) * 10_000 + inMonth * 100 + inDay;
  return { from: at(month ?? 1, day ?? 1), to: at(month ?? 12, day ?? 31) };
}

const isWrong = (parsed: Parsed<Days> | null): parsed is Pick<QueryProblem, 'kind'> =>
  parsed !== null && 'kind' in parsed;
const isOutside = (value: number | null | undefined, most: number): boolean =>
  value !== null && value !== undefined && (value < 1 || value > most);
const isEmpty = (min: number | null, max: number | null): boolean =>
  min !== null && max !== null && min > max;
const place = ({ from, to }: Value): { from: number; to: number } => ({ from, to });

const notANumber = (field: NumberField, value: Value): QueryProblem =>
  field === 'length'
    ? { kind: 'not-a-length', word: value.text, ...place(value) }
    : { kind: 'not-a-number', word: value.text, field, ...place(value) };
