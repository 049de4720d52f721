import { AudioLines, FileMusic, Pause, Pencil, Play, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import { heardBars, type HeardBar } from '../../../src-shared/project/bars.ts';
import type { Note as SoundingNote } from '../../../src-shared/project/notes.ts';
import { addNote, DRAWN_SECONDS, freeNoteId, removeNotes } from '../../document/note-edits.ts';
import { giveTo } from '../../document/notes-store.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button, Toggle } from '../../ui/Button.tsx';
import { EmptyState, Note } from '../../ui/feedback.tsx';
import { pixelOf } from '../../ui/timeline-view.ts';
import { playerColour } from '../../../src-shared/project/player-colour.ts';
import { useTimeline } from '../../ui/use-timeline.ts';
import { inWords } from './describe-notes.ts';
import { onRollKey } from './keys.ts';
import { NoteRoll } from './NoteRoll.tsx';
import { BarLane } from './BarLane.tsx';
import { movedLine } from './bar-lane.ts';
import { PinBar } from './PinBar.tsx';
import { DoubtfulNotes } from './DoubtfulNotes.tsx';
import { LineOrder } from './LineOrder.tsx';
import { RollSpectrogram } from './RollSpectrogram.tsx';
import { isScoreReplaced } from './ScoreNotInUse.tsx';
import { ScoreView } from './ScoreView.tsx';
import { reveal } from './roll-view.ts';
import type { NotesSession } from './session.ts';
import { useNotes } from './use-notes.ts';
import { usePins } from './use-pins.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: ReadyRecording;
  readonly session: NotesSession;
  readonly readOnly: boolean;
  /** What can be done with the selected notes and their passage; null where none is selected. */
  renderPassage: (passage: NotesPassage | null, notes: readonly SoundingNote[]) => ReactNode;
}

/** Samples of the recording, half open. */
export interface NotesPassage {
  readonly from: number;
  readonly to: number;
}

const MIDDLE_C = 60;
const nobody: ReadonlySet<string> = new Set();

