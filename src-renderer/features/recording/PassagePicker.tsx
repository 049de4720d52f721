import { Play, Scissors, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { describeFailure } from '../../api/messages.ts';
import { usePeaks } from '../../api/use-peaks.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { TimeField } from '../../ui/fields.tsx';
import { formatTime } from '../../../src-shared/format/time.ts';
import { Waveform } from '../../ui/Waveform.tsx';
import { normalised, passageBetween, previewKey, rulerStep, withEdge } from './passage.ts';
import type { Passage } from './passage.ts';
import { usePlayhead } from './use-playhead.ts';
import { words } from '../../words/words.ts';

const BUCKETS = 1600;
/** A press that moves less than this many pixels is a click, not a selection. */
const CLICK_PIXELS = 4;

/** What there is of a recording to choose a passage from. */
export interface PassageAudio {
  readonly id: RecordingId;
  readonly title: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
  /** False while its source can't be found. */
  readonly available: boolean;
  /** True while the recording is still being read. */
  readonly growing: boolean;
}

interface Props {
  readonly audio: PassageAudio;
  /** Null: the whole recording. */
  readonly passage: Passage | null;
  onChange: (passage: Passage | null) => void;
  /** Null where nothing can be saved. */
  readonly onSaveExcerpt: ((passage: Passage) => void) | null;
}

/** The recording's waveform with a passage that can be drawn, moved by keys, typed and heard. */
export function PassagePicker({ audio, passage, onChange, onSaveExcerpt }: Props) {
  const { frames, sampleRate } = audio;
  const box = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ frame: number; x: number; edge: 'from' | 'to' | null } | null>(null);
  const [width, setWidth] = useState(800);
  const audition = useAudition();
  const key = previewKey(audio.id);
  const peaks = usePeaks({
    audioId: audio.id,
    from: 0,
    to: frames,
    buckets: BUCKETS,
    growing: audio.growing,
  });
  const shown = passage ?? { from: 0, to: frames };
  const percent = (frame: number): string => `${(frame / Math.max(1, frames)) * 100}%`;
  const seconds = frames / sampleRate;
  const playing = audition.key === key;
  const unheard = audition.failure?.key === key ? audition.failure.failure : null;

  useEffect(() => {
    const node = box.current;
    if (node === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);

  usePlayhead(playhead, playing, audition.position, frames);

  const change = (next: Passage | null): void => onChange(normalised(next, audio));
  const frameAt = (event: PointerEvent): number => {
    const area = box.current?.getBoundingClientRect();
    if (area === undefined || area.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - area.left) / area.width)) * frames;
  };
  const listen = (from: number, to: number): void => {
    audition.play({ key, audioId: audio.id, sampleRate, channels: audio.channels, from, to });
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || frames === 0) return;
    const target = event.target instanceof HTMLElement ? event.target.dataset['edge'] : undefined;
    const edge = target === 'from' || target === 'to' ? target : null;
    anchor.current = { frame: frameAt(event), x: event.clientX, edge };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const start = anchor.current;
    if (start === null) return;
    if (start.edge !== null) change(withEdge(shown, start.edge, frameAt(event), audio));
    else if (Math.abs(event.clientX - start.x) >= CLICK_PIXELS) {
      change(passageBetween(start.frame, frameAt(event), audio));
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    const start = anchor.current;
    anchor.current = null;
    if (start === null || start.edge !== null || Math.abs(event.clientX - start.x) >= CLICK_PIXELS) return;
    const within = start.frame >= shown.from && start.frame < shown.to;
    listen(Math.floor(start.frame), within ? shown.to : frames);
  };
  const onEdgeKey = (event: KeyboardEvent, edge: 'from' | 'to'): void => {
    const size = event.key.startsWith('Page') ? 10 : event.shiftKey ? 1 : 0.1;
    const sign =
      event.key === 'ArrowRight' || event.key === 'ArrowUp' || event.key === 'PageUp'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowDown' || event.key === 'PageDown'
          ? -1
          : 0;
    const jump = event.key === 'Home' ? 0 : event.key === 'End' ? frames : null;
    if (sign === 0 && jump === null) return;
    event.preventDefault();
    change(withEdge(shown, edge, jump ?? shown[edge] + sign * size * sampleRate, audio));
  };

  const step = rulerStep(seconds, width);
  const marks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);

  return (
    <section className="passage" aria-label={words().recording.passage.label}>
      <div
        ref={box}
        className="passage-wave"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onDoubleClick={() => change(null)}
      >
        <Waveform
          peaks={peaks}
          lanes="channels"
          label={words().recording.passage.waveform(audio.title, formatTime(seconds))}
        />
        {passage !== null && (
          <>
            <div className="passage-outside" style={{ left: 0, width: percent(passage.from) }} />
            <div className="passage-outside" style={{ left: percent(passage.to), right: 0 }} />
          </>
        )}
        {(['from', 'to'] as const).map((edge) => (
          <div
            key={edge}
            className={`passage-edge passage-edge-${edge}`}
            data-edge={edge}
            style={{ left: percent(shown[edge]) }}
            role="slider"
            tabIndex={0}
            aria-label={edge === 'from' ? words().recording.passage.start : words().recording.passage.end}
            aria-valuemin={0}
            aria-valuemax={seconds}
            aria-valuenow={shown[edge] / sampleRate}
            aria-valuetext={formatTime(shown[edge] / sampleRate, 1)}
            onKeyDown={(event) => onEdgeKey(event, edge)}
          />
        ))}
        <div ref={playhead} className="passage-playhead" />
      </div>
      <div className="passage-ruler tabular" aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark} style={{ left: `${(mark / Math.max(1e-9, seconds)) * 100}%` }}>
            {formatTime(mark, step < 1 ? 1 : 0)}
          </span>
        ))}
      </div>
      <div className="passage-tools">
        <Button
          icon={
            playing ? (
              <Square size={14} fill="currentColor" aria-hidden="true" />
            ) : (
              <Play size={14} fill="currentColor" aria-hidden="true" />
            )
          }
          disabled={frames === 0 || !audio.available}
          onClick={() => (playing ? audition.stop() : listen(shown.from, shown.to))}
        >
          {playing ? words().common.stop : words().common.listen}
        </Button>
        <TimeField
          label={words().recording.passage.from}
          value={shown.from / sampleRate}
          min={0}
          max={seconds}
          onChange={(at) => change(withEdge(shown, 'from', at * sampleRate, audio))}
        />
        <TimeField
          label={words().recording.passage.to}
          value={shown.to / sampleRate}
          min={0}
          max={seconds}
          onChange={(at) => change(withEdge(shown, 'to', at * sampleRate, audio))}
        />
        <p className="passage-length tabular">
          {(passage === null ? words().recording.passage.whole : words().recording.passage.part)(
            formatTime((shown.to - shown.from) / sampleRate, 1),
          )}
        </p>
        {passage === null ? (
          <p className="faint small">{words().recording.passage.dragHint}</p>
        ) : (
          <>
            <Button variant="quiet" onClick={() => change(null)}>
              {words().recording.passage.useWhole}
            </Button>
            {onSaveExcerpt !== null && (
              <Button
                variant="quiet"
                icon={<Scissors size={14} aria-hidden="true" />}
                onClick={() => onSaveExcerpt(passage)}
              >
                {words().recording.passage.saveExcerpt}
              </Button>
            )}
          </>
        )}
      </div>
      {unheard !== null && <FailureNote {...describeFailure(unheard)} />}
    </section>
  );
}
