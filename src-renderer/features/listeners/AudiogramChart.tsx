import type { Audiogram, Hearing } from '../../../src-shared/hearing/audiogram.ts';
import { words } from '../../words/words.ts';
import { CHART, CHART_FREQUENCIES_HZ, CHART_LEVELS_DB, xOf, yOf } from './chart.ts';

const MARK = 5;

/** An audiogram as the field draws it: O in red for the right ear, X in blue for the left one. */
export function AudiogramChart({ name, hearing }: { readonly name: string; readonly hearing: Hearing }) {
  return (
    <svg
      className="audiogram"
      viewBox={`0 0 ${CHART.width} ${CHART.height}`}
      role="img"
      aria-label={words().listeners.chartOf(name)}
    >
      {CHART_LEVELS_DB.map((level) => (
        <g key={level}>
          <line
            className={level === 0 ? 'audiogram-zero' : 'audiogram-grid'}
            x1={CHART.left}
            x2={CHART.width - CHART.right}
            y1={yOf(level)}
            y2={yOf(level)}
          />
          {level % 20 === 0 && (
            <text className="audiogram-label" x={CHART.left - 8} y={yOf(level) + 4} textAnchor="end">
              {level}
            </text>
          )}
        </g>
      ))}
      {CHART_FREQUENCIES_HZ.map((hz) => (
        <g key={hz}>
          <line
            className="audiogram-grid"
            x1={xOf(hz)}
            x2={xOf(hz)}
            y1={CHART.top}
            y2={CHART.height - CHART.bottom}
          />
          <text className="audiogram-label" x={xOf(hz)} y={CHART.top - 9} textAnchor="middle">
            {hz < 1000 ? hz : `${hz / 1000}k`}
          </text>
        </g>
      ))}
      <Line audiogram={hearing.right} className="audiogram-right" cross={false} />
      <Line audiogram={hearing.left} className="audiogram-left" cross />
    </svg>
  );
}

interface LineProps {
  readonly audiogram: Audiogram;
  readonly className: string;
  readonly cross: boolean;
}

function Line({ audiogram, className, cross }: LineProps) {
  const points = audiogram.frequenciesHz.map((hz, n) => ({
    hz,
    x: xOf(hz),
    y: yOf(audiogram.levelsDbHl[n] ?? 0),
  }));
  return (
    <g className={className}>
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ hz, x, y }) =>
        cross ? (
          <path
            key={hz}
            d={`M${x - MARK} ${y - MARK}l${2 * MARK} ${2 * MARK}m0 ${-2 * MARK}l${-2 * MARK} ${2 * MARK}`}
          />
        ) : (
          <circle key={hz} cx={x} cy={y} r={MARK} />
        ),
      )}
    </g>
  );
}
