import { describe, expect, it } from 'vitest';
import { actionOf, numberOf, SHORTCUTS } from '../../../../../src-renderer/features/editor/shortcuts.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => {
  const [typed, code] = key === 'number' ? ['&', 'Digit1'] : [key, ''];
  return actionOf({
    key: typed,
    code,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  });
};

describe('shortcuts', () => {
  it('mean one thing each', () => {
    const seen = new Map<string, string>();
    for (const { action, keys } of SHORTCUTS) {
      for (const { key, mod, shift } of keys) {
        for (const held of shift === undefined ? [false, true] : [shift]) {
          const name = `${mod ?? false} ${held} ${key}`;
          expect(seen.get(name), name).toBeUndefined();
          seen.set(name, action);
        }
      }
    }
  });
  it('reach every action by its own keys', () => {
    for (const { action, keys } of SHORTCUTS) {
      for (const { key, mod, shift } of keys) {
        expect(press(key, { ctrlKey: mod ?? false, shiftKey: shift ?? false })).toBe(action);
      }
    }
  });
  it('take Command for Ctrl, and capitals', () => {
    expect(press('z', { metaKey: true })).toBe('undo');
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('redo');
    expect(press('M', { shiftKey: true })).toBe('mute');
  });
  it('leave alone what is the browser’s', () => {
    expect(press('l', { ctrlKey: true })).toBeNull();
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
    expect(press('ö')).toBeNull();
  });
  it('find a track by its number wherever the layout puts the digits', () => {
    expect(numberOf({ code: 'Digit9' })).toBe(9);
    expect(numberOf({ code: 'Digit0' })).toBeNull();
    expect(numberOf({ code: 'KeyA' })).toBeNull();
    expect(press('number')).toBe('solo-number');
    expect(press('number', { shiftKey: true })).toBe('mute-number');
  });
});
