import { describe, expect, it } from 'vitest';
import { leaveOff, takeUp } from '../../../../src-renderer/engine/carry.ts';
import { newSeparationId, newStemId } from '../../../../src-shared/project/ids.ts';

const heard = { position: 44_100, playing: true, only: newStemId() };

describe('what was heard', () => {
  it('is taken up once, by the same separation, on the next page', () => {
    const id = newSeparationId();
    const pages = new EventTarget();
    leaveOff(id, heard, pages);
    expect(takeUp(id)).toBe(heard);
    expect(takeUp(id)).toBeNull();
    leaveOff(id, heard, pages);
    expect(takeUp(newSeparationId())).toBeNull();
    leaveOff(id, heard, pages);
    pages.dispatchEvent(new Event('hashchange'));
    expect(takeUp(id)).toBeNull();
  });
});
