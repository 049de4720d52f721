import { expect, it } from 'vitest';
import { NO_METADATA } from '../../../../src-shared/contract/metadata.ts';
import { knownMetadata } from '../../../../src-shared/exporting/known-metadata.ts';

it('takes over who composed and played, and a date that is one', () => {
  const recording = {
    ...NO_METADATA,
    composer: 'Haydn',
    performers: 'A, B',
    ensemble: 'Trio C',
    date: '1998-05-17',
  };
  expect(knownMetadata(recording)).toMatchObject({
    title: '',
    composer: 'Haydn',
    performers: 'A, B; Trio C',
    date: '1998-05-17',
  });
  expect(knownMetadata({ ...NO_METADATA, date: 'May 1998' }).date).toBe('');
});
