import { listenTo, runAction, type ActionContext } from './actions.ts';
import type { Listen } from '../../engine/state.ts';
import { useWindowKeys } from '../../ui/use-window-keys.ts';
import { actionOf, belongsTo, numberOf, type Action } from './shortcuts.ts';

/** Runs the editor's actions, whether triggered by a button or by the keyboard. */
export function useEditorActions(context: ActionContext): {
  run: (action: Action) => void;
  listen: (kind: Listen['kind']) => void;
} {
  // Space is taken before a focused button sees it: its key-down would open a menu, its key-up would press.
  const onSpace = (event: KeyboardEvent): void => {
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== ' ' || held || belongsTo(event.target, ' ')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'keydown' && !event.repeat) runAction(context, 'play');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || belongsTo(event.target, event.key)) return;
    const action = actionOf(event);
    // Only the arrow keys auto-repeat; a repeating key must not toggle anything.
    if (action === null || (event.repeat && !event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    runAction(context, action, numberOf(event) ?? 0);
  };
  useWindowKeys({ onKeyDown: onSpace, onKeyUp: onSpace }, { capture: true });
  useWindowKeys({ onKeyDown });
  return {
    run: (action) => runAction(context, action),
    listen: (kind) => listenTo(context, kind),
  };
}
