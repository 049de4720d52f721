import { expect, test } from 'vitest';
import { smearingWork } from '../../../src-renderer/engine/smearing-work.ts';
import { banded } from '../../../src-shared/hearing/loss/auditory-filter.ts';
import { smearingRows } from '../../../src-shared/hearing/loss/smearing.ts';

test('a worker computes a matrix with the same numbers, once, and it shows', async () => {
  const size = { bins: 65, hzPerBin: 44_100 / 128, broadening: 3 };
  const busy: boolean[] = [];
  const stop = smearingWork.busy.subscribe(() => busy.push(smearingWork.busy.getSnapshot()));
  const asked = smearingWork.matrix(size);
  expect(smearingWork.matrix(size)).toBe(asked);
  expect(await asked).toEqual(banded(smearingRows(65, 44_100 / 128, 3)));
  expect(busy).toEqual([true, false]);
  stop();
});
