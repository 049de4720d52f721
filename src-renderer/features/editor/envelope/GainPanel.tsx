import { useEffect, useRef } from 'react';
import { Trash2, VolumeX, X } from 'lucide-react';
import { SILENCE_DB } from '../../../../src-shared/mixing/levels.ts';
import type { ProjectDocument, Track } from '../../../../src-shared/project/document.ts';
import { FADE_SHAPES, type FadeShape, type GainRegion } from '../../../../src-shared/project/envelope.ts';
import { GAIN_RANGE_DB } from '../../../../src-shared/project/limits.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { FrameRange } from '../../../engine/protocol.ts';
import { Button, IconButton, Toggle } from '../../../ui/Button.tsx';
import { Select, TimeField } from '../../../ui/fields.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { useLanguage, words } from '../../../words/words.ts';
import { useGesture, useObservable } from '../use-store.ts';
import type { EditorSession } from '../session.ts';
import { editGain, removeChosenRegion } from './gain-choice.ts';
import './envelope.css';

interface Props {
  readonly session: Pick<EditorSession, 'store' | 'engine' | 'gainChoice'>;
  readonly document: ProjectDocument;
  /** The selected passage, of which a region can be made. */
  readonly selection: FrameRange | null;
}

/** The numbers of a gain region, or of the fades of a track. */
export function GainPanel({ session, document, selection }: Props) {
  useLanguage();
  const { store, gainChoice: choice } = session;
  const chosen = useObservable(choice);
  const root = useRef<HTMLDivElement>(null);
  const cameFrom = useRef<HTMLElement>(null);
  useEffect(() => {
    const panel = root.current;
    if (chosen?.focus !== true || panel === null) return;
    const { activeElement } = panel.ownerDocument;
    if (activeElement instanceof HTMLElement && !panel.contains(activeElement))
      cameFrom.current = activeElement;
    panel.querySelector('input')?.focus();
  }, [chosen]);
  const track = document.tracks.find(({ id }) => id === chosen?.trackId);
  if (chosen === null || track === undefined) return null;
  const region = track.envelope?.regions.find(({ id }) => id === chosen.regionId);
  if (chosen.regionId !== null && region === undefined) return null;
  const texts = words().envelope;
  const close = (): void => {
    choice.set(null);
    cameFrom.current?.focus();
  };
  return (
    <div className="selection-dock gain-dock">
      <div
        ref={root}
        className="selection-bar gain-panel"
        role="group"
        aria-label={region === undefined ? texts.fadesOf(track.name) : texts.regionOf(track.name)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
        }}
      >
        <strong className="small">{region === undefined ? texts.fadesOf(track.name) : track.name}</strong>
        {region === undefined ? (
          <TrackFades document={document} track={track} store={store} />
        ) : (
          <RegionFields document={document} region={region} store={store} trackId={track.id} />
        )}
        <div className="selection-actions">
          {region === undefined ? (
            <Button
              size="sm"
              disabled={selection === null}
              onClick={() => editGain(session, track.id, selection)}
            >
              {texts.ofSelection}
            </Button>
          ) : (
            <>
              <Button
                size="sm"
                onClick={() => choice.set({ trackId: track.id, regionId: null, focus: true })}
              >
                {texts.trackFades}
              </Button>
              <IconButton size="sm" label={texts.remove} onClick={() => removeChosenRegion(session)}>
                <Trash2 size={14} aria-hidden="true" />
              </IconButton>
            </>
          )}
          <IconButton size="sm" label={words().common.close} onClick={close}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
    </div>
  );
}

interface RegionProps {
  readonly document: ProjectDocument;
  readonly region: GainRegion;
  readonly store: DocumentStore;
  readonly trackId: string;
}

