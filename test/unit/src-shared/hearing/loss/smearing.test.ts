import { expect, it } from 'vitest';
import { erbHz, roex } from '../../../../../src-shared/hearing/loss/auditory-filter.ts';
import { filterRows, smearingRows } from '../../../../../src-shared/hearing/loss/smearing.ts';

const BINS = 129;
const HZ = 44_100 / 256;

it('a flat spectrum stays flat, and no broadening changes nothing', () => {
  for (const row of smearingRows(BINS, HZ, 6)) {
    expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
  }
  smearingRows(BINS, HZ, 1).forEach((row, k) =>
    row.forEach((weight, j) => expect(weight).toBeCloseTo(j === k ? 1 : 0, 9)),
  );
});

it.each([3, 6])(
  'normal filters hear of the smeared spectrum what filters %i times as wide hear of the original',
  (broadening) => {
    const smearing = smearingRows(BINS, HZ, broadening);
    const normal = filterRows(BINS, HZ, 1);
    const wide = filterRows(BINS, HZ, broadening);
    const applied = (rows: readonly Float64Array[], spectrum: Float64Array): Float64Array =>
      Float64Array.from(rows, (row) => row.reduce((sum, weight, j) => sum + weight * spectrum[j]!, 0));
    for (const bin of [3, 12, 40, 100]) {
      const tone = new Float64Array(BINS);
      tone[bin] = 1;
      const heard = applied(normal, applied(smearing, tone));
      const wanted = applied(wide, tone);
      heard.forEach((x, k) => expect(x).toBeCloseTo(wanted[k]!, 9));
    }
  },
);

it('the filter has the bandwidth of its name', () => {
  expect(erbHz(1000)).toBeCloseTo(132.639, 3);
  const width = 100;
  let area = 0;
  for (let hz = -2000; hz <= 2000; hz += 0.1) area += 0.1 * roex(hz, width);
  expect(area).toBeCloseTo(width, 3);
});
