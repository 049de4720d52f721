import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import type { DesktopCommand } from '../../../../../src-shared/contract/desktop.ts';
import { menuTemplate, type MenuState } from '../../../../../src-main/doors/electron/menu.ts';

const PLATFORMS = ['darwin', 'win32', 'linux'] as const;

function menu(change: Partial<MenuState> = {}) {
  const sent: (DesktopCommand | string)[] = [];
  const template = menuTemplate(
    {
      platform: 'linux',
      isDeveloping: false,
      recent: [],
      hasWindow: true,
      pageUrl: 'divisi://app/#/library',
      ...change,
    },
    {
      command: (command) => void sent.push(command),
      openRecent: ({ path }) => void sent.push(path),
      clearRecent: () => void sent.push('clear'),
      newWindow: () => void sent.push('window'),
      showLog: () => void sent.push('log'),
    },
  );
  const items = template.flatMap(flat);
  const item = (name: string): MenuItemConstructorOptions => {
    const found = items.find(({ label, role }) => label === name || role === name);
    if (found === undefined) throw new Error(`The menu has no ${name}`);
    return found;
  };
  const click = (name: string): void => (item(name).click as () => void)();
  return { template, items, item, click, sent };
}

function flat(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return [item, ...(Array.isArray(item.submenu) ? item.submenu.flatMap(flat) : [])];
}

test('every platform can import, export, edit, find its settings, the About and the way out', () => {
  for (const platform of PLATFORMS) {
    const { items, item } = menu({ platform });
    for (const name of [
      'Import…',
      'Export…',
      'Undo',
      'Redo',
      'copy',
      'paste',
      'about',
      'quit',
      'Show the log',
    ])
      expect(() => item(name), `${platform}: ${name}`).not.toThrow();
    expect(items.some(({ accelerator }) => accelerator === 'CmdOrCtrl+,')).toBe(true);
  }
});

test('on macOS the program’s own menu comes first, and nothing of it is elsewhere', () => {
  const { template, items } = menu({ platform: 'darwin' });
  expect(template[0]?.role).toBe('appMenu');
  expect(template.some(({ role }) => role === 'windowMenu')).toBe(true);
  for (const role of ['about', 'quit'] as const)
    expect(items.filter((item) => item.role === role)).toHaveLength(1);
});

test('no two items share a key, and the page’s own keys stay the page’s', () => {
  for (const platform of PLATFORMS) {
    const { items, item } = menu({ platform });
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
    // Ctrl+S saves the project in the page, single letters and Space play and mute.
    expect(keys.every((key) => key.startsWith('CmdOrCtrl+') && key !== 'CmdOrCtrl+S')).toBe(true);
    for (const name of ['Undo', 'Redo']) expect(item(name).registerAccelerator).toBe(false);
  }
});

test('items send the page what they say', () => {
  const { click, sent } = menu({ pageUrl: 'divisi://app/#/editor/sep_1' });
  for (const name of ['Import…', 'Export…', 'Undo', 'Redo', 'Library', 'Settings']) click(name);
  expect(sent).toEqual([
    { type: 'import' },
    { type: 'export' },
    { type: 'edit', action: 'undo' },
    { type: 'edit', action: 'redo' },
    { type: 'show', page: 'library' },
    { type: 'show', page: 'settings' },
  ]);
});

test('export needs an open project; without a window only what opens one is left', () => {
  expect(menu().item('Export…').enabled).toBe(false);
  expect(menu({ pageUrl: 'divisi://app/#/editor/sep_1' }).item('Export…').enabled).toBe(true);
  const none = menu({ platform: 'darwin', hasWindow: false, pageUrl: 'divisi://app/#/editor/sep_1' });
  for (const name of ['Import…', 'Export…', 'Undo', 'Library', 'Settings…'])
    expect(none.item(name).enabled, name).toBe(false);
  expect(none.item('New Window').enabled).toBe(true);
});

test('recent files are listed by name, an ampersand in it is no key', () => {
  const { item, click, sent } = menu({
    recent: [
      { path: '/music/Bach & Sons.wav', kind: 'file' },
      { path: '/music/takes', kind: 'folder' },
    ],
  });
  click('Bach && Sons.wav');
  click('takes');
  click('Clear This List');
  expect(sent).toEqual(['/music/Bach & Sons.wav', '/music/takes', 'clear']);
  expect(item('Import Recent').enabled).toBe(true);
  expect(menu().item('Import Recent').enabled).toBe(false);
});

test('the inspector is for development alone', () => {
  const has = (isDeveloping: boolean): boolean =>
    menu({ isDeveloping }).items.some(({ role }) => role === 'toggleDevTools');
  expect([has(true), has(false)]).toEqual([true, false]);
});
