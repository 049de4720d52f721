import { describe, expect, it } from 'vitest';
import {
  allOf,
  howOf,
  NOTHING,
  onlyOne,
  rangeIn,
  toggledIn,
} from '../../../../../../src-renderer/features/library/selection/selection.ts';
import { newRecordingId, type RecordingId } from '../../../../../../src-shared/project/ids.ts';

const order = Array.from({ length: 6 }, () => newRecordingId());
const [a, b, c, d, e, f] = order as [
  RecordingId,
  RecordingId,
  RecordingId,
  RecordingId,
  RecordingId,
  RecordingId,
];
const keys = { shiftKey: false, ctrlKey: false, metaKey: false };

describe('a selection', () => {
  it('takes what the keys say', () => {
    expect(howOf(keys)).toBe('only');
    expect(howOf({ ...keys, ctrlKey: true })).toBe('toggle');
    expect(howOf({ ...keys, metaKey: true })).toBe('toggle');
    expect(howOf({ ...keys, shiftKey: true })).toBe('range');
    expect(howOf({ ...keys, shiftKey: true, metaKey: true })).toBe('add-range');
  });

  it('toggles one and keeps the others', () => {
    const two = toggledIn(onlyOne(a), c);
    expect([...two.ids]).toEqual([a, c]);
    expect([...toggledIn(two, a).ids]).toEqual([c]);
  });

  it('extends from its anchor in both directions, and shrinks again', () => {
    const down = rangeIn(onlyOne(c), order, e, false);
    expect([...down.ids]).toEqual([c, d, e]);
    expect([...rangeIn(down, order, d, false).ids]).toEqual([c, d]);
    expect([...rangeIn(down, order, a, false).ids]).toEqual([a, b, c]);
  });

  it('keeps what was selected when a range is added', () => {
    const start = toggledIn(onlyOne(a), d);
    expect([...rangeIn(start, order, f, true).ids]).toEqual([a, d, e, f]);
  });

  it('follows the list when the order changes', () => {
    const sorted = [e, c, a, f, b, d];
    expect([...rangeIn(onlyOne(c), sorted, f, false).ids]).toEqual([c, a, f]);
  });

  it('begins at the target where the anchor is not in the list, and ignores a target that is not', () => {
    expect([...rangeIn(NOTHING, order, b, false).ids]).toEqual([b]);
    expect([...rangeIn(onlyOne(newRecordingId()), order, b, false).ids]).toEqual([b]);
    const one = onlyOne(a);
    expect(rangeIn(one, order, newRecordingId(), false)).toEqual(one);
  });

  it('takes all, and nothing of an empty list', () => {
    expect([...allOf(order).ids]).toEqual(order);
    expect(allOf([])).toEqual(NOTHING);
  });
});