/** The roll with its players, what is selected, and playing. */
export function NotesEditor({ recording, session, readOnly, renderPassage }: Props) {
  const { store, linesNamed } = session;
  const snapshot = useNotes(store);
  const { document, report } = snapshot;
  const [scoreShown, setScoreShown] = useState(true);
  const [soundShown, setSoundShown] = useState(true);
  const bars = useMemo(() => heardBars(report?.bars ?? []), [report]);
  const pinned = new Set(report?.anchors.map(({ bar }) => bar));
  const pins = usePins(recording.id, store, session.saveNow);
  const [barIndex, setBarIndex] = useState<number | null>(null);
  const chosenBar = bars.find(({ index }) => index === barIndex) ?? null;
  const { timeline, measure } = useTimeline(document.frames);
  const [selected, setSelected] = useState<ReadonlySet<string>>(nobody);
  const [only, setOnly] = useState<string | null>(null);
  const [position, setPosition] = useState(0);
  const audition = useAudition();
  const key = `notes ${recording.id}`;
  const playing = audition.key === key;
  const playhead = useRef<HTMLDivElement>(null);
  const colours = new Map(
    document.players.map((player) => [
      player.id,
      `--track-${playerColour(document.players, player)}` as const,
    ]),
  );
  const chosen = document.notes.filter(({ id }) => selected.has(id));
  const chosenText = inWords(chosen, document.players, document.sampleRate);
  const drawsFor = document.players.find(({ id }) => id === only) ?? document.players[0];

  const now = (): number => (playing ? audition.position() : null) ?? position;
  const play = (from: number): void =>
    audition.play({
      ...{ key, audioId: recording.id, sampleRate: recording.sampleRate, channels: recording.channels },
      from,
      to: recording.frames,
    });
  const togglePlay = (): void => {
    if (!recording.available) return;
    if (playing) {
      setPosition(Math.round(audition.position() ?? position));
      audition.stop();
    } else play(position);
  };
  const seek = (frame: number): void => {
    setPosition(frame);
    if (playing) play(frame);
  };
  const chooseBar = (bar: HeardBar): void => {
    setBarIndex(bar.index);
    timeline.change((view, { width }) => reveal(view, width, { onset: bar.start, offset: bar.end }));
  };
  const draw = (): void => {
    if (drawsFor === undefined) return;
    const at = Math.round((playing ? audition.position() : null) ?? position);
    const onset = Math.min(at, document.frames - 2);
    const id = freeNoteId(document);
    // The pitch of what the player played last: the nearest guess to what comes next.
    const before = document.notes.findLast((note) => note.player === drawsFor.id && note.onset <= onset);
    const offset = Math.min(document.frames, onset + Math.round(DRAWN_SECONDS * document.sampleRate));
    store.edit('drawNote', (now) =>
      addNote(now, {
        ...{ id, player: drawsFor.id, onset, offset, origin: 'drawn', confidence: 1 },
        pitch: before?.pitch ?? MIDDLE_C,
      }),
    );
    setSelected(new Set([id]));
  };
  const remove = (): void => {
    store.edit('deleteNotes', (now) => removeNotes(now, selected));
    setSelected(nobody);
  };

  const keys = useRef((_event: KeyboardEvent): boolean => false);
  useEffect(() => {
    keys.current = (event) =>
      onRollKey(event, { store, timeline, selected, readOnly, select: setSelected, togglePlay, draw });
  });
  const { latest } = timeline;
  const { position: heardAt } = audition;
  useEffect(() => {
    let frame = 0;
    const move = (): void => {
      frame = requestAnimationFrame(move);
      const node = playhead.current;
      if (node === null) return;
      const x = pixelOf(latest.current.view, (playing ? heardAt() : null) ?? position);
      node.style.transform = `translateX(${x}px)`;
      node.style.display = x < 0 || x > latest.current.extent.width ? 'none' : 'block';
    };
    frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [latest, playing, heardAt, position]);

  if (document.players.length === 0) {
    return (
      <EmptyState title={words().notes.editor.noPlayers}>{words().notes.editor.noPlayersText}</EmptyState>
    );
  }
  return (
    <>
      <div className="notes-players" role="group" aria-label={words().notes.editor.players}>
        {document.players.map((player, index) => (
          <button
            key={player.id}
            type="button"
            className="notes-player"
            aria-pressed={only === player.id}
            title={words().notes.editor.highlight(player.label)}
            onClick={() => setOnly((now) => (now === player.id ? null : player.id))}
          >
            <span className="notes-swatch" style={{ background: `var(${colours.get(player.id) ?? ''})` }} />
            {player.label}
            <span className="faint tabular">
              {document.notes.filter((note) => note.player === player.id).length}
            </span>
            {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
          </button>
        ))}
      </div>
      {!linesNamed && <LineOrder {...{ document, store, readOnly }} />}
      {report !== null && isScoreReplaced(document) && <Note title={words().score.notInUse.text} />}
      <div className="notes-views">
        <div
          className="notes-stage"
          data-bars={bars.length > 0 || undefined}
          role="application"
          aria-label={words().notes.editor.roll(document.players.length)}
          tabIndex={0}
          onKeyDown={(event) => {
            if (event.target === event.currentTarget && keys.current(event.nativeEvent))
              event.preventDefault();
          }}
        >
          <NoteRoll
            {...{ store, snapshot, timeline, measure, selected, only, colours, readOnly }}
            renderBehind={
              soundShown && recording.available
                ? (pitch) => (
                    <RollSpectrogram
                      recordingId={recording.id}
                      frames={document.frames}
                      view={timeline.view}
                      pitch={pitch}
                    />
                  )
                : null
            }
            onSelect={setSelected}
            onSeek={seek}
          />
          {bars.length > 0 && (
            <BarLane
              {...{ bars, pinned, timeline, readOnly, chosen: chosenBar, position: now }}
              sampleRate={document.sampleRate}
              onChoose={chooseBar}
              onPin={pins.pin}
              onTogglePlay={togglePlay}
            />
          )}
          <div ref={playhead} className="note-playhead" aria-hidden="true" />
          {document.notes.length === 0 && <p className="notes-none soft">{words().notes.editor.none}</p>}
        </div>
        {report !== null && scoreShown && (
          <ScoreView
            {...{ recordingId: recording.id, report, colours, position: now }}
            onSeek={seek}
            onTogglePlay={togglePlay}
          />
        )}
      </div>
      {chosenBar !== null && (
        <PinBar
          {...{ pins, readOnly, bar: chosenBar, isPinned: pinned.has(chosenBar.index) }}
          sampleRate={document.sampleRate}
          target={() => movedLine(bars, chosenBar, now(), pinned)}
        />
      )}
      <div className="notes-bar">
        <Button
          size="sm"
          icon={playing ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
          disabled={!recording.available}
          onClick={togglePlay}
        >
          {playing ? words().common.pause : words().common.play}
        </Button>
        <Button size="sm" icon={<Pencil size={14} aria-hidden="true" />} disabled={readOnly} onClick={draw}>
          {drawsFor === undefined
            ? words().notes.editor.drawForAny
            : words().notes.editor.drawFor(drawsFor.label)}
        </Button>
        <Toggle
          size="sm"
          label={words().score.showSpectrogram}
          pressed={soundShown}
          onPressedChange={setSoundShown}
        >
          <AudioLines size={14} aria-hidden="true" /> {words().score.spectrogram}
        </Toggle>
        {report !== null && (
          <Toggle size="sm" label={words().score.show} pressed={scoreShown} onPressedChange={setScoreShown}>
            <FileMusic size={14} aria-hidden="true" /> {words().score.title}
          </Toggle>
        )}
        <DoubtfulNotes
          {...{ document, selected }}
          onSelect={(note) => {
            setSelected(new Set([note.id]));
            timeline.change((view, { width }) => reveal(view, width, note));
          }}
        />
        {renderPassage(passageOf(chosen, document), chosen)}
        <p className="notes-chosen ellipsis" role="status" title={chosenText}>
          {chosenText}
        </p>
        {!readOnly && (
          <div className="notes-give" data-idle={chosen.length === 0 || undefined}>
            <span className="soft small">{words().notes.editor.giveTo}</span>
            {document.players.map((player) => (
              <Button
                key={player.id}
                size="sm"
                variant="quiet"
                onClick={() => giveTo(store, selected, player)}
              >
                {player.label}
              </Button>
            ))}
            <Button size="sm" variant="quiet" icon={<Trash2 size={14} aria-hidden="true" />} onClick={remove}>
              {words().notes.editor.delete}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

/** A note begins to sound before its onset is heard, and rings after its end. */
const PASSAGE_MARGIN_SECONDS = 0.3;

function passageOf(
  chosen: readonly SoundingNote[],
  { sampleRate, frames }: { readonly sampleRate: number; readonly frames: number },
): NotesPassage | null {
  if (chosen.length === 0) return null;
  const margin = Math.round(PASSAGE_MARGIN_SECONDS * sampleRate);
  return {
    from: Math.max(0, Math.min(...chosen.map(({ onset }) => onset)) - margin),
    to: Math.min(frames, Math.max(...chosen.map(({ offset }) => offset)) + margin),
  };
}
