import { BANDS, LOWEST_BAND, type BandMatrix } from './bands.ts';

/** Twelve pitch classes, C first, and how much each of them begins. */
export const DIMENSIONS = 24;

/**
 * [frames × DIMENSIONS]: what sounds as a vector of unit length, zeros in silence; what begins as one of at most about
 * unit length that decays over a quarter of a second.
 */
export interface Features {
  readonly frames: number;
  readonly values: Float32Array;
}

/** Below this share of a typical frame a frame counts as silent. */
const SILENCE = 0.15;
/** Frames over which an onset decays, so that both sides match even if they differ by some frames. */
const FADE = 10;
/** Frames to either side whose strongest onset has length one. */
const NEIGHBOURHOOD = 43;
/** Onsets are amplified at most to this share of the recording's strong ones. */
const LEAST_SHARE = 0.4;

/**
 * Features of every `step` frames (which may be a fraction): the mean of what their frames hold. Onsets are those of
 * Ewert, Müller and Grosche (ICASSP 2009): rises of the semitone bands over two frames, folded into pitch classes,
 * normalised by the strongest in their neighbourhood, and fading.
 * @param shift semitones that the bands lie below what they are taken for
 */
export function featuresOf(bands: BandMatrix, step: number, shift = 0): Features {
  const frames = Math.ceil(bands.frames / step);
  const values = new Float32Array(frames * DIMENSIONS);
  const counts = new Float32Array(frames);
  const onsets = onsetsOf(bands, shift);
  for (let frame = 0; frame < bands.frames; frame += 1) {
    const cell = Math.floor(frame / step);
    counts[cell]! += 1;
    const row = cell * DIMENSIONS;
    for (let band = 0; band < BANDS; band += 1) {
      values[row + pitchClassOf(band, shift)]! += bands.values[frame * BANDS + band]!;
    }
    for (let k = 0; k < 12; k += 1) values[row + 12 + k]! += onsets[frame * 12 + k]!;
  }
  for (let frame = 0; frame < frames; frame += 1) {
    for (let k = 0; k < DIMENSIONS; k += 1) values[frame * DIMENSIONS + k]! /= Math.max(1, counts[frame]!);
  }
  return normalised({ frames, values });
}

const pitchClassOf = (band: number, shift: number): number => (LOWEST_BAND + band + shift + 120) % 12;

/** [frames × 12] */
function onsetsOf({ frames, values }: BandMatrix, shift: number): Float32Array {
  const rises = new Float32Array(frames * 12);
  const lengths = new Float32Array(frames);
  for (let frame = 2; frame < frames; frame += 1) {
    for (let band = 0; band < BANDS; band += 1) {
      const rise = values[frame * BANDS + band]! - values[(frame - 2) * BANDS + band]!;
      if (rise > 0) rises[frame * 12 + pitchClassOf(band, shift)]! += rise;
    }
    let sum = 0;
    for (let k = 0; k < 12; k += 1) sum += rises[frame * 12 + k]! ** 2;
    lengths[frame] = Math.sqrt(sum);
  }
  const strong = Float32Array.from(lengths).sort()[Math.floor(0.95 * Math.max(0, frames - 1))] ?? 0;
  const onsets = new Float32Array(frames * 12);
  if (!(strong > 0)) return onsets;
  for (let frame = 0; frame < frames; frame += 1) {
    let highest = LEAST_SHARE * strong;
    const end = Math.min(frames, frame + NEIGHBOURHOOD + 1);
    for (let near = Math.max(0, frame - NEIGHBOURHOOD); near < end; near += 1) {
      if (lengths[near]! > highest) highest = lengths[near]!;
    }
    for (let k = 0; k < 12; k += 1) {
      const rise = rises[frame * 12 + k]! / highest;
      if (rise <= 0) continue;
      for (let later = 0; later < FADE && frame + later < frames; later += 1) {
        const faded = rise * Math.sqrt(1 - later / FADE);
        const at = (frame + later) * 12 + k;
        if (faded > onsets[at]!) onsets[at] = faded;
      }
    }
  }
  return onsets;
}

/**
 * Subtracts the lowest pitch class, which represents what all have in common (noise, the skirts of partials).
 */
function normalised(features: Features): Features {
  const { frames, values } = features;
  const lengths = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    const row = frame * DIMENSIONS;
    let least = Infinity;
    for (let k = 0; k < 12; k += 1) least = Math.min(least, values[row + k]!);
    let sum = 0;
    for (let k = 0; k < 12; k += 1) {
      values[row + k]! -= least;
      sum += values[row + k]! ** 2;
    }
    lengths[frame] = Math.sqrt(sum);
  }
  const typical = Float32Array.from(lengths).sort()[Math.floor(frames / 2)] ?? 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const length = lengths[frame]!;
    const row = frame * DIMENSIONS;
    const scale = length > SILENCE * typical && length > 0 ? 1 / length : 0;
    for (let k = 0; k < 12; k += 1) values[row + k]! *= scale;
  }
  return features;
}
