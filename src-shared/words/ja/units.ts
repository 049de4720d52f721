import { formatSpan, type SpanNames } from '../../format/time.ts';
import type { Words } from '../en/index.ts';

const SPANS: SpanNames = {
  unknown: '不明',
  underOneSecond: '1秒未満',
  seconds: (n) => `${n}秒`,
  minutes: (n) => `${n}分`,
  hours: (n) => `${n}時間`,
};

const DEPTHS: Readonly<Record<string, string>> = {
  u8: '8ビット',
  s16: '16ビット',
  s24: '24ビット',
  s32: '32ビット',
  f32: '32ビット浮動小数点',
  f64: '64ビット浮動小数点',
};

const DATE = new Intl.DateTimeFormat('ja', { dateStyle: 'medium', timeStyle: 'short' });
const DATE_SECONDS = new Intl.DateTimeFormat('ja', { dateStyle: 'medium', timeStyle: 'medium' });

export const units: Words['units'] = {
  span: (seconds) => formatSpan(seconds, SPANS),
  depth: (sampleFormat) => DEPTHS[sampleFormat] ?? sampleFormat,
  channels: (n) => (n === 1 ? 'モノラル' : n === 2 ? 'ステレオ' : `${n}チャンネル`),
  date: (date) => DATE.format(date),
  dateWithSeconds: (date) => DATE_SECONDS.format(date),
  listOf: (items) => items.join('、'),
};
