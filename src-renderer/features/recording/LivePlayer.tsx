import { Pause, Play, SkipBack } from 'lucide-react';
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { Stem } from '../../../src-shared/contract/separation.ts';
import { gainToDb } from '../../../src-shared/mixing/levels.ts';
import { stemColour } from '../../../src-shared/project/player-colour.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { fetchPcm } from '../../api/media.ts';
import { describeFailure } from '../../api/messages.ts';
import { hostState } from '../../api/store.ts';
import { leaveOff } from '../../engine/carry.ts';
import { PlaybackEngine } from '../../engine/engine.ts';
import { useAudition } from '../../ui/audition.ts';
import { IconButton, Toggle } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { formatTime } from '../../../src-shared/format/time.ts';
import { Meter, type MeterLevels } from '../../ui/Meter.tsx';
import { liveAudible, liveMix, onlyHeard, stateWords, waitsAtEdge, type LiveRun } from './live.ts';
import { LiveTimeline } from './LiveTimeline.tsx';
import { words } from '../../words/words.ts';
import './live.css';

interface Props {
  readonly run: LiveRun;
  readonly recording: ReadyRecording;
  /** Sample of the recording at which the separation begins. */
  readonly from: number;
  readonly players: Ensemble;
}

/** Plays the stems of a running separation, and goes on with them once it is done. Lives as long as one run. */
export default function LivePlayer(props: Props) {
  const { run } = props;
  const [engine, setEngine] = useState<PlaybackEngine | null>(null);
  const [soloed, setSoloed] = useState<ReadonlySet<StemId>>(new Set());
  const [muted, setMuted] = useState<ReadonlySet<StemId>>(new Set());
  const first = useRef(run);
  const only = useRef<StemId | null>(null);
  useEffect(() => {
    only.current = onlyHeard(run.stems, soloed, muted);
  });
  useEffect(() => {
    const { stems, separationId, sampleRate, frames, readyFrames } = first.current;
    const sources = stems.map(({ id, channels }) => ({ audioId: id, channels }));
    const made = new PlaybackEngine(
      { sampleRate, frames, readyFrames, stems: sources, original: null },
      fetchPcm,
    );
    const device = hostState().settings?.outputDeviceId ?? '';
    // A device that is gone is no reason not to play: the default does.
    if (device !== '') void made.setOutput(device).catch(() => undefined);
    setEngine(made);
    return () => {
      setEngine(null);
      const position = made.position();
      if (position > 0) leaveOff(separationId, { position, playing: made.wantsPlay, only: only.current });
      void made.dispose();
    };
  }, []);
  if (engine === null) return null;
  return (
    <Panel
      {...props}
      engine={engine}
      soloed={soloed}
      muted={muted}
      onSolo={(id, on) => setSoloed(toggled(soloed, id, on))}
      onMute={(id, on) => setMuted(toggled(muted, id, on))}
    />
  );
}

interface PanelProps extends Props {
  readonly engine: PlaybackEngine;
  readonly soloed: ReadonlySet<StemId>;
  readonly muted: ReadonlySet<StemId>;
  onSolo: (id: StemId, on: boolean) => void;
  onMute: (id: StemId, on: boolean) => void;
}

const PLAYING = new Set(['starting', 'playing', 'waiting']);

