import { expect, it } from 'vitest';
import {
  getListeners,
  removeListener,
  saveListeners,
} from '../../../../../src-main/library/rows/listeners.ts';
import { setValue } from '../../../../../src-main/library/rows/settings.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../src-shared/hearing/standard-audiograms.ts';
import { openTestLibrary } from '../open-test-library.ts';

const named = (name: string, standard: 'N2' | 'S1' = 'N2') => ({
  name,
  hearing: { left: STANDARD_AUDIOGRAMS[standard], right: STANDARD_AUDIOGRAMS.NH },
});

it('listeners are kept by name, numbers in order, replaced and removed', async () => {
  const { write } = await openTestLibrary();
  expect(getListeners(write)).toEqual([]);
  const saved = saveListeners(write, [named('L10'), named('L2')]);
  expect(saved.map(({ name }) => name)).toEqual(['L2', 'L10']);
  saveListeners(write, [named('L2', 'S1')]);
  expect(getListeners(write)[0]).toEqual(named('L2', 'S1'));
  expect(removeListener(write, 'L2')).toEqual([named('L10')]);
  expect(removeListener(write, 'none')).toHaveLength(1);
});

it('what is stored but no list of listeners counts as none', async () => {
  const { write } = await openTestLibrary();
  setValue(write, 'listeners', [{ name: 'L1' }]);
  expect(getListeners(write)).toEqual([]);
});
