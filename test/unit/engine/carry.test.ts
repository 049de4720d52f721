import { describe, expect, it } from 'vitest';
import { leaveOff, takeUp } from '../../../src-renderer/engine/carry.ts';
import { newSeparationId, newStemId } from '../../../src-shared/project/ids.ts';

const heard = { position: 44_100, playing: true, only: newStemId() };

describe('what was heard', () => {
  it('is taken up once, soon, and by the same separation', () => {
    const id = newSeparationId();
    leaveOff(id, heard, 1000);
    expect(takeUp(id, 1500)).toBe(heard);
    expect(takeUp(id, 1500)).toBeNull();
    leaveOff(id, heard, 1000);
    expect(takeUp(id, 11_001)).toBeNull();
    leaveOff(id, heard, 1000);
    expect(takeUp(newSeparationId(), 1500)).toBeNull();
  });
});
