import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { formatHz, formatNumber } from '../../../src-shared/format/numbers.ts';
import { dbAt, hzAt, responsePath, xOf, yOf, type ResponseAxes } from './frequency-axis.ts';

interface Props {
  readonly label: string;
  readonly rangeDb: number;
  readonly colour: string;
  readonly dimmed: boolean;
  response: (hz: number) => number;
  /** Drawn behind the curve, in the graph's own box. */
  readonly behind?: ReactNode;
  /** Content drawn over the curve, such as draggable points. */
  readonly children?: (axes: ResponseAxes) => ReactNode;
  onDoubleClick?: (hz: number, db: number) => void;
}

const GRID_HZ = [50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;
const LABELLED = new Set([100, 1000, 10_000]);
/** The space that a label needs to the right of its grid line; with less space, the label is omitted. */
const LABEL_PX = 42;
/** The least distance of two labels of the dB scale. */
const SCALE_PX = 20;

/** A magnitude response over a logarithmic frequency axis with a dB scale, which fills its container. */
export function ResponseGraph(props: Props) {
  const { label, rangeDb, colour, dimmed, response, behind, children, onDoubleClick } = props;
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
  const add = (event: MouseEvent<SVGSVGElement>): void => {
    if (event.target !== event.currentTarget) return;
    const place = event.currentTarget.getBoundingClientRect();
    onDoubleClick?.(hzAt(axes, event.clientX - place.left), dbAt(axes, event.clientY - place.top));
  };
  return (
    <div ref={box} className="response" data-dimmed={dimmed || undefined}>
      {behind}
      {size.width > 0 && (
        <svg width={size.width} height={size.height} role="group" aria-label={label} onDoubleClick={add}>
          <g aria-hidden="true" className="response-scale">
            {GRID_HZ.map((hz) => (
              <g key={hz}>
                <line
                  className="response-grid"
                  x1={xOf(axes, hz)}
                  x2={xOf(axes, hz)}
                  y1={0}
                  y2={size.height}
                />
                {LABELLED.has(hz) && xOf(axes, hz) + LABEL_PX <= size.width && (
                  <text className="response-text" x={xOf(axes, hz) + 3} y={size.height - 4}>
                    {formatHz(hz)}
                  </text>
                )}
              </g>
            ))}
            {gridDb(axes).map((db) => (
              <g key={db}>
                <line
                  className={db === 0 ? 'response-zero' : 'response-grid'}
                  x1={0}
                  x2={size.width}
                  y1={yOf(axes, db)}
                  y2={yOf(axes, db)}
                />
                <text className="response-text" x={4} y={yOf(axes, db) - 3}>
                  {`${db > 0 ? '+' : ''}${formatNumber(db, 0)}`}
                </text>
              </g>
            ))}
          </g>
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

/** The lines of the dB scale: as close as their labels allow. */
function gridDb(axes: ResponseAxes): number[] {
  const step = [1, 3, 6, 12].find((db) => (db / axes.rangeDb) * (axes.height / 2) >= SCALE_PX) ?? 12;
  const lines: number[] = [];
  for (let db = -Math.ceil(axes.rangeDb / step) * step + step; db < axes.rangeDb; db += step) lines.push(db);
  return lines;
}
