import type { ComponentType, ReactNode } from 'react';
import { RotateCcw } from 'lucide-react';
import { findDeclaration } from '../../../src-shared/mixing/processors/registry.ts';
import type { Declaration } from '../../../src-shared/mixing/processors/types.ts';
import { IconButton } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';
import { CompressorPanel } from './CompressorPanel.tsx';
import { EqualiserPanel } from './equaliser/EqualiserPanel.tsx';
import { HighPassPanel } from './HighPassPanel.tsx';
import { Knobs } from './Knobs.tsx';
import { LimiterPanel } from './LimiterPanel.tsx';
import type { PanelProps } from './panels.ts';
import { PowerSwitch } from './PowerSwitch.tsx';
import { titleOf } from '../../words/processor-names.ts';
import { UtilityPanel } from './UtilityPanel.tsx';
import { useEntry } from './use-entry.ts';

/** Panels by processor id; a processor without a panel shows knobs derived from its declaration. */
const PANELS: Readonly<Record<string, ComponentType<PanelProps>>> = {
  'high-pass': HighPassPanel,
  equaliser: EqualiserPanel,
  compressor: CompressorPanel,
  utility: UtilityPanel,
  limiter: LimiterPanel,
};

interface Props extends PanelProps {
  /** Further buttons of the header. */
  readonly actions?: ReactNode;
}

/** One processor: its name, bypass and reset above its panel. */
export function ProcessorView({ actions, ...props }: Props) {
  const { owner, entry, store } = props;
  const spec = findDeclaration(entry.processor, entry.version);
  if (spec === undefined) {
    return (
      <section className="processor processor-unknown">
        <p className="soft small">{words().processors.unknown(entry.processor)}</p>
      </section>
    );
  }
  const title = titleOf(entry);
  const Panel = PANELS[spec.id];
  return (
    <section
      className={`processor processor-${spec.id}`}
      data-bypassed={entry.bypassed || undefined}
      aria-label={words().processors.of(title, owner.name)}
    >
      <header className="processor-header">
        <PowerSwitch title={title} owner={owner} entry={entry} store={store}>
          {title}
        </PowerSwitch>
        <span className="processor-actions">
          <IconButton
            label={words().processors.reset(title)}
            size="sm"
            onClick={() => store.apply({ type: 'resetEntry', trackId: owner.id, entryId: entry.id })}
          >
            <RotateCcw size={13} aria-hidden="true" />
          </IconButton>
          {actions}
        </span>
      </header>
      <div className="processor-body">
        {Panel === undefined ? <DeclaredPanel {...props} spec={spec} /> : <Panel {...props} />}
      </div>
    </section>
  );
}

function DeclaredPanel({ spec, store, owner, entry, colour }: PanelProps & { readonly spec: Declaration }) {
  const edits = useEntry(store, owner, entry);
  return (
    <div className="declared">
      <Knobs parameters={spec.parameters} edits={edits} colour={colour} owner={owner.name} size={40} />
    </div>
  );
}
