/** Numbers with their units, the same in every language. A minus sign is U+2212, so that columns of figures line up. */

export const MINUS = '\u2212';

/**
 * Formats a fixed number of decimals with a real minus sign and without "-0.0". Halves round away from zero in
 * decimal, so that a manifest's 4.85 becomes 4.9, as on the model's card; `toFixed` alone rounds the binary value.
 */
export function formatNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  const text = (size + (size + 1) * 4 * Number.EPSILON).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** Formats as `+1.5 dB`, `0.0 dB`, or `−∞ dB` at or below `silenceBelow`. */
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

/** Formats bytes in decimal multiples, as disks do: `812 kB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit] ?? ''}`;
}
