import { endianness } from 'node:os';

const LITTLE = endianness() === 'LE';

/** Formats that are written. */
export type StoredFormat = 's16' | 's24' | 'f32';

export const STORED_BYTES = { s16: 2, s24: 3, f32: 4 } as const;
/** Steps from 0 to full scale: the quantisation grid is its inverse. */
export const GRID_STEPS = { s16: 32768, s24: 8388608 } as const;

/**
 * Rounds to the nearest integer of the format, halves up, into `out`.
 * @returns how many samples clipped: lay above `steps - 1` or below `-steps` after rounding
 */
export function quantise(
  samples: Float32Array,
  from: number,
  count: number,
  steps: number,
  out: Int32Array,
): number {
  let clipped = 0;
  for (let index = 0; index < count; index += 1) {
    const value = Math.floor((samples[from + index] as number) * steps + 0.5);
    if (value > steps - 1) {
      out[index] = steps - 1;
      clipped += 1;
    } else if (value < -steps) {
      out[index] = -steps;
      clipped += 1;
    } else {
      out[index] = value;
    }
  }
  return clipped;
}

/**
 * Clamps samples on the grid to the range that `quantise` keeps, in place.
 * @returns how many it clamped
 */
export function clampToGrid(samples: Float32Array, steps: number): number {
  const highest = (steps - 1) / steps;
  let clipped = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const value = samples[index] as number;
    if (value > highest) {
      samples[index] = highest;
      clipped += 1;
    } else if (value < -1) {
      samples[index] = -1;
      clipped += 1;
    }
  }
  return clipped;
}

/** How many samples `quantise` would clip. */
export function countClipped(samples: Float32Array, steps: number): number {
  let clipped = 0;
  for (const sample of samples) {
    const value = Math.floor(sample * steps + 0.5);
    if (value > steps - 1 || value < -steps) clipped += 1;
  }
  return clipped;
}

/**
 * Interleaves `count` frames from `from` on into little-endian bytes.
 * @returns bytes written to `out`, and how many samples clipped (none in float)
 */
export function interleaveInto(
  channels: readonly Float32Array[],
  from: number,
  count: number,
  format: StoredFormat,
  out: Buffer,
): { bytes: number; clipped: number } {
  const width = STORED_BYTES[format];
  const stride = width * channels.length;
  let clipped = 0;
  const integers = new Int32Array(format === 'f32' ? 0 : count);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  // Where the machine stores numbers as the file does, an array is faster than a view.
  const floats =
    format === 'f32' && LITTLE && out.byteOffset % 4 === 0
      ? new Float32Array(out.buffer, out.byteOffset, count * channels.length)
      : null;
  channels.forEach((samples, channel) => {
    let at = channel * width;
    if (format === 'f32') {
      if (floats !== null) {
        for (let frame = 0, place = channel; frame < count; frame += 1, place += channels.length) {
          floats[place] = samples[from + frame] as number;
        }
        return;
      }
      for (let frame = 0; frame < count; frame += 1, at += stride) {
        view.setFloat32(at, samples[from + frame] as number, true);
      }
      return;
    }
    clipped += quantise(samples, from, count, GRID_STEPS[format], integers);
    if (format === 's16') {
      for (let frame = 0; frame < count; frame += 1, at += stride) {
        view.setInt16(at, integers[frame] as number, true);
      }
      return;
    }
    for (let frame = 0; frame < count; frame += 1, at += stride) {
      const value = integers[frame] as number;
      out[at] = value & 0xff;
      out[at + 1] = (value >> 8) & 0xff;
      out[at + 2] = (value >> 16) & 0xff;
    }
  });
  return { bytes: count * stride, clipped };
}