function RegionFields({ document, region, store, trackId }: RegionProps) {
  const texts = words().envelope;
  const gesture = useGesture(store, 'changeGainRegion');
  const { frames, sampleRate } = document;
  const seconds = (at: number): number => at / sampleRate;
  const put = (change: Partial<GainRegion>): void => {
    gesture('start');
    store.apply({ type: 'putGainRegion', trackId, region: { ...region, ...change } });
    gesture('end');
  };
  const isSilent = region.gainDb <= SILENCE_DB;
  return (
    <>
      <NumberField
        label={texts.gain}
        value={region.gainDb}
        min={SILENCE_DB}
        max={GAIN_RANGE_DB.max}
        step={0.5}
        digits={2}
        onChange={(gainDb) => put({ gainDb })}
      />
      <Toggle
        label={texts.silence}
        size="sm"
        tone="mute"
        pressed={isSilent}
        onPressedChange={(pressed) => put({ gainDb: pressed ? SILENCE_DB : 0 })}
      >
        <VolumeX size={14} aria-hidden="true" />
      </Toggle>
      <TimeField
        label={texts.from}
        value={seconds(region.start)}
        min={0}
        max={seconds(region.end - 1)}
        onChange={(value) => put({ start: Math.round(value * sampleRate) })}
      />
      <TimeField
        label={texts.to}
        value={seconds(region.end)}
        min={seconds(region.start + 1)}
        max={seconds(frames)}
        onChange={(value) => put({ end: Math.round(value * sampleRate) })}
      />
      <FadeFields
        label={texts.fadeIn}
        shapeLabel={texts.fadeInShape}
        fade={region.fadeIn}
        most={region.end - region.start - region.fadeOut.frames}
        sampleRate={sampleRate}
        onChange={(fadeIn) => put({ fadeIn })}
      />
      <FadeFields
        label={texts.fadeOut}
        shapeLabel={texts.fadeOutShape}
        fade={region.fadeOut}
        most={region.end - region.start - region.fadeIn.frames}
        sampleRate={sampleRate}
        onChange={(fadeOut) => put({ fadeOut })}
      />
    </>
  );
}

interface TrackProps {
  readonly document: ProjectDocument;
  readonly track: Track;
  readonly store: DocumentStore;
}

function TrackFades({ document: { frames, sampleRate }, track, store }: TrackProps) {
  const texts = words().envelope;
  const gesture = useGesture(store, 'changeFade');
  const { fadeIn = null, fadeOut = null } = track.envelope ?? {};
  const lengthIn = fadeIn === null ? 0 : fadeIn.end - fadeIn.start;
  const lengthOut = fadeOut === null ? 0 : fadeOut.end - fadeOut.start;
  const set =
    (edge: 'in' | 'out') =>
    (fade: GainRegion['fadeIn']): void => {
      gesture('start');
      store.apply({ type: 'setEndFade', trackId: track.id, edge, ...fade });
      gesture('end');
    };
  return (
    <>
      <FadeFields
        label={texts.fadeIn}
        shapeLabel={texts.fadeInShape}
        fade={{ frames: lengthIn, shape: fadeIn?.shape ?? 'raisedCosine' }}
        most={frames - lengthOut}
        sampleRate={sampleRate}
        shapeDisabled={fadeIn === null}
        onChange={set('in')}
      />
      <FadeFields
        label={texts.fadeOut}
        shapeLabel={texts.fadeOutShape}
        fade={{ frames: lengthOut, shape: fadeOut?.shape ?? 'raisedCosine' }}
        most={frames - lengthIn}
        sampleRate={sampleRate}
        shapeDisabled={fadeOut === null}
        onChange={set('out')}
      />
    </>
  );
}

interface FadeProps {
  readonly label: string;
  readonly shapeLabel: string;
  readonly fade: GainRegion['fadeIn'];
  /** Samples. */
  readonly most: number;
  readonly sampleRate: number;
  readonly shapeDisabled?: boolean;
  onChange: (fade: GainRegion['fadeIn']) => void;
}

const FADE_STEP_MS = 5;

function FadeFields(props: FadeProps) {
  const { label, shapeLabel, fade, most, sampleRate, shapeDisabled = false, onChange } = props;
  const milliseconds = (frames: number): number => (1000 * frames) / sampleRate;
  return (
    <div className="fade-fields">
      <NumberField
        label={label}
        value={milliseconds(fade.frames)}
        min={0}
        max={milliseconds(most)}
        step={FADE_STEP_MS}
        digits={1}
        onChange={(value) => onChange({ ...fade, frames: Math.round((value * sampleRate) / 1000) })}
      />
      <Select<FadeShape>
        label={shapeLabel}
        hideLabel
        size="sm"
        disabled={shapeDisabled}
        value={fade.shape}
        options={FADE_SHAPES.map((value) => ({ value, label: words().envelope.shapes[value] }))}
        onChange={(shape) => onChange({ ...fade, shape })}
      />
    </div>
  );
}
