import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

/** Flattens the doctor's report for display: one line per fact, grouped by top-level key. Pure. */
export interface ReportGroup {
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly value: string }[];
}

const NAMES: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cpus: 'CPUs',
  sqlite: 'SQLite',
  url: 'URL',
  id: 'ID',
};

const named = (key: string): string => {
  const spaced = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
  const text = spaced
    .replace(/ bytes$/, '')
    .replaceAll(/\b(cpus?|sqlite|url|id)\b/g, (word) => NAMES[word] ?? word);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function scalar(key: string, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    if (/bytes/i.test(key)) return formatBytes(value);
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
  }
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function lines(name: string, key: string, value: unknown): { name: string; value: string }[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ name, value: 'none' }];
    if (value.every((item) => !isRecord(item))) {
      return [{ name, value: value.map((item) => scalar(key, item)).join(', ') }];
    }
    return value.map((item: unknown, index) => ({
      name: index === 0 ? name : '',
      value: isRecord(item)
        ? Object.entries(item)
            .map(([inner, innerValue]) => `${named(inner).toLowerCase()}: ${scalar(inner, innerValue)}`)
            .join(', ')
        : scalar(key, item),
    }));
  }
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([inner, innerValue]) =>
      lines(name === '' ? named(inner) : `${name}, ${named(inner).toLowerCase()}`, inner, innerValue),
    );
  }
  return [{ name, value: scalar(key, value) }];
}

export function reportGroups(report: Readonly<Record<string, unknown>>): ReportGroup[] {
  const general: { name: string; value: string }[] = [];
  const groups: ReportGroup[] = [];
  for (const [key, value] of Object.entries(report)) {
    if (isRecord(value)) groups.push({ title: named(key), lines: lines('', key, value) });
    else general.push(...lines(named(key), key, value));
  }
  return general.length === 0
    ? groups
    : [{ title: words().settings.about.general, lines: general }, ...groups];
}
