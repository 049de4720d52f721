/** A track is silent at or below this gain. */
export const SILENCE_DB = -72;
export const MAX_GAIN_DB = 12;

/** Amplitude factor of a gain in dB; exactly 0 at SILENCE_DB and below, exactly 1 at 0 dB. */
export function dbToGain(db: number): number {
  return db <= SILENCE_DB ? 0 : 10 ** (db / 20);
}

/** Level of an amplitude, dB; -Infinity for 0. */
export function gainToDb(gain: number): number {
  return 20 * Math.log10(gain);
}

/** Fader travel (0 bottom, 1 top) and gain in dB, linearly interpolated: fine around 0 dB, coarse at low levels. */
const FADER: readonly (readonly [travel: number, db: number])[] = [
  [0, SILENCE_DB],
  [0.1, -48],
  [0.25, -30],
  [0.5, -12],
  [0.75, 0],
  [1, MAX_GAIN_DB],
];

/** @param travel 0 (silent) … 1 (+12 dB); clamped */
export function faderToDb(travel: number): number {
  return interpolate(FADER, travel, 0, 1);
}

/** The inverse of `faderToDb`. */
export function dbToFader(db: number): number {
  return interpolate(FADER, db, 1, 0);
}

function interpolate(
  table: readonly (readonly [number, number])[],
  x: number,
  from: 0 | 1,
  to: 0 | 1,
): number {
  for (let n = 1; n < table.length; n += 1) {
    const low = table[n - 1]!;
    const high = table[n]!;
    if (x <= high[from] || n === table.length - 1) {
      const share = Math.min(1, Math.max(0, (x - low[from]) / (high[from] - low[from])));
      return low[to] + share * (high[to] - low[to]);
    }
  }
  throw new Error('a fader table has at least two rows');
}
