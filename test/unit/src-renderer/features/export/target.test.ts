import { expect, test } from 'vitest';
import { targetOf, type Target } from '../../../../../src-renderer/features/export/target.ts';
import { newGrantId } from '../../../../../src-shared/project/ids.ts';

const folder = { grantId: newGrantId(), name: 'mixes', kind: 'folder' as const, bytes: null };
const target: Target = { folder, file: { name: 'First', extension: 'wav', replace: true } };

test('without a choice the door’s own folder is taken', () => {
  expect(targetOf(null, { isOne: true, format: 'wav' })).toEqual({});
});

test('one file is named, several are not', () => {
  expect(targetOf(target, { isOne: true, format: 'wav' })).toEqual({
    destination: folder.grantId,
    file: { name: 'First', replace: true },
  });
  expect(targetOf(target, { isOne: false, format: 'wav' })).toEqual({ destination: folder.grantId });
  expect(targetOf({ folder, file: null }, { isOne: true, format: 'wav' })).toEqual({
    destination: folder.grantId,
  });
});

test('another format’s file is not replaced: nobody was asked about it', () => {
  expect(targetOf(target, { isOne: true, format: 'flac' }).file).toEqual({ name: 'First', replace: false });
});
