import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatHz } from '../../../src-shared/format/numbers.ts';
import { responsePath, xOf, yOf, type ResponseAxes } from './frequency-axis.ts';

interface Props {
  readonly label: string;
  readonly rangeDb: number;
  readonly colour: string;
  readonly dimmed: boolean;
  response: (hz: number) => number;
  /** Content drawn over the curve, such as draggable points. */
  readonly children?: (axes: ResponseAxes) => ReactNode;
}

const GRID_HZ = [50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;
const LABELLED = new Set([100, 1000, 10_000]);
/** The space that a label needs to the right of its grid line; with less space, the label is omitted. */
const LABEL_PX = 42;

/** A magnitude response over a logarithmic frequency axis, which fills its container. */
export function ResponseGraph({ label, rangeDb, colour, dimmed, response, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const node = box.current;
    if (node === null) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: node.clientWidth, height: node.clientHeight }),
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  const axes: ResponseAxes = { ...size, rangeDb };
  const path = size.width === 0 ? '' : responsePath(axes, response);
  const gridDb = [-2 / 3, -1 / 3, 1 / 3, 2 / 3].map((share) => share * rangeDb);
  return (
    <div ref={box} className="response" data-dimmed={dimmed || undefined}>
      {size.width > 0 && (
        <svg width={size.width} height={size.height} role="group" aria-label={label}>
          {GRID_HZ.map((hz) => (
            <g key={hz}>
              <line className="response-grid" x1={xOf(axes, hz)} x2={xOf(axes, hz)} y1={0} y2={size.height} />
              {LABELLED.has(hz) && xOf(axes, hz) + LABEL_PX <= size.width && (
                <text className="response-text" x={xOf(axes, hz) + 3} y={size.height - 4}>
                  {formatHz(hz)}
                </text>
              )}
            </g>
          ))}
          {gridDb.map((db) => (
            <line
              key={db}
              className="response-grid"
              x1={0}
              x2={size.width}
              y1={yOf(axes, db)}
              y2={yOf(axes, db)}
            />
          ))}
          <line className="response-zero" x1={0} x2={size.width} y1={yOf(axes, 0)} y2={yOf(axes, 0)} />
          <path
            className="response-fill"
            d={`${path} L ${size.width} ${yOf(axes, 0)} L 0 ${yOf(axes, 0)} Z`}
            style={{ fill: colour }}
          />
          <path className="response-curve" d={path} style={{ stroke: colour }} />
          {children?.(axes)}
        </svg>
      )}
    </div>
  );
}
