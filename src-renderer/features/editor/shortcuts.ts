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
  | 'loop-start'
  | 'loop-end'
  | 'select-start'
  | 'select-end'
  | 'start-back'
  | 'start-forward'
  | 'end-back'
  | 'end-forward'
  | 'select-all'
  | 'clear-selection'
  | 'tool-time'
  | 'tool-rectangle'
  | 'tool-lasso'
  | 'tool-brush'
  | 'tool-harmonics'
  | 'erase'
  | 'take-back'
  | 'hear-sound'
  | 'save-excerpt'
  | 'marker'
  | 'previous-marker'
  | 'next-marker'
  | 'previous-track'
  | 'next-track'
  | 'mute'
  | 'solo'
  | 'solo-only'
  | 'solo-number'
  | 'mute-number'
  | 'gain-region'
  | 'remove-gain'
  | 'strip'
  | 'toggle-original'
  | 'listen-mix'
  | 'listen-track'
  | 'match'
  | 'snapshot-keep'
  | 'snapshot-next'
  | 'snapshot-previous'
  | 'snapshot-present'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-fit'
  | 'taller'
  | 'flatter'
  | 'zoom-selection'
  | 'follow'
  | 'spectrogram'
  | 'meters'
  | 'spectrogram-all'
  | 'edit-stems'
  | 'undo'
  | 'redo'
  | 'save'
  | 'guide';

interface Key {
  /** As in `KeyboardEvent.key`, with letters in lower case. */
  readonly key: string;
  /** Ctrl, or Command on a Mac. */
  readonly mod?: true;
  /** Absent: with and without Shift. */
  readonly shift?: boolean;
}

/** The keys 1 to 9, wherever the layout puts them: Shift changes what they type. */
const NUMBER = 'number';

export interface Shortcut {
  readonly action: Action;
  readonly keys: readonly Key[];
  /** The key labels for the guide, which derives the description from the action. */
  readonly shown: readonly string[];
  readonly group: 'playback' | 'selection' | 'tracks' | 'listening' | 'view' | 'project';
}

const entry = (
  group: Shortcut['group'],
  action: Action,
  shown: readonly string[],
  ...keys: readonly Key[]
): Shortcut => ({ group, action, shown, keys });

