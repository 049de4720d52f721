import { expect, it } from 'vitest';
import { StoredWatch } from '../../../../src-shared/contract/watch.ts';

const at = '2026-11-01T12:00:00.000Z';
const stored = (trouble: object): unknown => ({
  ...{ id: '0123456789abcdef', path: '/music', separate: false, taken: 2, last: null, seen: [] },
  troubles: [{ file: 'broken.wav', message: 'No audio', at, ...trouble }],
});

it.each([
  ['an earlier version, which stored no codes', {}, null],
  ['a later version, with a code that this one does not know', { code: 'file/of-the-future' }, null],
  ['this version', { code: 'file/empty' }, 'file/empty'],
])('reads the watched folders of %s', (_, trouble, code) => {
  expect(StoredWatch.parse(stored(trouble)).troubles).toMatchObject([{ message: 'No audio', code }]);
});
