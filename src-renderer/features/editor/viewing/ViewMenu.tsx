import type { ReactNode } from 'react';
import { SlidersHorizontal } from 'lucide-react';
import type { ParameterSpec } from '../../../../src-shared/mixing/processors/types.ts';
import { HIGHEST_HZ, LOWEST_HZ } from '../../../../src-shared/spectrogram/tiles.ts';
import type { Track } from '../../../../src-shared/project/document.ts';
import { formatHz } from '../../../../src-shared/format/numbers.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Segmented, Select, Switch } from '../../../ui/fields.tsx';
import { Popover } from '../../../ui/Popover.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { USUAL_RANGE } from '../../../ui/spectrogram/axes.ts';
import { words } from '../../../words/words.ts';
import { RANGE_DB, withRangeEnd, type FollowMode, type LaneKind } from './viewing.ts';
import { useViewing, useViewStore } from './view-context.ts';

const PRESETS = {
  usual: USUAL_RANGE,
  all: { lowHz: LOWEST_HZ, highHz: HIGHEST_HZ },
  bass: { lowHz: 30, highHz: 1000 },
  fundamentals: { lowHz: 50, highHz: 4000 },
  air: { lowHz: 2000, highHz: HIGHEST_HZ },
} as const;
type Preset = keyof typeof PRESETS;

const db = (id: string, label: string, defaultValue: number): ParameterSpec => ({
  ...{ id, label, default: defaultValue, unit: 'dB', taper: 'linear' },
  ...{ min: RANGE_DB.min, max: RANGE_DB.max },
});

interface Props {
  readonly tracks: readonly Track[];
  /** Further choices of what the timeline shows. */
  readonly children: ReactNode;
}

/** How all lanes show sound: waveform or spectrogram, colours, ranges, and how the view follows. */
export function ViewMenu({ tracks, children }: Props) {
  const { view, laneLegend } = useViewStore();
  const viewing = useViewing();
  const text = words().viewing;
  const { range, frequencies, spectrograms } = viewing;
  const shown = tracks.filter((track) => spectrograms.has(track.id)).length;
  const all = shown === tracks.length ? 'spectrogram' : shown === 0 ? 'waveform' : 'mixed';
  const preset = (Object.keys(PRESETS) as Preset[]).find(
    (name) => PRESETS[name].lowHz === frequencies.lowHz && PRESETS[name].highHz === frequencies.highHz,
  );
  const own = text.hzRange(formatHz(frequencies.lowHz), formatHz(frequencies.highHz));
  return (
    <Popover
      label={text.title}
      className="view-menu"
      align="start"
      trigger={
        <IconButton label={text.title} size="sm">
          <SlidersHorizontal size={15} aria-hidden="true" />
        </IconButton>
      }
    >
      <Segmented<LaneKind | 'mixed'>
        label={text.tracksShow}
        value={all}
        options={[
          { value: 'waveform', label: text.waveforms },
          { value: 'spectrogram', label: text.spectrograms },
        ]}
        onChange={(kind) => {
          if (kind !== 'mixed')
            view.showAll(
              tracks.map(({ id }) => id),
              kind,
            );
        }}
      />
      <Switch
        label={text.overlay}
        hint={text.overlayHint}
        checked={viewing.overlay}
        onChange={(overlay) => view.set({ overlay })}
      />
      <Segmented
        label={text.colours}
        value={viewing.colourMap}
        options={[
          { value: 'heat', label: text.heat },
          { value: 'grey', label: text.grey },
        ]}
        onChange={(colourMap) => view.set({ colourMap })}
      />
      <div className="view-range">
        <span className="field-label">{text.range}</span>
        {(['floorDb', 'ceilingDb'] as const).map((end) => (
          <Slider
            key={end}
            spec={db(end, text[end], end === 'floorDb' ? -95 : -30)}
            value={range[end]}
            label={text[end]}
            showLabel
            onChange={(value) => view.set({ range: withRangeEnd(range, end, Math.round(value)) })}
          />
        ))}
      </div>
      <Select<Preset | 'own'>
        label={text.frequencies}
        value={preset ?? 'own'}
        options={[
          ...(Object.keys(PRESETS) as Preset[]).map((name) => ({
            value: name,
            label: `${text.presets[name]}, ${text.hzRange(formatHz(PRESETS[name].lowHz), formatHz(PRESETS[name].highHz))}`,
          })),
          ...(preset === undefined ? [{ value: 'own' as const, label: own }] : []),
        ]}
        hint={text.frequenciesHint}
        onChange={(name) => {
          if (name !== 'own') view.set({ frequencies: PRESETS[name] });
        }}
      />
      <Segmented<FollowMode>
        label={text.follow}
        value={viewing.follow}
        options={[
          { value: 'page', label: text.page },
          { value: 'continuous', label: text.continuous },
        ]}
        onChange={(follow) => view.set({ follow })}
      />
      {children}
      {laneLegend}
    </Popover>
  );
}
