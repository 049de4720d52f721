import { describe, expect, it } from 'vitest';
import {
  byteOfDb,
  COARSEST_LEVEL,
  columnFrames,
  dbOfByte,
  FINEST_LEVEL,
  FLOOR_DB,
  HIGHEST_HZ,
  hzOfRow,
  levelFor,
  LOWEST_HZ,
  ROWS,
  ROWS_PER_OCTAVE,
  rowOf,
} from '../../../../src-shared/spectrogram/tiles.ts';

describe('the grid of spectrogram tiles', () => {
  it('has equal parts of an octave from the highest frequency down to the lowest', () => {
    expect(rowOf(HIGHEST_HZ)).toBe(0);
    expect(rowOf(LOWEST_HZ)).toBe(ROWS);
    expect(rowOf(440) - rowOf(880)).toBeCloseTo(ROWS_PER_OCTAVE, 9);
    for (let row = 0; row <= ROWS; row += 7) expect(rowOf(hzOfRow(row))).toBeCloseTo(row, 9);
  });

  it('keeps a level within half a step of 120/255 dB', () => {
    for (let db = FLOOR_DB; db <= 0; db += 0.37) {
      expect(Math.abs(dbOfByte(byteOfDb(db)) - db)).toBeLessThanOrEqual(60 / 255 + 1e-9);
    }
    expect([byteOfDb(-500), byteOfDb(FLOOR_DB), byteOfDb(0), byteOfDb(20)]).toEqual([0, 0, 255, 255]);
  });

  it('chooses one to two columns a pixel between the finest and the coarsest level', () => {
    for (let framesPerPixel = 0.125; framesPerPixel < 1e6; framesPerPixel *= 1.37) {
      const level = levelFor(framesPerPixel);
      const columnsPerPixel = framesPerPixel / columnFrames(level);
      if (framesPerPixel >= columnFrames(FINEST_LEVEL)) expect(columnsPerPixel).toBeGreaterThanOrEqual(1);
      expect(columnsPerPixel).toBeLessThan(2);
    }
    expect(levelFor(1 / 8)).toBe(FINEST_LEVEL);
    expect(levelFor(1e12)).toBe(COARSEST_LEVEL);
  });
});
