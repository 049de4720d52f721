import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { presentFiles, withRecent } from '../../../../../src-main/doors/electron/recent-files.ts';
import { tempDir } from '../../../../support/temp.ts';

const file = (path: string) => ({ path, kind: 'file' as const });

test('the last opened comes first, each once, ten at most', () => {
  const list = [file('/a'), file('/b')];
  expect(withRecent(list, [file('/c'), file('/b')])).toEqual([file('/b'), file('/c'), file('/a')]);
  const many = Array.from({ length: 15 }, (_, index) => file(`/${index}`));
  expect(withRecent(list, many)).toEqual(many.toReversed().slice(0, 10));
  expect(list).toHaveLength(2);
});

test('what is not there is not offered', () => {
  const path = join(tempDir(), 'a.wav');
  writeFileSync(path, '');
  expect(presentFiles([file('/nowhere/b.wav'), file(path)])).toEqual([file(path)]);
});
