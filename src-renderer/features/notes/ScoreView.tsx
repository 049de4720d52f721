import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { AlignmentReport } from '../../../src-shared/project/alignment.ts';
import { barAt, heardBars, type HeardBar } from '../../../src-shared/project/bars.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { sampleOfSpot } from './score-page.ts';
import { ScoreSheet } from './ScoreSheet.tsx';
import './score.css';

interface Props {
  readonly recordingId: RecordingId;
  readonly report: AlignmentReport;
  /** By player id. */
  readonly colours: ReadonlyMap<string, `--${string}`>;
  /** The playhead, in samples. */
  readonly position: () => number;
  onSeek: (sample: number) => void;
  onTogglePlay: () => void;
}

/** The engraved page on which the playhead is; a click or an arrow key moves the playhead to a bar. */
export function ScoreView({ recordingId, report, colours, position, onSeek, onTogglePlay }: Props) {
  const bars = useMemo(() => heardBars(report.bars), [report.bars]);
  const [shown, setShown] = useState(0);
  const [current, setCurrent] = useState<HeardBar | null>(null);
  const key = `${recordingId} ${report.scoreSha256} ${shown}`;
  const loaded = useLoad(key, (signal) => api.notes.page({ recordingId, page: shown }, { signal }));
  const { data } = loaded;
  const pageOf = data?.pageOf;
  const pages = data?.pages ?? 0;
  const pane = useRef<HTMLDivElement>(null);

  const at = useRef(position);
  useEffect(() => {
    at.current = position;
  });
  useEffect(() => {
    let frame = 0;
    let last: HeardBar | null = null;
    const look = (): void => {
      frame = requestAnimationFrame(look);
      const bar = barAt(bars, at.current());
      if (bar === null || bar === last) return;
      last = bar;
      setCurrent(bar);
      const page = bar.notated === null ? undefined : pageOf?.[bar.notated];
      if (page !== undefined) setShown(page);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [bars, pageOf]);

  // The next page is engraved and sent while this one plays.
  const next = shown + 1 < pages ? shown + 1 : null;
  useLoad(next === null ? null : `${recordingId} ${report.scoreSha256} ahead ${next}`, (signal) =>
    api.notes.page({ recordingId, page: next ?? 0 }, { signal }),
  );

  const texts = words().score;
  const go = (bar: HeardBar | undefined): void => {
    if (bar !== undefined) onSeek(bar.start);
  };
  const step = (by: -1 | 1): void => {
    const sample = at.current();
    const here = bars.findLastIndex(({ start }) => start <= sample);
    go(bars[Math.max(0, Math.min(bars.length - 1, here + by))]);
  };
  const turn = (to: number): void => setShown(Math.max(0, Math.min(pages - 1, to)));
  const onKey = (event: KeyboardEvent): void => {
    const act = {
      ' ': onTogglePlay,
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      ArrowUp: () => step(-1),
      ArrowDown: () => step(1),
      Home: () => go(bars[0]),
      End: () => go(bars.at(-1)),
      PageUp: () => turn(shown - 1),
      PageDown: () => turn(shown + 1),
    }[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    if (data === null) return;
    const box = event.currentTarget.getBoundingClientRect();
    const spot = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    const sample = sampleOfSpot(data.page, bars, spot, at.current());
    if (sample !== null) onSeek(sample);
  };

  return (
    <section className="score-view" aria-label={texts.title}>
      <div className="score-bar">
        <IconButton label={texts.previous} disabled={shown === 0} onClick={() => turn(shown - 1)}>
          <ChevronLeft size={16} aria-hidden="true" />
        </IconButton>
        <span className="small tabular">{pages === 0 ? texts.title : texts.page(shown + 1, pages)}</span>
        <IconButton label={texts.next} disabled={shown + 1 >= pages} onClick={() => turn(shown + 1)}>
          <ChevronRight size={16} aria-hidden="true" />
        </IconButton>
      </div>
      {loaded.error !== null && <FailureNote {...describeFailure(loaded.error)} />}
      {data === null && loaded.error === null && <Spinner label={texts.engraving} />}
      {data !== null && (
        <div
          ref={pane}
          className="score-pane"
          role="slider"
          tabIndex={0}
          aria-label={texts.bar}
          aria-valuemin={1}
          aria-valuemax={Math.max(1, bars.length)}
          aria-valuenow={current === null ? 1 : bars.indexOf(current) + 1}
          aria-valuetext={current === null ? texts.noBar : words().notes.fit.bar(current.label, current.pass)}
          onKeyDown={onKey}
        >
          <ScoreSheet
            page={data.page}
            name={texts.picture(shown + 1, pages, report.title)}
            report={report}
            colours={colours}
            bars={bars}
            current={current}
            position={position}
            pane={pane}
            onClick={onClick}
          />
        </div>
      )}
    </section>
  );
}