export const SHORTCUTS: readonly Shortcut[] = [
  entry('playback', 'play', ['Space'], { key: ' ' }),
  entry('playback', 'to-start', ['Home'], { key: 'home' }),
  entry('playback', 'to-end', ['End'], { key: 'end' }),
  entry('playback', 'back', ['←'], { key: 'arrowleft', shift: false }),
  entry('playback', 'forward', ['→'], { key: 'arrowright', shift: false }),
  entry('playback', 'back-far', ['Shift', '←'], { key: 'arrowleft', shift: true }),
  entry('playback', 'forward-far', ['Shift', '→'], { key: 'arrowright', shift: true }),
  entry('playback', 'loop', ['L'], { key: 'l' }),
  entry('playback', 'loop-start', ['Shift', 'I'], { key: 'i', shift: true }),
  entry('playback', 'loop-end', ['Shift', 'O'], { key: 'o', shift: true }),
  entry('playback', 'follow', ['P'], { key: 'p' }),

  entry('selection', 'select-start', ['I'], { key: 'i', shift: false }, { key: '[' }),
  entry('selection', 'select-end', ['O'], { key: 'o', shift: false }, { key: ']' }),
  entry('selection', 'start-back', ['Ctrl', '←'], { key: 'arrowleft', mod: true, shift: false }),
  entry('selection', 'start-forward', ['Ctrl', '→'], { key: 'arrowright', mod: true, shift: false }),
  entry('selection', 'end-back', ['Ctrl', 'Shift', '←'], { key: 'arrowleft', mod: true, shift: true }),
  entry('selection', 'end-forward', ['Ctrl', 'Shift', '→'], { key: 'arrowright', mod: true, shift: true }),
  entry('selection', 'select-all', ['Ctrl', 'A'], { key: 'a', mod: true }),
  entry('selection', 'clear-selection', ['Esc'], { key: 'escape' }),
  entry('selection', 'tool-time', ['T'], { key: 't' }),
  entry('selection', 'tool-rectangle', ['X'], { key: 'x' }),
  entry('selection', 'tool-lasso', ['U'], { key: 'u' }),
  entry('selection', 'tool-brush', ['D'], { key: 'd', shift: false }),
  entry('selection', 'erase', ['Shift', 'D'], { key: 'd', shift: true }),
  entry('selection', 'tool-harmonics', ['H'], { key: 'h', shift: false }),
  entry('selection', 'take-back', ['Backspace'], { key: 'backspace' }),
  entry('selection', 'hear-sound', ['Shift', 'H'], { key: 'h', shift: true }),
  entry('selection', 'save-excerpt', ['E'], { key: 'e' }),
  entry('selection', 'marker', ['M'], { key: 'm', shift: false }),
  entry('selection', 'previous-marker', [','], { key: ',' }),
  entry('selection', 'next-marker', ['.'], { key: '.' }),

  entry('tracks', 'previous-track', ['↑'], { key: 'arrowup' }),
  entry('tracks', 'next-track', ['↓'], { key: 'arrowdown' }),
  entry('tracks', 'solo', ['S'], { key: 's', shift: false }),
  entry('tracks', 'solo-only', ['Shift', 'S'], { key: 's', shift: true }),
  entry('tracks', 'mute', ['Shift', 'M'], { key: 'm', shift: true }),
  entry('tracks', 'solo-number', ['1 – 9'], { key: NUMBER, shift: false }),
  entry('tracks', 'mute-number', ['Shift', '1 – 9'], { key: NUMBER, shift: true }),
  entry('tracks', 'gain-region', ['W'], { key: 'w' }),
  entry('tracks', 'remove-gain', ['Delete'], { key: 'delete' }),
  entry('tracks', 'strip', ['Q'], { key: 'q' }, { key: 'f6' }),

  entry('listening', 'toggle-original', ['B'], { key: 'b' }),
  entry('listening', 'listen-mix', ['A'], { key: 'a' }),
  entry('listening', 'listen-track', ['V'], { key: 'v' }),
  entry('listening', 'match', ['N'], { key: 'n' }),
  entry('listening', 'snapshot-keep', ['K'], { key: 'k' }),
  entry('listening', 'snapshot-next', ['C'], { key: 'c', shift: false }),
  entry('listening', 'snapshot-previous', ['Shift', 'C'], { key: 'c', shift: true }),
  entry('listening', 'snapshot-present', ['J'], { key: 'j' }),

  entry('view', 'zoom-in', ['+'], { key: '+' }, { key: '=' }),
  entry('view', 'zoom-out', ['−'], { key: '-' }),
  entry('view', 'zoom-fit', ['F'], { key: '0' }, { key: 'f' }),
  entry('view', 'taller', ['Ctrl', '↑'], { key: 'arrowup', mod: true }),
  entry('view', 'flatter', ['Ctrl', '↓'], { key: 'arrowdown', mod: true }),
  entry('view', 'zoom-selection', ['Z'], { key: 'z' }),
  entry('view', 'meters', ['Y'], { key: 'y', shift: false }),
  entry('view', 'spectrogram', ['G'], { key: 'g', shift: false }),
  entry('view', 'spectrogram-all', ['Shift', 'G'], { key: 'g', shift: true }),

  entry('project', 'edit-stems', ['R'], { key: 'r' }),
  entry('project', 'undo', ['Ctrl', 'Z'], { key: 'z', mod: true, shift: false }),
  entry(
    'project',
    'redo',
    ['Ctrl', 'Shift', 'Z'],
    { key: 'z', mod: true, shift: true },
    { key: 'y', mod: true },
  ),
  entry('project', 'save', ['Ctrl', 'S'], { key: 's', mod: true }),
  entry('project', 'guide', ['?'], { key: '?' }),
];

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Returns the number of the pressed digit key, 1 to 9, by its place on the keyboard; null for other keys. */
export function numberOf({ code }: Pick<KeyboardEvent, 'code'>): number | null {
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  return digit === undefined ? null : Number(digit);
}

/** Returns the action bound to a key press, or null. */
export function actionOf(event: Pressed): Action | null {
  if (event.altKey) return null;
  const mod = event.ctrlKey || event.metaKey;
  const key = numberOf(event) === null ? event.key.toLowerCase() : NUMBER;
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

const SURFACES = '[role="dialog"], [role="alertdialog"], [role="menu"], .popover';

/**
 * Returns whether the focused element handles this key itself. As in audio workstations, Space always plays, except in
 * text and in dialogs and menus; Enter presses the focused button.
 */
export function belongsTo(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(SURFACES) !== null) return true;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return key !== ' ';
  if (target instanceof HTMLInputElement) return target.type !== 'radio' || key.startsWith('Arrow');
  return false;
}