function Panel({ run, recording, from, players, engine, soloed, muted, onSolo, onMute }: PanelProps) {
  const title = useId();
  const { stems, sampleRate, frames, readyFrames } = run;
  const { status, failure } = useSyncExternalStore(engine.state.subscribe, engine.state.getSnapshot);
  const audition = useAudition();
  const isOn = PLAYING.has(status);
  const isDone = readyFrames >= frames;
  const time = (frame: number): string => formatTime(frame / sampleRate);

  useEffect(() => engine.setReady(readyFrames), [engine, readyFrames]);
  useEffect(() => engine.configure(liveMix(stems, soloed, muted)), [engine, stems, soloed, muted]);
  // One thing is heard at a time.
  const auditioning = audition.key !== null;
  useEffect(() => {
    if (auditioning) engine.pause();
  }, [engine, auditioning]);

  const toggle = (): void => {
    if (!engine.wantsPlay) audition.stop();
    engine.toggle();
  };
  const state = stateWords(run, status, waitsAtEdge(status, engine.position(), run));
  const heard = liveAudible(stems, soloed, muted);

  return (
    <section className="live" aria-labelledby={title}>
      <header className="live-head">
        <IconButton label={words().recording.live.toStart} onClick={() => engine.seek(0)}>
          <SkipBack size={16} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={isOn ? words().common.pause : words().common.play}
          variant="primary"
          onClick={toggle}
        >
          {isOn ? (
            <Pause size={16} aria-hidden="true" fill="currentColor" />
          ) : (
            <Play size={16} aria-hidden="true" fill="currentColor" />
          )}
        </IconButton>
        <div className="live-text">
          <h3 id={title}>
            {isDone ? words().recording.live.listen : words().recording.live.listenMeanwhile}
          </h3>
          <p className="live-time tabular">
            <Position engine={engine} /> / {time(frames)}
            {!isDone && readyFrames > 0 && (
              <span className="faint">{` · ${words().recording.live.readyTo(time(readyFrames))}`}</span>
            )}
          </p>
        </div>
        <p
          className="live-state"
          role="status"
          data-waiting={isOn && state !== '' && !isDone ? true : undefined}
        >
          {state}
        </p>
      </header>
      <LiveTimeline engine={engine} run={run} recording={recording} from={from} onToggle={toggle} />
      <ul className="live-stems" aria-label={words().recording.live.stems}>
        {stems.map((stem, index) => (
          <StemRow
            key={stem.id}
            stem={stem}
            index={index}
            colour={stemColour(players, stem, index)}
            engine={engine}
            silenced={heard[index] === false}
            soloed={soloed.has(stem.id)}
            muted={muted.has(stem.id)}
            onSolo={(on) => onSolo(stem.id, on)}
            onMute={(on) => onMute(stem.id, on)}
          />
        ))}
      </ul>
      {failure !== null && <FailureNote {...describeFailure(failure)} />}
    </section>
  );
}

function toggled(ids: ReadonlySet<StemId>, id: StemId, on: boolean): ReadonlySet<StemId> {
  const next = new Set(ids);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}

/** The time being heard, written once a frame without React. */
function Position({ engine }: { readonly engine: PlaybackEngine }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const write = (): void => {
      frame = requestAnimationFrame(write);
      const now = formatTime(engine.position() / engine.source.sampleRate, 1);
      if (text.current !== null && text.current.textContent !== now) text.current.textContent = now;
    };
    write();
    return () => cancelAnimationFrame(frame);
  }, [engine]);
  return (
    <span ref={text} className="live-now" role="timer" aria-label={words().recording.live.time}>
      {formatTime(0, 1)}
    </span>
  );
}

interface RowProps {
  readonly stem: Stem;
  readonly index: number;
  /** As its track will have it in the editor. */
  readonly colour: number;
  readonly engine: PlaybackEngine;
  readonly silenced: boolean;
  readonly soloed: boolean;
  readonly muted: boolean;
  onSolo: (on: boolean) => void;
  onMute: (on: boolean) => void;
}

function StemRow({ stem, index, colour, engine, silenced, soloed, muted, onSolo, onMute }: RowProps) {
  const read = (): MeterLevels | null => {
    const peak = engine.meters()?.peak;
    if (peak === undefined) return null;
    return { peakDb: [gainToDb(peak[2 * index] ?? 0), gainToDb(peak[2 * index + 1] ?? 0)] };
  };
  return (
    <li className="live-stem" data-silenced={silenced || undefined}>
      <span className="live-colour" style={{ background: `var(--track-${colour})` }} />
      <span className="live-name ellipsis">{stem.label}</span>
      <Toggle
        label={words().recording.live.mute(stem.label)}
        tone="mute"
        size="sm"
        pressed={muted}
        onPressedChange={onMute}
      >
        {words().editor.muteLetter}
      </Toggle>
      <Toggle
        label={words().recording.live.solo(stem.label)}
        tone="solo"
        size="sm"
        pressed={soloed}
        onPressedChange={onSolo}
      >
        {words().editor.soloLetter}
      </Toggle>
      <Meter label={words().recording.live.level(stem.label)} read={read} orientation="horizontal" />
    </li>
  );
}
