import { BANDS, HOP_SECONDS, LOWEST_BAND, type BandMatrix } from './bands.ts';

/** A note to be rendered, in seconds. */
export interface TimedPitch {
  readonly onset: number;
  readonly offset: number;
  /** MIDI number. */
  readonly pitch: number;
}

const HARMONICS = 8;
/** Each harmonic's amplitude against the one before. */
const ROLL_OFF = 0.75;
/** Time constant in seconds of a sustained note's decay towards a floor. */
const DECAY_SECONDS = 1.5;
const SUSTAIN = 0.4;
const COMPRESSION = 100;

/**
 * The bands that a recording of these notes would have: decaying harmonics, with the same log compression.
 */
export function renderBands(notes: readonly TimedPitch[], frames: number): BandMatrix {
  const power = new Float32Array(frames * BANDS);
  for (const { onset, offset, pitch } of notes) {
    const first = Math.max(0, Math.round(onset / HOP_SECONDS));
    const last = Math.min(frames, Math.max(first + 1, Math.round(offset / HOP_SECONDS)));
    for (let h = 1; h <= HARMONICS; h += 1) {
      const band = Math.round(pitch + 12 * Math.log2(h)) - LOWEST_BAND;
      if (band < 0 || band >= BANDS) continue;
      const amplitude = ROLL_OFF ** (h - 1);
      for (let frame = first; frame < last; frame += 1) {
        const age = frame * HOP_SECONDS - onset;
        const value = amplitude * (SUSTAIN + (1 - SUSTAIN) * Math.exp(-Math.max(0, age) / DECAY_SECONDS));
        power[frame * BANDS + band]! += value * value;
      }
    }
  }
  for (let n = 0; n < power.length; n += 1) power[n] = Math.log1p(COMPRESSION * Math.sqrt(power[n]!));
  return { frames, values: power };
}
