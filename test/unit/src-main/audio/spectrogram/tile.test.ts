import { describe, expect, it } from 'vitest';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import { Passage } from '../../../../../src-main/audio/read/passage.ts';
import { TileMaker } from '../../../../../src-main/audio/spectrogram/tile.ts';
import {
  COLUMNS,
  dbOfByte,
  HIGHEST_HZ,
  LOWEST_HZ,
  ROWS,
  rowOf,
  TILE_BYTES,
} from '../../../../../src-shared/spectrogram/tiles.ts';
import { sine } from '../../../../support/signals.ts';
import { failureOf, useFolder, writeWav } from '../helpers.ts';

const at = useFolder();
const never = new AbortController().signal;

async function tileOf(
  channels: readonly Float32Array[],
  sampleRate: number,
  level: number,
  index = 0,
): Promise<Uint8Array> {
  await writeWav(at('a.wav'), channels, 'f32', sampleRate);
  const reader = await openPcm(at('a.wav'));
  try {
    return await new TileMaker(new Passage(reader, 0, reader.frames)).make(level, index, never);
  } finally {
    await reader.close();
  }
}

/** The row of the highest level in a column, and that level in dB. */
function peakOf(tile: Uint8Array, column: number): { row: number; db: number } {
  let row = 0;
  for (let r = 1; r < ROWS; r += 1) {
    if ((tile[r * COLUMNS + column] ?? 0) > (tile[row * COLUMNS + column] ?? 0)) row = r;
  }
  return { row, db: dbOfByte(tile[row * COLUMNS + column] ?? 0) };
}

describe('a tile of a spectrogram', () => {
  it.each([
    [44_100, 55],
    [44_100, 97.3],
    [44_100, 440],
    [44_100, 501],
    [44_100, 1234.5],
    [44_100, 2001],
    [44_100, 9000],
    [48_000, 196],
    [96_000, 15_000],
    [22_050, 8000],
  ])('shows a sine at %i Hz a second, of %f Hz, in its row and at its level', async (sampleRate, hz) => {
    const tile = await tileOf([sine(100_000, sampleRate, hz, 0.1)], sampleRate, 6, 1);
    for (const column of [0, 100, 255]) {
      const { row, db } = peakOf(tile, column);
      // A window of 186 ms tells 55 Hz only to about a quarter of its bin of 5.4 Hz.
      expect(Math.abs(row + 0.5 - rowOf(hz))).toBeLessThan(hz < 100 ? 2.5 : 1.5);
      // Between two bins the parabola through three is low by at most 0.4 dB, a bare bin by 1.4 dB.
      expect(db).toBeGreaterThan(-21.7);
      expect(db).toBeLessThan(-19.5);
    }
  });

  it('does not cancel channels of opposite sign', async () => {
    const left = sine(44_100, 44_100, 700, 0.5);
    const tile = await tileOf([left, left.map((value) => -value)], 44_100, 6);
    expect(peakOf(tile, 200).db).toBeGreaterThan(-7.5);
  });

  it('has no seam where one window takes over from another', async () => {
    const impulse = new Float32Array(44_100);
    impulse[8192] = 1;
    const tile = await tileOf([impulse], 44_100, 6);
    const column = Math.floor(8192 / 64);
    const levels = Array.from({ length: ROWS }, (_, row) => dbOfByte(tile[row * COLUMNS + column] ?? 0));
    // The spectrum of an impulse is flat: 4/size at each window, 12 dB from the longest to the shortest.
    for (let row = 1; row < Math.floor(rowOf(40)); row += 1) {
      expect(Math.abs((levels[row] ?? 0) - (levels[row - 1] ?? 0))).toBeLessThan(1.2);
    }
    expect((levels[Math.round(rowOf(8000))] ?? 0) - (levels[Math.round(rowOf(100))] ?? 0)).toBeCloseTo(12, 0);
  });

  it('is silent before, after and above what there is', async () => {
    const sound = sine(30_000, 22_050, 1000);
    const tile = await tileOf([sound], 22_050, 8);
    const end = Math.ceil(30_000 / 256);
    for (let row = 0; row < ROWS; row += 1) {
      for (let column = end; column < COLUMNS; column += 1) expect(tile[row * COLUMNS + column]).toBe(0);
    }
    for (let row = 0; row < rowOf(11_025) - 1; row += 1) expect(tile[row * COLUMNS + 50]).toBe(0);
    expect(await tileOf([sound], 22_050, 8, 5)).toEqual(new Uint8Array(TILE_BYTES));
    expect(await tileOf([new Float32Array(9000)], 44_100, 6)).toEqual(new Uint8Array(TILE_BYTES));
  });

  it('keeps the level of a sine at every zoom', async () => {
    const long = sine(2 ** 21, 44_100, 600, 0.25);
    for (const level of [6, 9, 12, 13]) {
      const { row, db } = peakOf(await tileOf([long], 44_100, level), 40);
      expect(Math.abs(row + 0.5 - rowOf(600))).toBeLessThan(1.5);
      expect(db).toBeCloseTo(-12, 0);
    }
  });

  it('covers the range of hearing', () => {
    expect([LOWEST_HZ, HIGHEST_HZ]).toEqual([20, 20_480]);
  });

  it('stops when it is cancelled', async () => {
    await writeWav(at('a.wav'), [sine(9000, 44_100, 440)]);
    const reader = await openPcm(at('a.wav'));
    const maker = new TileMaker(new Passage(reader, 0, reader.frames));
    await failureOf(maker.make(6, 0, AbortSignal.abort()), 'call/cancelled');
    await reader.close();
  });
});
