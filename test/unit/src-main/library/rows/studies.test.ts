import { expect, test } from 'vitest';
import { getStudy, insertStudy, saveStudy } from '../../../../../src-main/library/rows/studies.ts';
import { newStudyId } from '../../../../../src-shared/project/ids.ts';
import { openTestLibrary } from '../open-test-library.ts';

test('the same save again is answered as before, because its answer can get lost; anything else is a conflict', async () => {
  const { write } = await openTestLibrary();
  const id = newStudyId();
  insertStudy(write, id, '"first"');
  expect(saveStudy(write, id, 1, '"mine"')).toEqual({ revision: 2 });
  expect(saveStudy(write, id, 1, '"mine"')).toEqual({ revision: 2 });
  expect(getStudy(write, id)).toMatchObject({ revision: 2, document: '"mine"' });
  expect(() => saveStudy(write, id, 1, '"theirs"')).toThrow(
    expect.objectContaining({ code: 'study/conflict' }),
  );
  saveStudy(write, id, 2, '"third"');
  expect(() => saveStudy(write, id, 1, '"mine"')).toThrow(
    expect.objectContaining({ code: 'study/conflict' }),
  );
});
