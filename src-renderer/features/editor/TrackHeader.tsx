import { memo, useEffect, useRef, useState } from 'react';
import { EllipsisVertical, TriangleAlert } from 'lucide-react';
import { laneValue } from '../../../src-shared/mixing/automation.ts';
import { pointsFor } from '../../../src-shared/mixing/targets.ts';
import { GAIN, PAN } from '../../../src-shared/mixing/track-parameters.ts';
import type { Track } from '../../../src-shared/project/document.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { LONGEST_TRACK_NAME } from '../../../src-shared/project/limits.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { IconButton, Toggle } from '../../ui/Button.tsx';
import { Knob } from '../../ui/Knob.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import type { MeterLevels } from '../../ui/Meter.tsx';
import { ParameterDialog } from './automation/ParameterDialog.tsx';
import { levelName, TRACK_LEVELS, trackParameters, trackSubject } from './automation/subjects.ts';
import { levelsOf } from './meters/levels.ts';
import { ScaledMeter } from './meters/ScaledMeter.tsx';
import { Slider } from '../../ui/Slider.tsx';
import type { StemWords } from '../../ui/stem-words.ts';
import { StemDrag } from './StemDrag.tsx';
import { colourOf, TRACK_COLOURS } from './parameters.ts';
import { useGesture } from './use-store.ts';
import { useLanguage, words } from '../../words/words.ts';

interface Props {
  readonly track: Track;
  /** The index of the track in the engine, which locates its meter. */
  readonly index: number;
  readonly selected: boolean;
  readonly dimmed: boolean;
  /** What the lane that is shown automates. */
  readonly automationShown: string | null;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  /** What the listening model heard in the stem; null if the stem has not been analysed. */
  readonly check: StemWords | null;
  onSelect: (trackId: string) => void;
  onShowAutomation: (trackId: string, target: string | null) => void;
  onSimilar: (stemId: StemId) => void;
  /** Opens the panel of gain regions and fades. */
  onGain: () => void;
}

/** The id of the element that shows a track's name: it takes the focus when the track is selected by key. */
export const trackNameId = (trackId: string): string => `track-name-${trackId}`;

