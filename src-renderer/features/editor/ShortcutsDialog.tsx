import { Dialog } from '../../ui/Dialog.tsx';
import { SHORTCUTS, type Shortcut } from './shortcuts.ts';
import { words } from '../../words/words.ts';

const GROUPS: readonly Shortcut['group'][] = [
  'playback',
  'selection',
  'tracks',
  'listening',
  'view',
  'project',
];

interface Props {
  readonly open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The guide to keyboard shortcuts and mouse gestures. */
export function ShortcutsDialog({ open, onOpenChange }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words().editor.guide.title} width="lg">
      <p className="guide-note soft small">{words().editor.focusKeys}</p>
      {/* In focus, so that the arrow keys scroll it. */}
      <div className="guide" role="group" aria-label={words().editor.guide.title} tabIndex={0}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{words().editor.groups[group]}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.action}>
                  <dt>
                    {shortcut.shown.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{words().editor.guide[shortcut.action]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{words().editor.gestures.title}</h3>
          <dl>
            {words().editor.gestures.list.map(([gesture, effect]) => (
              <div key={gesture}>
                <dt>{gesture}</dt>
                <dd>{effect}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
