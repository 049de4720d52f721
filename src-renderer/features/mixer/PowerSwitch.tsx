import type { ReactNode } from 'react';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';
import type { DocumentStore } from '../../document/store.ts';
import { words } from '../../words/words.ts';
import type { StripOwner } from './panels.ts';

interface Props {
  readonly title: string;
  /** Its accessible name where the title alone stands beside it. */
  readonly label?: string;
  readonly owner: StripOwner;
  readonly entry: StripEntry;
  readonly store: DocumentStore;
  readonly children?: ReactNode;
}

/** Switches a processor on or bypasses it. */
export function PowerSwitch({ title, label = title, owner, entry, store, children }: Props) {
  const on = !entry.bypassed;
  return (
    <button
      type="button"
      className="processor-power"
      role="switch"
      aria-checked={on}
      aria-label={label}
      title={on ? words().processors.bypass(title) : words().processors.turnOn(title)}
      onClick={() => store.apply({ type: 'setBypass', trackId: owner.id, entryId: entry.id, bypassed: on })}
    >
      <span className="processor-light" aria-hidden="true" />
      {children}
    </button>
  );
}
