import { highPass } from '../../../src-shared/mixing/processors/high-pass/high-pass.ts';
import { Knobs } from './Knobs.tsx';
import type { PanelProps } from './panels.ts';
import { ResponseGraph } from './ResponseGraph.tsx';
import { useEntry } from './use-entry.ts';
import { words } from '../../words/words.ts';

const FLAT = (): number => 0;

export function HighPassPanel({ owner, entry, store, sampleRate, colour }: PanelProps) {
  const edits = useEntry(store, owner, entry);
  return (
    <div className="high-pass">
      <ResponseGraph
        label={words().processors.highPassCurve(owner.name)}
        rangeDb={24}
        colour={colour}
        dimmed={entry.bypassed}
        response={highPass.response?.(entry.params, sampleRate) ?? FLAT}
      />
      <Knobs
        parameters={highPass.parameters}
        labels={{ frequency: words().processors.short.frequency, slope: 'dB/oct' }}
        choices={['12', '24']}
        edits={edits}
        colour={colour}
        owner={owner.name}
      />
    </div>
  );
}
