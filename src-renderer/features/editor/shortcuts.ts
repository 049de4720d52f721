/** Every key of the editor: what the guide lists and the handler does come from this one table. */
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
  /** As `KeyboardEvent.key`, lower case for letters; `mod` is Ctrl, or Command on a Mac. */
  readonly keys: readonly { readonly key: string; readonly mod?: true; readonly shift?: boolean }[];
  readonly shown: string;
  readonly text: string;
  readonly group: 'Playback' | 'Tracks' | 'Listening' | 'View' | 'Project';
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'play', keys: [{ key: ' ' }], shown: 'Space', text: 'Play or pause', group: 'Playback' },
  { action: 'to-start', keys: [{ key: 'home' }], shown: 'Home', text: 'To the start', group: 'Playback' },
  { action: 'to-end', keys: [{ key: 'end' }], shown: 'End', text: 'To the end', group: 'Playback' },
  {
    action: 'back',
    keys: [{ key: 'arrowleft', shift: false }],
    shown: '←',
    text: 'Back one second',
    group: 'Playback',
  },
  {
    action: 'forward',
    keys: [{ key: 'arrowright', shift: false }],
    shown: '→',
    text: 'Forward one second',
    group: 'Playback',
  },
  {
    action: 'back-far',
    keys: [{ key: 'arrowleft', shift: true }],
    shown: 'Shift ←',
    text: 'Back ten seconds',
    group: 'Playback',
  },
  {
    action: 'forward-far',
    keys: [{ key: 'arrowright', shift: true }],
    shown: 'Shift →',
    text: 'Forward ten seconds',
    group: 'Playback',
  },
  {
    action: 'loop',
    keys: [{ key: 'l' }],
    shown: 'L',
    text: 'Loop on or off; with a selection, loop it',
    group: 'Playback',
  },
  { action: 'previous-track', keys: [{ key: 'arrowup' }], shown: '↑', text: 'Track above', group: 'Tracks' },
  { action: 'next-track', keys: [{ key: 'arrowdown' }], shown: '↓', text: 'Track below', group: 'Tracks' },
  { action: 'mute', keys: [{ key: 'm' }], shown: 'M', text: 'Mute the selected track', group: 'Tracks' },
  { action: 'solo', keys: [{ key: 's' }], shown: 'S', text: 'Solo the selected track', group: 'Tracks' },
  {
    action: 'toggle-original',
    keys: [{ key: 'b' }],
    shown: 'B',
    text: 'Original and back: A/B',
    group: 'Listening',
  },
  { action: 'listen-mix', keys: [{ key: 'a' }], shown: 'A', text: 'The mix', group: 'Listening' },
  {
    action: 'listen-track',
    keys: [{ key: 'v' }],
    shown: 'V',
    text: 'Only the selected track',
    group: 'Listening',
  },
  {
    action: 'match',
    keys: [{ key: 'n' }],
    shown: 'N',
    text: 'Match the original’s level, on or off',
    group: 'Listening',
  },
  { action: 'zoom-in', keys: [{ key: '+' }, { key: '=' }], shown: '+', text: 'Zoom in', group: 'View' },
  { action: 'zoom-out', keys: [{ key: '-' }], shown: '−', text: 'Zoom out', group: 'View' },
  {
    action: 'zoom-fit',
    keys: [{ key: '0' }, { key: 'f' }],
    shown: 'F',
    text: 'Show everything',
    group: 'View',
  },
  {
    action: 'zoom-selection',
    keys: [{ key: 'z' }],
    shown: 'Z',
    text: 'Zoom to the selection',
    group: 'View',
  },
  {
    action: 'clear-selection',
    keys: [{ key: 'escape' }],
    shown: 'Esc',
    text: 'Clear the selection',
    group: 'View',
  },
  {
    action: 'save-excerpt',
    keys: [{ key: 'e' }],
    shown: 'E',
    text: 'Save the selection, or the loop, as an excerpt',
    group: 'Project',
  },
  {
    action: 'undo',
    keys: [{ key: 'z', mod: true, shift: false }],
    shown: 'Ctrl Z',
    text: 'Undo',
    group: 'Project',
  },
  {
    action: 'redo',
    keys: [
      { key: 'z', mod: true, shift: true },
      { key: 'y', mod: true },
    ],
    shown: 'Ctrl Shift Z',
    text: 'Redo',
    group: 'Project',
  },
  { action: 'save', keys: [{ key: 's', mod: true }], shown: 'Ctrl S', text: 'Save now', group: 'Project' },
  { action: 'guide', keys: [{ key: '?' }], shown: '?', text: 'This guide', group: 'Project' },
];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The action that a key press means, or null. */
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

/** Keys that a focused element needs itself. */
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
  // Space presses a button that was reached by keyboard; one that was clicked gives it up for playing.
  return key === ' ' && target instanceof HTMLButtonElement && target.matches(':focus-visible');
}
