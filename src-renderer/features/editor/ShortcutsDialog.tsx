import { Dialog } from '../../ui/Dialog.tsx';
import { SHORTCUTS, type Shortcut } from './shortcuts.ts';

const GROUPS: readonly Shortcut['group'][] = ['Playback', 'Listening', 'Tracks', 'View', 'Project'];

interface Props {
  readonly open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The guide to the keys, and to what the mouse does. */
export function ShortcutsDialog({ open, onOpenChange }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys and gestures" width="lg">
      <div className="guide">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.action}>
                  <dt>
                    {shortcut.shown.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{shortcut.text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Mouse and touchpad</h3>
          <dl>
            <div>
              <dt>Click</dt>
              <dd>Go there; on the ruler as well</dd>
            </div>
            <div>
              <dt>Drag in a track</dt>
              <dd>Select a passage</dd>
            </div>
            <div>
              <dt>Drag on the ruler</dt>
              <dd>Make the loop; drag its ends or its body to change it</dd>
            </div>
            <div>
              <dt>Ctrl wheel, pinch</dt>
              <dd>Zoom at the pointer</dd>
            </div>
            <div>
              <dt>Shift wheel</dt>
              <dd>Scroll in time</dd>
            </div>
            <div>
              <dt>Gain automation</dt>
              <dd>
                Click its line, or double-click beside it, for a point; double-click a point to remove it
              </dd>
            </div>
            <div>
              <dt>Knobs</dt>
              <dd>Drag, arrow keys, or type a value; Shift is finer; double-click resets</dd>
            </div>
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
