import type { ConditionRatings } from '../../../../src-shared/studies/results/schema.ts';
import { words } from '../../../words/words.ts';

const ROW = 44;
const LEFT = 170;
const WIDTH = 720;
const RIGHT = 24;
const TOP = 34;
const BOX = 20;
const TICKS = [0, 20, 40, 60, 80, 100];

const x = (rating: number): number => LEFT + (rating / 100) * (WIDTH - LEFT - RIGHT);

/** One row a condition; the table beside it holds the same figures as text. */
export function BoxPlot({ conditions }: { readonly conditions: readonly ConditionRatings[] }) {
  const w = words();
  const height = TOP + conditions.length * ROW + 26;
  const bottom = TOP + conditions.length * ROW;
  return (
    <svg
      className="studies-plot"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={w.studies.boxPlot}
    >
      {TICKS.map((tick) => (
        <g key={tick}>
          <line className="studies-plot-grid" x1={x(tick)} x2={x(tick)} y1={TOP} y2={bottom} />
          <text x={x(tick)} y={bottom + 18} textAnchor="middle">
            {tick}
          </text>
        </g>
      ))}
      {[...w.listeningTest.scale].reverse().map((word, index) => (
        <text
          key={word}
          className="studies-plot-word"
          x={x(10 + 20 * index)}
          y={TOP - 12}
          textAnchor="middle"
        >
          {word}
        </text>
      ))}
      {conditions.map((condition, index) => (
        <Box key={condition.key} condition={condition} y={TOP + (index + 0.5) * ROW} />
      ))}
    </svg>
  );
}

function Box({ condition, y }: { readonly condition: ConditionRatings; readonly y: number }) {
  const { name, q1, q3, median, whiskerLow, whiskerHigh, outliers, mean, ci95 } = condition;
  const below = y + BOX / 2 + 6;
  return (
    <g>
      <text x={LEFT - 12} y={y + 4} textAnchor="end">
        {name.length > 24 ? `${name.slice(0, 23)}…` : name}
      </text>
      <g className="studies-plot-line">
        <line x1={x(whiskerLow)} x2={x(q1)} y1={y} y2={y} />
        <line x1={x(q3)} x2={x(whiskerHigh)} y1={y} y2={y} />
        <line x1={x(whiskerLow)} x2={x(whiskerLow)} y1={y - 5} y2={y + 5} />
        <line x1={x(whiskerHigh)} x2={x(whiskerHigh)} y1={y - 5} y2={y + 5} />
        <rect x={x(q1)} width={Math.max(1, x(q3) - x(q1))} y={y - BOX / 2} height={BOX} />
        <line
          className="studies-plot-median"
          x1={x(median)}
          x2={x(median)}
          y1={y - BOX / 2}
          y2={y + BOX / 2}
        />
        {outliers.map((value, index) => (
          <circle key={index} cx={x(value)} cy={y} r={3} />
        ))}
      </g>
      <g className="studies-plot-mean">
        {ci95 !== null && (
          <line x1={x(Math.max(0, mean - ci95))} x2={x(Math.min(100, mean + ci95))} y1={below} y2={below} />
        )}
        <path d={`M${x(mean)} ${below - 4}l4 4l-4 4l-4-4z`} />
      </g>
    </g>
  );
}
