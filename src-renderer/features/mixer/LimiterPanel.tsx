import { LIMITER } from '../../../src-shared/mixing/processors/limiter/limiter.ts';
import { words } from '../../words/words.ts';
import { GainReduction } from './GainReduction.tsx';
import { Knobs } from './Knobs.tsx';
import type { PanelProps } from './panels.ts';
import { useEntry } from './use-entry.ts';

/** Ceiling, input gain and release beside the live gain reduction. */
export function LimiterPanel({ owner, entry, store, engine, index, colour }: PanelProps) {
  const edits = useEntry(store, owner, entry);
  return (
    <div className="with-reduction">
      <GainReduction
        label={words().processors.gainReduction(owner.name)}
        read={() => engine.meters()?.gainReductionDb[index] ?? 0}
      />
      <div className="declared">
        <Knobs parameters={LIMITER.parameters} edits={edits} colour={colour} owner={owner.name} size={40} />
        <p className="soft small">{words().processors.limiterHint}</p>
      </div>
    </div>
  );
}
