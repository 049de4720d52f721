import type { ReactNode } from 'react';
import { RotateCcw } from 'lucide-react';
import type { StripEntry, Track } from '../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../document/store.ts';
import { IconButton } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly title: string;
  readonly track: Track;
  readonly entry: StripEntry;
  readonly store: DocumentStore;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The frame of a processor: bypass switch, reset button and panel. */
export function ProcessorCard({ title, track, entry, store, className = '', children }: Props) {
  const on = !entry.bypassed;
  const ids = { trackId: track.id, entryId: entry.id };
  return (
    <section
      className={`processor ${className}`}
      data-bypassed={entry.bypassed || undefined}
      aria-label={words().processors.of(title, track.name)}
    >
      <header className="processor-header">
        <button
          type="button"
          className="processor-power"
          role="switch"
          aria-checked={on}
          aria-label={title}
          title={on ? words().processors.bypass(title) : words().processors.turnOn(title)}
          onClick={() => store.apply({ type: 'setBypass', ...ids, bypassed: on })}
        >
          <span className="processor-light" aria-hidden="true" />
          {title}
        </button>
        <IconButton
          label={words().processors.reset(title)}
          size="sm"
          className="processor-reset"
          onClick={() => store.apply({ type: 'resetEntry', ...ids })}
        >
          <RotateCcw size={13} aria-hidden="true" />
        </IconButton>
      </header>
      <div className="processor-body">{children}</div>
    </section>
  );
}
