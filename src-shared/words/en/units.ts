import { formatSpan, type SpanNames } from '../../format/time.ts';
import { count } from './plural.ts';

const SPANS: SpanNames = {
  unknown: 'unknown',
  underOneSecond: 'less than a second',
  seconds: (n) => `${n} s`,
  minutes: (n) => `${n} min`,
  hours: (n) => `${n} h`,
};

const DEPTHS: Readonly<Record<string, string>> = {
  u8: '8-bit',
  s16: '16-bit',
  s24: '24-bit',
  s32: '32-bit',
  f32: '32-bit float',
  f64: '64-bit float',
};

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const DATE_SECONDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const units = {
  span: (seconds: number) => formatSpan(seconds, SPANS),
  depth: (sampleFormat: string) => DEPTHS[sampleFormat] ?? sampleFormat,
  channels: (n: number) => (n === 1 ? 'mono' : n === 2 ? 'stereo' : count(n, 'channel')),
  date: (date: Date) => DATE.format(date),
  dateWithSeconds: (date: Date) => DATE_SECONDS.format(date),
  listOf: (items: readonly string[]) => items.join(', '),
};
