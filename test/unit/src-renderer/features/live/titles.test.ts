import { expect, test } from 'vitest';
import { stemTitles } from '../../../../../src-renderer/features/live/titles.ts';

test('stems of one instrument are numbered, others are not', () => {
  const stems = (['violin', 'violin', 'cello', null] as const).map((instrument) => ({ instrument }));
  expect(stemTitles(stems, (instrument) => instrument ?? 'rest')).toEqual([
    ...['violin 1', 'violin 2', 'cello', 'rest'],
  ]);
});
