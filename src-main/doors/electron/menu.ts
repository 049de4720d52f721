import { basename } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { DesktopCommand } from '../../../src-shared/contract/desktop.ts';
import type { RecentFile } from './recent-files.ts';

/** The state that the menu depends on. */
export interface MenuState {
  readonly platform: NodeJS.Platform;
  /** Running from the sources, which adds the developer tools. */
  readonly isDeveloping: boolean;
  readonly recent: readonly RecentFile[];
  /** Whether a window is open; on macOS the app keeps running without one. */
  readonly hasWindow: boolean;
  /** The page's URL; the available actions depend on what is shown. */
  readonly pageUrl: string;
}

export interface MenuActions {
  command(command: DesktopCommand): void;
  openRecent(file: RecentFile): void;
  clearRecent: () => void;
  newWindow: () => void;
  showLog: () => void;
}

/** Builds the whole application menu; call it again whenever the state changes. */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = state.platform === 'darwin';
  const show = (page: 'library' | 'tags' | 'models' | 'settings') => () =>
    actions.command({ type: 'show', page });
  const about: MenuItemConstructorOptions = { role: 'about', label: 'About Divisi' };
  const settings: MenuItemConstructorOptions = {
    label: isMac ? 'Settings…' : 'Settings',
    accelerator: 'CmdOrCtrl+,',
    enabled: state.hasWindow,
    click: show('settings'),
  };
  return [
    ...(isMac ? [appMenu(about, settings)] : []),
    fileMenu(state, actions, isMac),
    editMenu(state, actions),
    {
      label: '&View',
      submenu: [
        { label: 'Library', accelerator: 'CmdOrCtrl+1', enabled: state.hasWindow, click: show('library') },
        { label: 'Tags', accelerator: 'CmdOrCtrl+2', enabled: state.hasWindow, click: show('tags') },
        { label: 'Models', accelerator: 'CmdOrCtrl+3', enabled: state.hasWindow, click: show('models') },
        ...(isMac ? [] : [settings]),
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(state.isDeveloping ? [{ role: 'toggleDevTools' } as const] : []),
      ],
    },
    isMac ? { role: 'windowMenu' } : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'close' }] },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        { label: 'Show the log', click: actions.showLog },
        ...(isMac ? [] : [{ type: 'separator' } as const, about]),
      ],
    },
  ];
}

function appMenu(
  about: MenuItemConstructorOptions,
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      about,
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

function fileMenu(state: MenuState, actions: MenuActions, isMac: boolean): MenuItemConstructorOptions {
  const { recent, hasWindow } = state;
  const isEditing = hasWindow && /#\/editor\//.test(state.pageUrl);
  return {
    label: '&File',
    submenu: [
      ...(isMac ? [{ label: 'New Window', enabled: !hasWindow, click: actions.newWindow }] : []),
      {
        label: 'Import…',
        accelerator: 'CmdOrCtrl+O',
        enabled: hasWindow,
        click: () => actions.command({ type: 'import' }),
      },
      {
        label: 'Import Recent',
        enabled: recent.length > 0,
        submenu: [
          ...recent.map((file) => ({
            // A single ampersand would mark an access key.
            label: basename(file.path).replaceAll('&', '&&'),
            click: () => actions.openRecent(file),
          })),
          { type: 'separator' },
          { label: 'Clear This List', click: actions.clearRecent },
        ],
      },
      { type: 'separator' },
      {
        label: 'Export…',
        accelerator: 'CmdOrCtrl+E',
        enabled: isEditing,
        click: () => actions.command({ type: 'export' }),
      },
      { type: 'separator' },
      isMac ? { role: 'close' } : { role: 'quit' },
    ],
  };
}

/**
 * The page implements undo and redo. Off macOS the page receives the keys, and the menu only displays them; on macOS
 * the menu gets the keys that the page does not handle.
 */
function editMenu({ hasWindow }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  const edit = (action: 'undo' | 'redo') => () => actions.command({ type: 'edit', action });
  return {
    label: '&Edit',
    submenu: [
      {
        label: 'Undo',
        accelerator: 'CmdOrCtrl+Z',
        registerAccelerator: false,
        enabled: hasWindow,
        click: edit('undo'),
      },
      {
        label: 'Redo',
        accelerator: 'CmdOrCtrl+Shift+Z',
        registerAccelerator: false,
        enabled: hasWindow,
        click: edit('redo'),
      },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  };
}
