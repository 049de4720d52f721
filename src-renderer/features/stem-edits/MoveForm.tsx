import { MoveRight, Volume2 } from 'lucide-react';
import { useState } from 'react';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { rectangleSelection, type SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import type { SoundMove } from '../../api/edit-preview.ts';
import { Button } from '../../ui/Button.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { EditPreview } from './EditPreview.tsx';
import { words } from '../../words/words.ts';

/** Frequencies of a region in Hz; null reaches to the end of the spectrum. */
export interface FrequencyBand {
  readonly lowHz: number | null;
  readonly highHz: number | null;
}

interface Props {
  /** `move` sends sound to another stem, `level` makes it louder or softer. */
  readonly kind: 'move' | 'level';
  readonly separation: ReadySeparation;
  /** Of the dialog, in samples of the recording; a drawn selection has its own. */
  readonly passage: { readonly from: number; readonly to: number };
  /** What was drawn, unless it is a band of frequencies, which the form's own fields show. */
  readonly drawn: SoundSelection | null;
  readonly source: StemId;
  onSource: (id: StemId) => void;
  /** Where to start. */
  readonly band: FrequencyBand;
  readonly blocked: boolean;
  readonly busy: boolean;
  onHear: (() => void) | undefined;
  onMove: (move: SoundMove) => void;
}

/** Levels that a region can be changed by: from silence, in effect, to what `StemEdit` takes. */
const LOWEST_DB = -96;
const HIGHEST_DB = 24;

/** The share of the sound to send to the rest, so that what stays has this level. */
const shareFor = (db: number): number => 1 - 10 ** (db / 20);

/** Which sound of which stem goes where. */
export function MoveForm(props: Props) {
  const { kind, source, blocked, passage, drawn } = props;
  const { stems } = props.separation;
  const [low, setLow] = useState(() => asText(props.band.lowHz));
  const [high, setHigh] = useState(() => asText(props.band.highHz));
  const [db, setDb] = useState('-6');
  const [chosen, setChosen] = useState<StemId | null>(null);
  const texts = words().stemEdits;
  const rest = stems.find(({ isRest }) => isRest);
  const others = stems.filter(({ id }) => id !== source);
  // A level is changed against the rest; the rest's own against the first stem.
  const opposite = rest === undefined || rest.id === source ? others[0] : rest;
  const target = kind === 'level' ? opposite : (others.find(({ id }) => id === chosen) ?? others[0]);
  const [lowHz, highHz, level] = [asHertz(low), asHertz(high), asLevel(db)];
  const isBand = lowHz !== undefined && highHz !== undefined && (lowHz ?? 0) < (highHz ?? Infinity);
  const bandError = drawn === null && !isBand;
  const isEmpty = drawn === null && passage.from >= passage.to;
  const share = kind === 'move' ? 1 : level === null ? null : shareFor(level);
  const move =
    !isBand || isEmpty || share === null || share === 0 || target === undefined
      ? null
      : {
          ...{ source, target: target.id, share },
          selection: drawn ?? rectangleSelection(passage.from, passage.to, lowHz, highHz),
        };
  return (
    <>
      <div className="stem-edits-row">
        <div className="stem-edits-move">
          <Select
            label={texts.stem}
            value={source}
            options={stems.map(({ id, label }) => ({ value: id, label }))}
            onChange={props.onSource}
          />
          {kind === 'move' ? (
            <Select
              label={texts.sendTo}
              value={target?.id ?? source}
              options={others.map(({ id, label }) => ({ value: id, label }))}
              onChange={setChosen}
            />
          ) : (
            <TextField
              label={texts.level}
              value={db}
              inputMode="decimal"
              error={share === null ? texts.levelRange(LOWEST_DB, HIGHEST_DB) : null}
              onChange={setDb}
            />
          )}
          {drawn === null && (
            <>
              <TextField
                label={texts.lowest}
                value={low}
                inputMode="decimal"
                placeholder={texts.open}
                error={bandError ? texts.bandError : null}
                onChange={setLow}
              />
              <TextField
                label={texts.highest}
                value={high}
                inputMode="decimal"
                placeholder={texts.open}
                onChange={setHigh}
              />
            </>
          )}
        </div>
        <Button
          variant="primary"
          icon={
            kind === 'move' ? (
              <MoveRight size={15} aria-hidden="true" />
            ) : (
              <Volume2 size={15} aria-hidden="true" />
            )
          }
          busy={props.busy}
          disabled={blocked || move === null}
          onClick={() => {
            if (move !== null) props.onMove(move);
          }}
        >
          {kind === 'move' ? texts.moveNow : texts.levelNow}
        </Button>
      </div>
      <EditPreview separation={props.separation} move={move} onHear={props.onHear} />
    </>
  );
}

const asText = (hertz: number | null): string => (hertz === null ? '' : String(Math.round(hertz)));

/** Null for an empty field, undefined for what is no frequency. */
function asHertz(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) && value >= 0 && value <= 1_000_000 ? value : undefined;
}

function asLevel(text: string): number | null {
  const value = Number(text.replace(',', '.').replace('−', '-'));
  return text.trim() !== '' && value >= LOWEST_DB && value <= HIGHEST_DB && value !== 0 ? value : null;
}
