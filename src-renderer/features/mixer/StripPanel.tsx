import type { ComponentType } from 'react';
import type { Track } from '../../../src-shared/project/document.ts';
import { findProcessor } from '../../../src-shared/mixing/processors/registry.ts';
import type { ProcessorSpec } from '../../../src-shared/mixing/processors/types.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { CompressorPanel } from './CompressorPanel.tsx';
import { EqualiserPanel } from './EqualiserPanel.tsx';
import { HighPassPanel } from './HighPassPanel.tsx';
import { Knobs } from './Knobs.tsx';
import type { PanelProps } from './panels.ts';
import { ProcessorCard } from './ProcessorCard.tsx';
import { useEntry } from './use-entry.ts';
import { words } from '../../words/words.ts';
import './mixer.css';

/** Panels by processor id; a processor without a panel shows knobs derived from its declaration. */
const PANELS: Readonly<Record<string, ComponentType<PanelProps>>> = {
  'high-pass': HighPassPanel,
  equaliser: EqualiserPanel,
  compressor: CompressorPanel,
};

interface Props {
  readonly track: Track;
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
}

/** The processors of the selected track, in signal-flow order. */
export function StripPanel({ track, index, sampleRate, store, engine }: Props) {
  const colour = `var(--track-${track.colour % 16})`;
  return (
    <div className="strip">
      {track.strip.map((entry) => {
        const spec = findProcessor(entry.processor, entry.version);
        if (spec === undefined) {
          return (
            <section key={entry.id} className="processor processor-unknown">
              <p className="soft small">{words().processors.unknown(entry.processor)}</p>
            </section>
          );
        }
        const Panel = PANELS[spec.id];
        const props: PanelProps = { track, entry, index, sampleRate, store, engine, colour };
        return (
          <ProcessorCard
            key={entry.id}
            title={words().processors.titles[spec.id] ?? spec.title}
            track={track}
            entry={entry}
            store={store}
            className={`processor-${spec.id}`}
          >
            {Panel === undefined ? <DeclaredPanel {...props} spec={spec} /> : <Panel {...props} />}
          </ProcessorCard>
        );
      })}
    </div>
  );
}

function DeclaredPanel({ spec, store, track, entry, colour }: PanelProps & { readonly spec: ProcessorSpec }) {
  const edits = useEntry(store, track, entry);
  return <Knobs parameters={spec.parameters} edits={edits} colour={colour} owner={track.name} />;
}
