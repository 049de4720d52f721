import { expect, test } from 'vitest';
import { askBeforeLeaving, type LeftPage } from '../../../../../src-main/doors/electron/leave-question.ts';

test.each([
  [0, true],
  [1, false],
])('a page with edits that are not saved is left only where the user says so (%i)', (button, isLeft) => {
  let leave: Parameters<LeftPage['on']>[1] = () => undefined;
  const asked: string[] = [];
  askBeforeLeaving({ on: (_event, listener) => (leave = listener) }, ({ message, buttons }) => {
    asked.push(message, ...(buttons ?? []));
    return button;
  });
  let left = false;
  leave({ preventDefault: () => (left = true) });
  expect(asked).toEqual(['Leave before your last edits are saved?', 'Leave', 'Stay']);
  expect(left).toBe(isLeft);
});
