import { compressor, staticGainDb } from '../../../src-shared/mixing/processors/compressor/compressor.ts';
import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import { GainReduction } from './GainReduction.tsx';
import { Knobs } from './Knobs.tsx';
import type { PanelProps } from './panels.ts';
import { useEntry } from './use-entry.ts';
import { words } from '../../words/words.ts';

const SIZE = 104;
const FLOOR_DB = -60;

/** The static curve, the live gain reduction and the knobs. */
export function CompressorPanel({ owner, entry, store, engine, index, colour }: PanelProps) {
  const edits = useEntry(store, owner, entry);
  const value = (id: string): number => edits.value(parameter(id));
  const output = (input: number): number =>
    input + staticGainDb(input, value('threshold'), value('ratio'), value('knee')) + value('makeUp');
  const x = (db: number): number => (1 - db / FLOOR_DB) * SIZE;
  const y = (db: number): number => SIZE - x(Math.min(6, db));
  const points: string[] = [];
  for (let db = FLOOR_DB; db <= 0; db += 1) points.push(`${x(db).toFixed(1)},${y(output(db)).toFixed(1)}`);
  return (
    <div className="compressor">
      <div className="compressor-view">
        <svg
          className="curve"
          width={SIZE}
          height={SIZE}
          data-dimmed={entry.bypassed || undefined}
          role="img"
          aria-label={words().processors.compressionCurve(owner.name)}
        >
          {[-45, -30, -15].map((db) => (
            <g key={db}>
              <line className="response-grid" x1={x(db)} x2={x(db)} y1={0} y2={SIZE} />
              <line className="response-grid" x1={0} x2={SIZE} y1={y(db)} y2={y(db)} />
            </g>
          ))}
          <line className="curve-unity" x1={0} y1={SIZE} x2={SIZE} y2={0} />
          <polyline className="response-curve" points={points.join(' ')} style={{ stroke: colour }} />
          <line
            className="curve-threshold"
            x1={x(value('threshold'))}
            x2={x(value('threshold'))}
            y1={0}
            y2={SIZE}
          />
        </svg>
        <GainReduction
          label={words().processors.gainReduction(owner.name)}
          read={() => engine.meters()?.gainReductionDb[index] ?? 0}
        />
      </div>
      <Knobs
        parameters={compressor.parameters}
        labels={{
          makeUp: words().processors.short.makeUp,
          sideChain: words().processors.short.sideChain,
        }}
        edits={edits}
        colour={colour}
        owner={owner.name}
        size={30}
      />
    </div>
  );
}

function parameter(id: string): ParameterSpec {
  const spec = compressor.parameters.find((candidate) => candidate.id === id);
  if (spec === undefined) throw new Error(`the compressor has no parameter ${id}`);
  return spec;
}
