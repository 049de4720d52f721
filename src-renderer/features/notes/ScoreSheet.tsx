import { useEffect, useMemo, useRef, type MouseEvent, type RefObject } from 'react';
import type { AlignmentReport } from '../../../src-shared/project/alignment.ts';
import { barAt, type HeardBar } from '../../../src-shared/project/bars.ts';
import type { EngravedPage } from '../../../src-shared/project/engraving.ts';
import { soundingNotes } from './score-page.ts';

interface Props {
  readonly page: EngravedPage;
  /** For screen readers. */
  readonly name: string;
  readonly report: AlignmentReport;
  readonly colours: ReadonlyMap<string, `--${string}`>;
  readonly bars: readonly HeardBar[];
  /** The bar that sounds; it is kept in sight. */
  readonly current: HeardBar | null;
  readonly position: () => number;
  readonly pane: RefObject<HTMLElement | null>;
  onClick: (event: MouseEvent<HTMLElement>) => void;
}

const percent = (share: number): string => `${(100 * share).toFixed(3)}%`;

/**
 * A page as a picture, and over it the bar that sounds and the heads of the notes that do, in their players' colours.
 * The picture comes from a file: as an image, a browser runs nothing in it and loads nothing for it.
 */
export function ScoreSheet(props: Props) {
  const { page, name, report, colours, bars, current, pane } = props;
  const source = useMemo(
    () => URL.createObjectURL(new Blob([page.svg], { type: 'image/svg+xml' })),
    [page.svg],
  );
  useEffect(() => () => URL.revokeObjectURL(source), [source]);
  const layer = useRef<HTMLDivElement>(null);

  const at = useRef(props.position);
  useEffect(() => {
    at.current = props.position;
  });
  useEffect(() => {
    let frame = 0;
    let before = new Set<number>();
    const light = (): void => {
      frame = requestAnimationFrame(light);
      const sample = at.current();
      const bar = barAt(bars, sample);
      const now = bar === null ? new Set<number>() : soundingNotes(page, bar, sample);
      const heads = layer.current?.children;
      if (heads === undefined) return;
      for (const index of before) if (!now.has(index)) heads[index]?.removeAttribute('data-sounding');
      for (const index of now) if (!before.has(index)) heads[index]?.setAttribute('data-sounding', '');
      before = now;
    };
    light();
    return () => cancelAnimationFrame(frame);
  }, [page, bars]);

  const marked = page.bars.find(({ notated }) => notated === current?.notated)?.box ?? null;
  const sheet = useRef<HTMLDivElement>(null);
  const [, top, , height] = marked ?? [0, 0, 0, 0];
  useEffect(() => {
    const [box, view] = [sheet.current, pane.current];
    if (box === null || view === null || height === 0) return;
    const [from, to] = [top * box.clientHeight, (top + height) * box.clientHeight];
    if (from < view.scrollTop || to > view.scrollTop + view.clientHeight) view.scrollTop = from - ROOM_PIXELS;
  }, [pane, top, height, page]);

  return (
    // The keys that do the same belong to the pane around it.
    <div
      ref={sheet}
      className="score-sheet"
      style={{ aspectRatio: `${page.width} / ${page.height}` }}
      onClick={props.onClick}
    >
      <img className="score-picture" src={source} alt={name} draggable={false} />
      {marked !== null && <div className="score-current" style={styleOf(marked)} aria-hidden="true" />}
      <div ref={layer} className="score-heads" aria-hidden="true">
        {page.notes.map(({ box, part }, index) => {
          const colour = colours.get(report.parts[part]?.player ?? '');
          return (
            <div
              key={index}
              className="score-head"
              style={{ ...styleOf(box), background: colour === undefined ? undefined : `var(${colour})` }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Room above the system that is scrolled into sight. */
const ROOM_PIXELS = 24;

const styleOf = ([left, top, width, height]: readonly [number, number, number, number]) => ({
  left: percent(left),
  top: percent(top),
  width: percent(width),
  height: percent(height),
});
