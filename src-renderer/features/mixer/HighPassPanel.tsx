import { highPass } from '../../../src-shared/mixing/processors/high-pass/high-pass.ts';
import { Knobs } from './Knobs.tsx';
import type { PanelProps } from './panels.ts';
import { ResponseGraph } from './ResponseGraph.tsx';
import { useEntry } from './use-entry.ts';
import { words } from '../../words/words.ts';

export function HighPassPanel({ track, entry, store, sampleRate, colour }: PanelProps) {
  const edits = useEntry(store, track, entry);
  return (
    <>
      <ResponseGraph
        label={words().processors.highPassCurve(track.name)}
        rangeDb={24}
        colour={colour}
        dimmed={entry.bypassed}
        response={(hz) => highPass.response?.(entry.params, sampleRate, hz) ?? 0}
      />
      <Knobs
        parameters={highPass.parameters}
        labels={{ frequency: words().processors.short.frequency, slope: 'dB/oct' }}
        choices={['12', '24']}
        edits={edits}
        colour={colour}
        owner={track.name}
      />
    </>
  );
}
