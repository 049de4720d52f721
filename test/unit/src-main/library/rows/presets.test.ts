import { expect, it } from 'vitest';
import { getPresets, removePreset, savePreset } from '../../../../../src-main/library/rows/presets.ts';
import { setValue } from '../../../../../src-main/library/rows/settings.ts';
import { BUILT_IN_PRESETS } from '../../../../../src-shared/mixing/presets.ts';
import { openTestLibrary } from '../open-test-library.ts';

const entries = [...(BUILT_IN_PRESETS[1]?.entries ?? [])];

it('presets are kept by name, in order, replaced and removed', async () => {
  const { write } = await openTestLibrary();
  expect(getPresets(write)).toEqual([]);
  savePreset(write, { name: 'Viola', entries });
  savePreset(write, { name: 'Cello', entries: [] });
  expect(savePreset(write, { name: 'Cello', entries }).map(({ name }) => name)).toEqual(['Cello', 'Viola']);
  expect(getPresets(write)[0]).toEqual({ name: 'Cello', entries });
  expect(removePreset(write, 'Cello')).toEqual([{ name: 'Viola', entries }]);
  expect(removePreset(write, 'none')).toHaveLength(1);
});

it('what is stored but no list of presets counts as none', async () => {
  const { write } = await openTestLibrary();
  setValue(write, 'strip-presets', { name: 3 });
  expect(getPresets(write)).toEqual([]);
});
