/** Text for times, levels, sizes; all pure. A minus sign is U+2212, so that tabular columns line up. */

const MINUS = '\u2212';

/** `1:02:03.456`, `2:03.4`, `0:00`; `digits` are decimals of the second (0 to 3), cut off, not rounded up. */
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

/** `about 3 min`, `12 s`, `1 h 20 min`: a span told to people. */
export function formatSpan(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return 'less than a second';
  if (whole < 60) return `${whole} s`;
  if (whole < 600) {
    const rest = whole % 60;
    return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/**
 * A fixed number of decimals with a real minus sign; no "-0.0". Halves go away from zero as they are written in
 * decimal, so that 4.85 of a manifest reads 4.9, as on the model's card; `toFixed` alone cuts its binary value.
 */
export function formatNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  const text = (size + (size + 1) * 4 * Number.EPSILON).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** `+1.5 dB`, `0.0 dB`, `−∞ dB` at or below `silenceBelow`. */
export function formatDb(db: number, digits = 1, silenceBelow = -120): string {
  if (!(db > silenceBelow)) return `${MINUS}∞ dB`;
  const text = formatNumber(db, digits);
  return `${db > 0 && Number(text) !== 0 ? '+' : ''}${text} dB`;
}

/** `440 Hz`, `1.25 kHz`, `44.1 kHz`, `12 kHz`. */
export function formatHz(hz: number): string {
  if (hz >= 1000) {
    const kilo = hz / 1000;
    return `${Number(kilo.toFixed(kilo >= 10 ? 1 : 2))} kHz`;
  }
  return `${hz >= 100 ? Math.round(hz) : Number(hz.toFixed(1))} Hz`;
}

/** Binary-free, as disks are sold: `812 kB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit] ?? ''}`;
}

const SAMPLE_FORMATS: Readonly<Record<string, string>> = {
  u8: '8-bit',
  s16: '16-bit',
  s24: '24-bit',
  s32: '32-bit',
  f32: '32-bit float',
  f64: '64-bit float',
};

export const formatDepth = (sampleFormat: string): string => SAMPLE_FORMATS[sampleFormat] ?? sampleFormat;

export const formatChannels = (channels: number): string =>
  channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;

/** `1 player`, `3 players`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
