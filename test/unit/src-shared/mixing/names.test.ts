import { expect, it } from 'vitest';
import { mixName, stemName } from '../../../../src-shared/mixing/names.ts';

it('names a mix after its project and a stem after its track, with the project in its title', () => {
  const project = { title: 'Trio, Op. 1/3' };
  expect(mixName(project)).toEqual({ name: 'Trio, Op. 1/3', title: 'Trio, Op. 1/3' });
  expect(stemName(project, { name: 'Violin 1' })).toEqual({
    name: 'Violin 1',
    title: 'Trio, Op. 1/3 - Violin 1',
  });
});
