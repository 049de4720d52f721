import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Heard, Timeline } from '../../../src-shared/contract/listening.ts';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { Ensemble, Instrument } from '../../../src-shared/project/players.ts';
import { useAudition } from '../../ui/audition.ts';
import { fitCanvas, keepDrawn, themeColour } from '../../ui/canvas.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import {
  formatProbability,
  playedShare,
  playedSpans,
  probabilityOf,
  shownRows,
  slotAt,
  slotWords,
  type TimelineRow,
} from './heard.ts';
import { previewKey } from './passage.ts';
import { usePlayhead } from './use-playhead.ts';
import { words } from '../../words/words.ts';

export type TrackColour = `--${string}`;

interface Props {
  readonly recording: ReadyRecording;
  readonly heard: Heard;
  readonly timeline: Timeline;
  readonly players: Ensemble;
  /** The colour that an instrument's track will have. */
  readonly colours: ReadonlyMap<Instrument, TrackColour>;
}

/** A row per instrument under the waveform: how probable it is that it plays, by time. A click plays from there. */
export function WhoPlaysWhen({ recording, heard, timeline, players, colours }: Props) {
  const [all, setAll] = useState(false);
  const [hover, setHover] = useState<number | null>(null);
  const [cursor, setCursor] = useState(0);
  const [focused, setFocused] = useState(false);
  const playhead = useRef<HTMLDivElement>(null);
  const audition = useAudition();
  const key = previewKey(recording.id);
  const seconds = recording.frames / recording.sampleRate;
  const rows = shownRows(timeline, heard, players, all);
  const slot = hover ?? (focused ? Math.min(cursor, timeline.slots - 1) : null);
  usePlayhead(playhead, audition.key === key, audition.position, recording.frames);

  const secondsAt = (event: MouseEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width))) * seconds;
  };
  const listen = (from: number): void => {
    if (!recording.available) return;
    audition.play({
      key,
      audioId: recording.id,
      sampleRate: recording.sampleRate,
      channels: recording.channels,
      from: Math.floor(from * recording.sampleRate),
      to: recording.frames,
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.round(10 / timeline.hopSeconds));
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: cursor + 1,
      ArrowUp: cursor + 1,
      ArrowLeft: cursor - 1,
      ArrowDown: cursor - 1,
      PageUp: cursor + page,
      PageDown: cursor - page,
      Home: 0,
      End: timeline.slots - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setCursor(Math.min(timeline.slots - 1, Math.max(0, next)));
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (audition.key === key) audition.stop();
      else listen(cursor * timeline.hopSeconds);
    }
  };

  return (
    <div className="who">
      <p className="who-readout tabular" aria-hidden="true">
        {slot === null ? words().recording.when.hint : slotWords(timeline, slot)}
      </p>
      <div
        className="who-rows"
        role="slider"
        tabIndex={0}
        aria-label={words().recording.when.label}
        aria-valuemin={0}
        aria-valuemax={seconds}
        aria-valuenow={cursor * timeline.hopSeconds}
        aria-valuetext={slotWords(timeline, cursor)}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
        onPointerMove={(event) => setHover(slotAt(timeline, secondsAt(event)))}
        onPointerLeave={() => setHover(null)}
        onClick={(event) => listen(secondsAt(event))}
      >
        {rows.map((row) => (
          <div key={row.instrument} className="who-row">
            <p className="who-name">
              {words().instruments.title(row.instrument)}
              <span className="faint tabular">
                {words().recording.when.playsPercent(
                  formatProbability(probabilityOf(heard, row.instrument)),
                  Math.round(playedShare(row, timeline.sounding) * 100),
                )}
              </span>
            </p>
            <ProbabilityBand
              row={row}
              covered={timeline.slots * timeline.hopSeconds}
              seconds={seconds}
              colour={colours.get(row.instrument) ?? '--wave'}
            />
          </div>
        ))}
        {slot !== null && (
          <div
            className="who-cursor"
            style={{ left: `${Math.min(100, (((slot + 0.5) * timeline.hopSeconds) / seconds) * 100)}%` }}
          />
        )}
        <div ref={playhead} className="passage-playhead" />
      </div>
      <div className="who-foot">
        <details className="who-text">
          <summary>{words().recording.when.asText}</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">{words().recording.when.instrument}</th>
                <th scope="col">{words().recording.when.probability}</th>
                <th scope="col">{words().recording.when.plays}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.instrument}>
                  <th scope="row">{words().instruments.title(row.instrument)}</th>
                  <td className="tabular">{formatProbability(probabilityOf(heard, row.instrument))}</td>
                  <td className="tabular">{spansWords(row, timeline.hopSeconds, seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
        <button type="button" className="link-button small" onClick={() => setAll(!all)}>
          {all ? words().recording.when.onlyRecognised : words().recording.when.all(timeline.rows.length)}
        </button>
      </div>
    </div>
  );
}

function spansWords(row: TimelineRow, hopSeconds: number, seconds: number): string {
  const spans = playedSpans(row, hopSeconds, seconds);
  if (spans.length === 0) return words().recording.when.nowhere;
  return words().units.listOf(spans.map(({ from, to }) => `${formatTime(from)}–${formatTime(to)}`));
}

interface BandProps {
  readonly row: TimelineRow;
  /** Seconds that the slots cover, and that the recording lasts: the width. */
  readonly covered: number;
  readonly seconds: number;
  readonly colour: TrackColour;
}

/** Heights are probabilities; what counts as playing is solid, the rest pale. */
function ProbabilityBand({ row, covered, seconds, colour }: BandProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    return keepDrawn(node, () => {
      const fitted = fitCanvas(node);
      if (fitted === null) return;
      const { context, width, height } = fitted;
      const slots = row.probabilities.length;
      const slotWidth = ((covered / Math.max(1e-9, seconds)) * width) / Math.max(1, slots);
      context.fillStyle = themeColour(node, '--line');
      context.fillRect(0, height - 1, width, 1);
      context.fillStyle = themeColour(node, colour);
      row.probabilities.forEach((probability, slot) => {
        context.globalAlpha = probability >= row.threshold ? 1 : 0.3;
        const left = Math.floor(slot * slotWidth);
        const right = Math.max(left + 1, Math.floor((slot + 1) * slotWidth));
        const tall = probability * height;
        context.fillRect(left, height - tall, right - left, tall);
      });
      context.globalAlpha = 1;
    });
  }, [row, covered, seconds, colour]);
  return <canvas ref={canvas} className="who-band" aria-hidden="true" />;
}
