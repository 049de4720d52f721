import { utility } from '../../../src-shared/mixing/processors/utility/utility.ts';
import { words } from '../../words/words.ts';
import { Knobs } from './Knobs.tsx';
import type { PanelProps } from './panels.ts';
import { useEntry } from './use-entry.ts';

/** Trim, polarity, width, stereo pan and delay, and by which law the pan moves. */
export function UtilityPanel({ owner, entry, store, colour }: PanelProps) {
  const edits = useEntry(store, owner, entry);
  return (
    <div className="declared">
      <Knobs parameters={utility.parameters} edits={edits} colour={colour} owner={owner.name} size={40} />
      <p className="soft small">{words().processors.utilityHint}</p>
    </div>
  );
}
