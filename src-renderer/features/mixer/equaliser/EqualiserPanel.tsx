import { useState } from 'react';
import { BANDS, isOn, type BandSpec } from '../../../../src-shared/mixing/processors/equaliser/bands.ts';
import { bandResponse, equaliser } from '../../../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { quantise } from '../../../ui/parameter.ts';
import { Segmented } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import { responsePath } from '../frequency-axis.ts';
import type { PanelProps } from '../panels.ts';
import { ResponseGraph } from '../ResponseGraph.tsx';
import { inOneStep, useEntry } from '../use-entry.ts';
import { BandControls } from './BandControls.tsx';
import { BandPoint } from './BandPoint.tsx';
import { SpectrumCanvas } from './SpectrumCanvas.tsx';

const RANGES = ['6', '12', '24'] as const;
const FLAT = (): number => 0;

/** The curve with a draggable point for each band, and the controls of one band beside it. */
export function EqualiserPanel(props: PanelProps) {
  const { owner, entry, store, engine, index, sampleRate, colour } = props;
  const edits = useEntry(store, owner, entry);
  const [chosen, setChosen] = useState<number | null>(null);
  const [range, setRange] = useState<(typeof RANGES)[number]>('24');
  const bands = BANDS.filter((band) => isOn(band, entry.params));
  const active = bands.find(({ number }) => number === chosen) ?? bands[0];
  const free = BANDS.find((band) => !isOn(band, entry.params));
  const add = (hz: number, db: number): void => {
    if (free === undefined) return;
    inOneStep(edits, () => {
      edits.set(free.kind, 0);
      edits.set(free.q, free.q.default);
      edits.set(free.frequency, quantise(free.frequency, hz));
      edits.set(free.gain, quantise(free.gain, db));
      edits.set(free.on, 1);
    });
    setChosen(free.number);
  };
  const remove = (band: BandSpec): void => edits.set(band.on, 0);
  return (
    <div className="equaliser">
      <div className="equaliser-graph">
        <ResponseGraph
          label={words().processors.equaliserCurve(owner.name)}
          rangeDb={Number(range)}
          colour={colour}
          dimmed={entry.bypassed}
          response={equaliser.response?.(entry.params, sampleRate) ?? FLAT}
          onDoubleClick={add}
          behind={<SpectrumCanvas engine={engine} index={index} sampleRate={sampleRate} colour={colour} />}
        >
          {(axes) => (
            <>
              {active !== undefined && (
                <path
                  className="band-curve"
                  d={responsePath(axes, bandResponse(active, entry.params, sampleRate))}
                  style={{ stroke: colour }}
                />
              )}
              {bands.map((band) => (
                <BandPoint
                  key={band.number}
                  band={band}
                  params={entry.params}
                  axes={axes}
                  edits={edits}
                  colour={colour}
                  active={band === active}
                  onActive={() => setChosen(band.number)}
                  onRemove={() => remove(band)}
                />
              ))}
            </>
          )}
        </ResponseGraph>
        <Segmented
          label={words().processors.scale}
          hideLabel
          value={range}
          options={RANGES.map((db) => ({ value: db, label: `±${db}` }))}
          onChange={setRange}
        />
      </div>
      <div className="equaliser-side">
        <BandControls
          bands={bands}
          active={active}
          params={entry.params}
          edits={edits}
          colour={colour}
          owner={owner.name}
          onChoose={setChosen}
          onAdd={free === undefined ? null : () => add(1000, 0)}
          onRemove={remove}
        />
      </div>
    </div>
  );
}
