import { Layers, Play, Square, Undo2, X } from 'lucide-react';
import { pitchName } from '../../../../src-shared/format/pitch.ts';
import {
  BAND_CENTS,
  BRUSH_SECONDS,
  BRUSH_SEMITONES,
  HARMONICS,
} from '../../../../src-shared/project/sound-selection.ts';
import { pitchOfHz } from '../../../ui/spectrogram/axes.ts';
import { Button, IconButton, Toggle } from '../../../ui/Button.tsx';
import { TimeField } from '../../../ui/fields.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { words } from '../../../words/words.ts';
import { useObservable } from '../use-store.ts';
import { onlyHarmonics, onlyRectangle, withoutLast, type TrackSound } from './shapes.ts';
import type { ToolSettings, ToolStore } from './tools.ts';

interface Props {
  readonly tools: ToolStore;
  readonly sound: TrackSound | null;
  readonly trackName: string;
  readonly frames: number;
  readonly sampleRate: number;
  readonly hearing: boolean;
  readonly rendering: boolean;
  onSound: (sound: TrackSound | null) => void;
  onHear: () => void;
  onEdit: () => void;
}

/** The sizes of the selecting tool, the numbers of what it selected, and what can be done with it. */
export function SelectionBar(props: Props) {
  const { tools, sound, hearing } = props;
  const settings = useObservable(tools.state);
  const texts = words().selecting;
  return (
    <div className="selection-bar" role="toolbar" aria-label={texts.bar}>
      {settings.tool === 'brush' && <BrushFields tools={tools} settings={settings} />}
      <Numbers {...props} settings={settings} />
      {sound === null ? (
        <span className="soft small">{texts.hint[settings.tool]}</span>
      ) : (
        <div className="selection-actions">
          <Button
            size="sm"
            busy={props.rendering}
            icon={
              hearing ? (
                <Square size={12} fill="currentColor" aria-hidden="true" />
              ) : (
                <Play size={12} fill="currentColor" aria-hidden="true" />
              )
            }
            onClick={props.onHear}
          >
            {hearing ? texts.stop : texts.hear}
          </Button>
          <Button
            size="sm"
            variant="primary"
            icon={<Layers size={14} aria-hidden="true" />}
            onClick={props.onEdit}
          >
            {texts.edit}
          </Button>
          <IconButton size="sm" label={texts.takeBack} onClick={() => props.onSound(withoutLast(sound))}>
            <Undo2 size={14} aria-hidden="true" />
          </IconButton>
          <IconButton size="sm" label={texts.clear} onClick={() => props.onSound(null)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}

function BrushFields({ tools, settings }: { readonly tools: ToolStore; readonly settings: ToolSettings }) {
  const texts = words().selecting;
  return (
    <>
      <NumberField
        label={texts.brushSeconds}
        value={settings.seconds}
        min={BRUSH_SECONDS.least}
        max={BRUSH_SECONDS.most}
        step={0.01}
        digits={3}
        onChange={(seconds) => tools.set({ seconds })}
      />
      <NumberField
        label={texts.brushSemitones}
        value={settings.semitones}
        min={BRUSH_SEMITONES.least}
        max={BRUSH_SEMITONES.most}
        step={0.25}
        digits={2}
        onChange={(semitones) => tools.set({ semitones })}
      />
      <Toggle
        label={texts.erase}
        size="sm"
        pressed={settings.erase}
        onPressedChange={(erase) => tools.set({ erase })}
      >
        {texts.erase}
      </Toggle>
    </>
  );
}

type NumberProps = Pick<Props, 'tools' | 'sound' | 'frames' | 'sampleRate' | 'trackName' | 'onSound'> & {
  readonly settings: ToolSettings;
};

const HIGHEST_HZ = 100_000;

/** A single rectangle or comb is edited by its numbers; more than that is told in words. */
function Numbers({ tools, settings, sound, frames, sampleRate, trackName, onSound }: NumberProps) {
  const texts = words().selecting;
  const rectangle = onlyRectangle(sound);
  const comb = onlyHarmonics(sound);
  const single = rectangle ?? comb;
  const combFields = (count: number, cents: number, change: (sizes: Partial<ToolSettings>) => void) => (
    <>
      <NumberField
        label={texts.count}
        value={count}
        min={HARMONICS.least}
        max={HARMONICS.most}
        step={1}
        onChange={(value) => change({ count: Math.round(value) })}
      />
      <NumberField
        label={texts.cents}
        value={cents}
        min={BAND_CENTS.least}
        max={BAND_CENTS.most}
        step={5}
        onChange={(value) => change({ cents: value })}
      />
    </>
  );
  if (sound === null) {
    return settings.tool === 'harmonics'
      ? combFields(settings.count, settings.cents, (sizes) => tools.set(sizes))
      : null;
  }
  if (single === null) {
    const { shapes } = sound;
    return <span className="small">{texts.shapes(trackName, shapes.length)}</span>;
  }
  const put = (change: object): void => onSound({ ...sound, shapes: [{ ...single, ...change }] });
  const seconds = (at: number): number => at / sampleRate;
  return (
    <>
      <TimeField
        label={texts.from}
        value={seconds(single.from)}
        min={0}
        max={seconds(single.to - 1)}
        onChange={(value) => put({ from: Math.round(value * sampleRate) })}
      />
      <TimeField
        label={texts.to}
        value={seconds(single.to)}
        min={seconds(single.from + 1)}
        max={seconds(frames)}
        onChange={(value) => put({ to: Math.round(value * sampleRate) })}
      />
      {rectangle !== null && (
        <>
          <NumberField
            label={texts.low}
            value={rectangle.lowHz ?? 0}
            min={0}
            max={(rectangle.highHz ?? HIGHEST_HZ) - 1}
            step={1}
            onChange={(lowHz) => put({ lowHz })}
          />
          <NumberField
            label={texts.high}
            value={rectangle.highHz ?? HIGHEST_HZ}
            min={(rectangle.lowHz ?? 0) + 1}
            max={HIGHEST_HZ}
            step={1}
            onChange={(highHz) => put({ highHz })}
          />
        </>
      )}
      {comb !== null && (
        <>
          <NumberField
            label={texts.pitch(pitchName(Math.round(pitchOfHz(comb.hz))))}
            value={comb.hz}
            min={8}
            max={20_000}
            step={0.5}
            digits={1}
            onChange={(hz) => put({ hz })}
          />
          {combFields(comb.count, comb.cents, (sizes) => {
            tools.set(sizes);
            put(sizes);
          })}
        </>
      )}
    </>
  );
}
