/** All editor shortcuts. The guide and the key handler share this table. */
export type Action =
  | 'play'
  | 'to-start'
  | 'to-end'
  | 'back'
  | 'forward'
  | 'back-far'
  | 'forward-far'
  | 'loop'
  | 'mute'
  | 'solo'
  | 'previous-track'
  | 'next-track'
  | 'toggle-original'
  | 'listen-mix'
  | 'listen-track'
  | 'match'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-fit'
  | 'zoom-selection'
  | 'clear-selection'
  | 'save-excerpt'
  | 'undo'
  | 'redo'
  | 'save'
  | 'guide';

export interface Shortcut {
  readonly action: Action;
  /** As in `KeyboardEvent.key`, with letters in lower case; `mod` is Ctrl, or Command on a Mac. */
  readonly keys: readonly { readonly key: string; readonly mod?: true; readonly shift?: boolean }[];
  /** The key labels for the guide, which derives the description from the action. */
  readonly shown: readonly string[];
  readonly group: 'playback' | 'tracks' | 'listening' | 'view' | 'project';
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'play', keys: [{ key: ' ' }], shown: ['Space'], group: 'playback' },
  { action: 'to-start', keys: [{ key: 'home' }], shown: ['Home'], group: 'playback' },
  { action: 'to-end', keys: [{ key: 'end' }], shown: ['End'], group: 'playback' },
  {
    action: 'back',
    keys: [{ key: 'arrowleft', shift: false }],
    shown: ['←'],
    group: 'playback',
  },
  {
    action: 'forward',
    keys: [{ key: 'arrowright', shift: false }],
    shown: ['→'],
    group: 'playback',
  },
  {
    action: 'back-far',
    keys: [{ key: 'arrowleft', shift: true }],
    shown: ['Shift', '←'],
    group: 'playback',
  },
  {
    action: 'forward-far',
    keys: [{ key: 'arrowright', shift: true }],
    shown: ['Shift', '→'],
    group: 'playback',
  },
  {
    action: 'loop',
    keys: [{ key: 'l' }],
    shown: ['L'],
    group: 'playback',
  },
  { action: 'previous-track', keys: [{ key: 'arrowup' }], shown: ['↑'], group: 'tracks' },
  { action: 'next-track', keys: [{ key: 'arrowdown' }], shown: ['↓'], group: 'tracks' },
  { action: 'mute', keys: [{ key: 'm' }], shown: ['M'], group: 'tracks' },
  { action: 'solo', keys: [{ key: 's' }], shown: ['S'], group: 'tracks' },
  {
    action: 'toggle-original',
    keys: [{ key: 'b' }],
    shown: ['B'],
    group: 'listening',
  },
  { action: 'listen-mix', keys: [{ key: 'a' }], shown: ['A'], group: 'listening' },
  {
    action: 'listen-track',
    keys: [{ key: 'v' }],
    shown: ['V'],
    group: 'listening',
  },
  {
    action: 'match',
    keys: [{ key: 'n' }],
    shown: ['N'],
    group: 'listening',
  },
  { action: 'zoom-in', keys: [{ key: '+' }, { key: '=' }], shown: ['+'], group: 'view' },
  { action: 'zoom-out', keys: [{ key: '-' }], shown: ['−'], group: 'view' },
  {
    action: 'zoom-fit',
    keys: [{ key: '0' }, { key: 'f' }],
    shown: ['F'],
    group: 'view',
  },
  {
    action: 'zoom-selection',
    keys: [{ key: 'z' }],
    shown: ['Z'],
    group: 'view',
  },
  {
    action: 'clear-selection',
    keys: [{ key: 'escape' }],
    shown: ['Esc'],
    group: 'view',
  },
  {
    action: 'save-excerpt',
    keys: [{ key: 'e' }],
    shown: ['E'],
    group: 'project',
  },
  {
    action: 'undo',
    keys: [{ key: 'z', mod: true, shift: false }],
    shown: ['Ctrl', 'Z'],
    group: 'project',
  },
  {
    action: 'redo',
    keys: [
      { key: 'z', mod: true, shift: true },
      { key: 'y', mod: true },
    ],
    shown: ['Ctrl', 'Shift', 'Z'],
    group: 'project',
  },
  { action: 'save', keys: [{ key: 's', mod: true }], shown: ['Ctrl', 'S'], group: 'project' },
  { action: 'guide', keys: [{ key: '?' }], shown: ['?'], group: 'project' },
];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Returns the action bound to a key press, or null. */
export function actionOf(event: Pressed): Action | null {
  if (event.altKey) return null;
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const found = SHORTCUTS.find((shortcut) =>
    shortcut.keys.some(
      (wanted) =>
        wanted.key === key &&
        (wanted.mod ?? false) === mod &&
        (wanted.shift === undefined || wanted.shift === event.shiftKey),
    ),
  );
  return found?.action ?? null;
}

/** Returns whether the focused element handles this key itself. */
export function belongsTo(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], .popover') !== null) return true;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true;
  }
  if (target instanceof HTMLInputElement) return target.type !== 'radio' || key.startsWith('Arrow');
  // Space activates a button focused by keyboard; on a button focused by a click, Space controls playback.
  return key === ' ' && target instanceof HTMLButtonElement && target.matches(':focus-visible');
}
