import { useEffect, useRef, useState } from 'react';
import { RotateCcw, X } from 'lucide-react';
import { formatNumber } from '../../../../src-shared/format/numbers.ts';
import type { ProgrammeReading } from '../../../../src-shared/dsp/programme-meter.ts';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';
import { useViewStore } from '../viewing/view-context.ts';
import { levelsOf } from './levels.ts';
import { ScaledMeter } from './ScaledMeter.tsx';
import { SpectrumView } from './SpectrumView.tsx';

const REFRESH_MS = 100;
const FIGURES = [
  ['momentary', 'momentaryLufs', 'LUFS'],
  ['maxMomentary', 'maxMomentaryLufs', 'LUFS'],
  ['shortTerm', 'shortTermLufs', 'LUFS'],
  ['maxShortTerm', 'maxShortTermLufs', 'LUFS'],
  ['integrated', 'integratedLufs', 'LUFS'],
  ['range', 'rangeLu', 'LU'],
  ['truePeak', 'truePeakDbtp', 'dBTP'],
] as const satisfies readonly (readonly [string, keyof ProgrammeReading, string])[];

/** The master's meters: levels, loudness after EBU R128, correlation and spectrum. */
export function MasterMeters({ engine }: { readonly engine: PlaybackEngine }) {
  const { view } = useViewStore();
  const text = words().meters;
  const [reading, setReading] = useState<ProgrammeReading | null>(() => engine.programme());
  const announced = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const timer = setInterval(() => setReading(engine.programme()), REFRESH_MS);
    return () => clearInterval(timer);
  }, [engine]);
  const correlation = reading?.correlation ?? null;
  return (
    <section className="master-meters" aria-label={text.title}>
      <div className="master-meters-head">
        <h2>{text.title}</h2>
        <IconButton
          size="sm"
          label={text.restart}
          onClick={() => {
            engine.restartProgramme();
            setReading(null);
            if (announced.current !== null) announced.current.textContent = text.restarted;
          }}
        >
          <RotateCcw size={14} aria-hidden="true" />
        </IconButton>
        <IconButton size="sm" label={text.close} onClick={() => view.set({ meters: false })}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <p ref={announced} className="visually-hidden" role="status" />
      <div className="master-meters-body">
        <ScaledMeter
          name={text.master}
          label={words().editor.transport.masterLevel}
          read={() => levelsOf(engine, 'master')}
          figures
        />
        <dl className="loudness-figures tabular">
          {FIGURES.map(([name, key, unit]) => (
            <div key={name} data-main={name === 'integrated' || undefined}>
              <dt title={text.details[name]}>{text[name]}</dt>
              <dd>
                {formatFigure(reading?.[key] ?? null)} <span className="faint">{unit}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="correlation">
        <span className="small">{text.correlation}</span>
        <div
          className="correlation-bar"
          role="meter"
          aria-label={text.correlation}
          aria-valuemin={-1}
          aria-valuemax={1}
          aria-valuenow={correlation ?? 0}
          aria-valuetext={formatFigure(correlation, 2)}
        >
          {correlation !== null && (
            <span
              data-opposite={correlation < 0 || undefined}
              style={{
                left: `${50 + 50 * Math.min(0, correlation)}%`,
                width: `${50 * Math.abs(correlation)}%`,
              }}
            />
          )}
        </div>
        <span className="correlation-ends faint" aria-hidden="true">
          <span>−1</span>
          <span>0</span>
          <span>+1</span>
        </span>
      </div>
      <SpectrumView engine={engine} />
    </section>
  );
}

const formatFigure = (value: number | null, digits = 1): string =>
  value === null ? '–' : formatNumber(value, digits);