/** A track's name, solo, mute, gain, pan and level. */
export const TrackHeader = memo(function TrackHeader(props: Props) {
  const { track, index, selected, dimmed, automationShown, store, engine, onSelect, onShowAutomation } =
    props;
  const { check } = props;
  useLanguage();
  const [naming, setNaming] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) root.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const gainGesture = useGesture(store, 'changeGain');
  const panGesture = useGesture(store, 'changePan');
  const set = (patch: Parameters<typeof setTrack>[2]): void => setTrack(store, track.id, patch);
  const gainAutomated = pointsFor(track.automation, 'gainDb') !== null;
  const subject = trackSubject(track, automationShown ?? 'gainDb');
  const { target } = subject;
  const [parameter, ...others] = trackParameters(track);
  /** Adds a point at the line's current value, so that the level stays the same until the user moves the point. */
  const addPoint = (): void => {
    const at = Math.round(engine.position());
    const value = subject.points === null ? subject.value : laneValue(subject.points, at);
    store.apply({ type: 'setPoint', trackId: track.id, target, at, value });
    onShowAutomation(track.id, target);
  };
  const readMeter = (): MeterLevels | null => levelsOf(engine, index);
  const entries: MenuEntry[] = [
    { kind: 'item', label: words().common.rename, onSelect: () => setNaming(true) },
    ...TRACK_LEVELS.map((level): MenuEntry => {
      const name = levelName(level);
      const { hideAutomation, showAutomation } = words().editor.track;
      return {
        kind: 'item',
        label: automationShown === level ? hideAutomation(name) : showAutomation(name),
        onSelect: () => onShowAutomation(track.id, automationShown === level ? null : level),
      };
    }),
    {
      kind: 'item',
      label: words().automation.parameters,
      disabled: parameter === undefined,
      onSelect: () => setChoosing(true),
    },
    { kind: 'item', label: words().editor.track.addPoint(subject.name), onSelect: addPoint },
    {
      kind: 'item',
      label: words().editor.track.removeAutomation(subject.name),
      disabled: subject.points === null,
      onSelect: () => store.apply({ type: 'setLane', trackId: track.id, target, points: null }),
    },
    { kind: 'item', label: words().envelope.menu, onSelect: props.onGain },
    { kind: 'separator' },
    {
      kind: 'item',
      label: words().editor.track.soloOnly,
      onSelect: () => store.apply({ type: 'soloOnly', trackId: track.id }),
    },
    {
      kind: 'item',
      label: words().editor.track.reset,
      onSelect: () => store.apply({ type: 'resetTrack', trackId: track.id }),
    },
    {
      kind: 'item',
      label: words().common.moreLikeThis,
      onSelect: () => props.onSimilar(track.source.stemId),
    },
    {
      kind: 'item',
      label: words().editor.track.nextColour,
      onSelect: () => set({ colour: (track.colour + 1) % TRACK_COLOURS }),
    },
  ];
  return (
    <div
      ref={root}
      className="track-header"
      role="group"
      aria-label={words().editor.track.label(track.name)}
      data-selected={selected || undefined}
      data-dimmed={dimmed || undefined}
      data-soloed={track.soloed || undefined}
      onPointerDown={() => onSelect(track.id)}
    >
      <span className="track-colour" style={{ background: `var(${colourOf(track.colour)})` }} />
      <div className="track-main">
        <div className="track-title">
          <span className="track-number tabular" aria-hidden="true">
            {index + 1}
          </span>
          {naming ? (
            <NameField
              name={track.name}
              onDone={(name) => {
                setNaming(false);
                if (name !== null && name !== track.name) set({ name });
              }}
            />
          ) : (
            <button
              type="button"
              id={trackNameId(track.id)}
              className="track-name ellipsis"
              aria-pressed={selected}
              title={words().editor.track.renameHint(track.name)}
              onClick={() => onSelect(track.id)}
              onDoubleClick={() => setNaming(true)}
            >
              {track.name}
            </button>
          )}
          <Toggle
            label={words().editor.track.mute(track.name)}
            tone="mute"
            size="sm"
            pressed={track.muted}
            onPressedChange={(muted) => set({ muted })}
          >
            {words().editor.muteLetter}
          </Toggle>
          <Toggle
            label={words().editor.track.solo(track.name)}
            tone="solo"
            size="sm"
            pressed={track.soloed}
            onPressedChange={(soloed) => set({ soloed })}
            onClickCapture={(event) => {
              if (!event.ctrlKey && !event.metaKey) return;
              event.stopPropagation();
              store.apply({ type: 'soloOnly', trackId: track.id });
            }}
          >
            {words().editor.soloLetter}
          </Toggle>
          <StemDrag stemId={track.source.stemId} name={track.name} />
          <Menu
            entries={entries}
            trigger={
              <IconButton label={words().editor.track.more(track.name)} size="sm" className="track-more">
                <EllipsisVertical size={15} aria-hidden="true" />
              </IconButton>
            }
          />
        </div>
        {check !== null && (
          <p className={`track-check track-check-${check.tone}`} title={check.detail}>
            {check.tone === 'warning' && <TriangleAlert size={12} aria-hidden="true" />}
            <span className="ellipsis">{check.text}</span>
          </p>
        )}
        <div className="track-controls">
          <Slider
            spec={{ ...GAIN, label: words().editor.gain }}
            value={track.gainDb}
            label={
              gainAutomated
                ? words().editor.track.automatedGain(track.name)
                : words().editor.track.gain(track.name)
            }
            disabled={gainAutomated}
            showValue={!gainAutomated}
            colour={`var(${colourOf(track.colour)})`}
            onChange={(gainDb) => set({ gainDb })}
            onGesture={gainGesture}
          />
          {gainAutomated && <span className="track-automated">{words().editor.track.automated}</span>}
          <Knob
            spec={{ ...PAN, label: words().editor.pan }}
            value={track.pan}
            size={24}
            label={words().editor.track.pan(track.name)}
            showLabel={false}
            showValue={false}
            onChange={(pan) => set({ pan })}
            onGesture={panGesture}
          />
        </div>
      </div>
      {choosing && parameter !== undefined && (
        <ParameterDialog
          owner={track.name}
          parameters={[parameter, ...others]}
          shown={automationShown}
          onChoose={(chosen) => onShowAutomation(track.id, chosen)}
          onClose={() => setChoosing(false)}
        />
      )}
      <ScaledMeter name={track.name} label={words().editor.track.level(track.name)} read={readMeter} />
    </div>
  );
});

function setTrack(
  store: DocumentStore,
  trackId: string,
  patch: Partial<Pick<Track, 'name' | 'colour' | 'gainDb' | 'pan' | 'muted' | 'soloed'>>,
): void {
  store.apply({ type: 'setTrack', trackId, patch });
}

/** Commits the name on Enter or blur; Escape discards the edit. */
function NameField({ name, onDone }: { readonly name: string; onDone: (name: string | null) => void }) {
  const [typed, setTyped] = useState(name);
  const done = useRef(false);
  const finish = (result: string | null): void => {
    if (done.current) return;
    done.current = true;
    onDone(result === null || result.trim() === '' ? null : result.trim().slice(0, LONGEST_TRACK_NAME));
  };
  return (
    <input
      className="track-name-input"
      aria-label={words().editor.track.name}
      autoFocus
      value={typed}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => finish(typed)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(typed);
        if (event.key === 'Escape') finish(null);
      }}
    />
  );
}
