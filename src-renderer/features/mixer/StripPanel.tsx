import { useState } from 'react';
import { Maximize2, Minimize2 } from 'lucide-react';
import type { Track } from '../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { IconButton } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';
import { Chain } from './Chain.tsx';
import { ProcessorView } from './ProcessorView.tsx';
import './mixer.css';

interface Props {
  readonly track: Track;
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
}

/** Which processor is looked at stays the same kind when another track is selected. */
const STANDARD = 'equaliser';

/** The processors of the selected track, in signal-flow order, and the panel of one of them. */
export function StripPanel({ track, index, sampleRate, store, engine }: Props) {
  const [chosen, setChosen] = useState(STANDARD);
  const [large, setLarge] = useState(false);
  const colour = `var(--track-${track.colour % 16})`;
  const entry = track.strip.find(({ id }) => id === chosen) ?? track.strip[0];
  return (
    <div className="strip" data-large={large || undefined}>
      <Chain owner={track} store={store} selectedId={entry?.id ?? null} onSelect={setChosen} />
      {entry === undefined ? (
        <p className="strip-empty soft small">{words().processors.empty}</p>
      ) : (
        <ProcessorView
          key={`${track.id} ${entry.id}`}
          owner={track}
          entry={entry}
          index={index}
          sampleRate={sampleRate}
          store={store}
          engine={engine}
          colour={colour}
          actions={
            <IconButton
              label={large ? words().processors.smaller : words().processors.larger}
              size="sm"
              aria-pressed={large}
              onClick={() => setLarge(!large)}
            >
              {large ? (
                <Minimize2 size={13} aria-hidden="true" />
              ) : (
                <Maximize2 size={13} aria-hidden="true" />
              )}
            </IconButton>
          }
        />
      )}
    </div>
  );
}
