import { expect, test } from 'vitest';
import { browserCommand } from '../../../../../src-main/doors/serve/open-browser.ts';

test('a browser is opened where there is one to be seen', () => {
  expect(browserCommand('u', 'linux', {})).toBeNull();
  expect(browserCommand('u', 'linux', { DISPLAY: ':0' })).toEqual({ command: 'xdg-open', args: ['u'] });
  expect(browserCommand('u', 'linux', { WAYLAND_DISPLAY: 'w' })?.command).toBe('xdg-open');
  expect(browserCommand('u', 'darwin', {})?.command).toBe('open');
  expect(browserCommand('u', 'win32', {})).toEqual({
    command: 'rundll32',
    args: ['url.dll,FileProtocolHandler', 'u'],
  });
});
