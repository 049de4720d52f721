import { Plus, Trash2 } from 'lucide-react';
import {
  hasGain,
  hasQ,
  kindOf,
  type BandSpec,
} from '../../../../src-shared/mixing/processors/equaliser/bands.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import { Knobs } from '../Knobs.tsx';
import { parameterName } from '../../../words/processor-names.ts';
import type { EntryEdits } from '../use-entry.ts';

interface Props {
  readonly bands: readonly BandSpec[];
  readonly active: BandSpec | undefined;
  readonly params: Readonly<Record<string, number>>;
  readonly edits: EntryEdits;
  readonly colour: string;
  /** Prefixes the accessible names of the knobs. */
  readonly owner: string;
  onChoose: (number: number) => void;
  /** Null if every band is in use. */
  readonly onAdd: (() => void) | null;
  onRemove: (band: BandSpec) => void;
}

/** The bands to choose from, and kind, frequency, gain and Q (or slope) of the chosen one. */
export function BandControls(props: Props) {
  const { bands, active, params, edits, colour, owner, onChoose, onAdd, onRemove } = props;
  return (
    <>
      <div className="band-chips" role="group" aria-label={words().processors.bands}>
        {bands.map((band) => (
          <button
            key={band.number}
            type="button"
            className="band-chip"
            aria-label={words().processors.band(band.number)}
            aria-pressed={band === active}
            onClick={() => onChoose(band.number)}
          >
            {band.number}
          </button>
        ))}
        <IconButton
          label={words().processors.addBand}
          size="sm"
          disabled={onAdd === null}
          onClick={() => onAdd?.()}
        >
          <Plus size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {active === undefined ? (
        <p className="soft small">{words().processors.noBands}</p>
      ) : (
        <ActiveBand
          band={active}
          params={params}
          edits={edits}
          colour={colour}
          owner={owner}
          onRemove={() => onRemove(active)}
        />
      )}
    </>
  );
}

interface ActiveProps extends Pick<Props, 'params' | 'edits' | 'colour' | 'owner'> {
  readonly band: BandSpec;
  onRemove: () => void;
}

function ActiveBand({ band, params, edits, colour, owner, onRemove }: ActiveProps) {
  const kind = kindOf(band, params);
  const text = words().processors;
  const name = text.band(band.number);
  return (
    <fieldset className="band">
      <legend className="visually-hidden">{name}</legend>
      <div className="band-kind">
        <Select
          label={text.kindOf(band.number)}
          hideLabel
          size="sm"
          value={String(Math.round(edits.value(band.kind)))}
          options={(band.kind.choices ?? []).map((choice, index) => ({
            value: String(index),
            label: text.choices[choice] ?? choice,
          }))}
          onChange={(value) => edits.set(band.kind, Number(value))}
        />
        <IconButton label={text.removeBand(band.number)} size="sm" onClick={onRemove}>
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <Knobs
        parameters={[band.frequency, ...(hasGain(kind) ? [band.gain] : []), ...(hasQ(kind) ? [band.q] : [])]}
        labels={{
          [band.frequency.id]: text.short.frequency,
          [band.gain.id]: text.short.gain,
          [band.q.id]: 'Q',
        }}
        edits={edits}
        colour={colour}
        owner={owner}
        size={32}
      />
      {!hasQ(kind) && (
        <Select
          label={parameterName(band.slope)}
          size="sm"
          value={String(Math.round(edits.value(band.slope)))}
          options={(band.slope.choices ?? []).map((choice, index) => ({
            value: String(index),
            label: text.choices[choice] ?? choice,
          }))}
          onChange={(value) => edits.set(band.slope, Number(value))}
        />
      )}
    </fieldset>
  );
}
