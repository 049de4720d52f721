import { describe, expect, it } from 'vitest';
import { bandLevels } from '../../../../../../src-renderer/features/editor/meters/spectrum-bands.ts';
import { average, METER_FLOOR_DB } from '../../../../../../src-renderer/ui/Meter.tsx';

describe('bands of a spectrum', () => {
  it('show a line in the band of its frequency, at its level, on a logarithmic axis', () => {
    // 1024 bins of 20 Hz; a line in bin 50 is at 1000 Hz.
    const bins = new Float32Array(1024).fill(-100);
    bins[50] = -12;
    const levels = bandLevels(bins, 40_960, { lowHz: 100, highHz: 10_000, bands: 20 });
    expect(levels).toHaveLength(20);
    const shown = levels.flatMap((db, band) => (db === -12 ? [band] : []));
    // 1000 Hz is the border of bands 9 and 10 of 20 over two decades.
    expect(shown.every((band) => band === 9 || band === 10)).toBe(true);
    expect(shown.length).toBeGreaterThan(0);
  });

  it('have the level of the nearest bin where they are narrower than one', () => {
    const bins = Float32Array.from({ length: 1024 }, (_, bin) => -bin);
    const levels = bandLevels(bins, 40_960, { lowHz: 100, highHz: 120, bands: 4 });
    expect(levels.every((db) => db === -5 || db === -6)).toBe(true);
  });
});

describe('the average of a meter', () => {
  it('reaches a step with a time constant of 300 ms, as power', () => {
    let db = METER_FLOOR_DB;
    for (let frame = 0; frame < 30; frame += 1) db = average(db, -6, 0.01);
    expect(db).toBeCloseTo(-6 + 10 * Math.log10(1 - Math.exp(-1)), 1);
    expect(average(-6, -Infinity, 100)).toBe(METER_FLOOR_DB);
  });
});
