import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { ensembleOf, INSTRUMENTS, PRESETS, REST_INSTRUMENTS } from '../../../src-shared/project/players.ts';
import type { Ensemble, Player, DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/fields.tsx';
import { Menu } from '../../ui/Menu.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import {
  addPlayer,
  fateOf,
  instrumentName,
  MOST_PLAYERS,
  movePlayer,
  removePlayer,
  sameEnsemble,
  setInstrument,
  setLabel,
  trackColourOf,
} from './ensemble.ts';

interface Props {
  readonly players: Ensemble;
  readonly model: ModelInfo | null;
  readonly disabled: boolean;
  onChange: (players: Ensemble) => void;
}

const INSTRUMENT_OPTIONS = [...INSTRUMENTS, ...REST_INSTRUMENTS].map((instrument) => ({
  value: instrument,
  label: instrumentName(instrument),
}));

/** Who is playing: one row a musician, from a preset or one by one. */
export function PlayersEditor({ players, model, disabled, onChange }: Props) {
  const preset = PRESETS.find((item) => sameEnsemble(ensembleOf([...item.instruments]), players));
  const entries: readonly MenuEntry[] = [
    { kind: 'heading', label: 'Can be separated' },
    ...INSTRUMENTS.map((instrument): MenuEntry => ({
      kind: 'item',
      label: instrumentName(instrument),
      onSelect: () => onChange(addPlayer(players, instrument)),
    })),
    { kind: 'separator' },
    { kind: 'heading', label: 'Stay in the rest' },
    ...REST_INSTRUMENTS.map((instrument): MenuEntry => ({
      kind: 'item',
      label: instrumentName(instrument),
      onSelect: () => onChange(addPlayer(players, instrument)),
    })),
  ];
  return (
    <section className="panel players" aria-labelledby="players-title">
      <header className="panel-header">
        <div>
          <h2 id="players-title">Who is playing?</h2>
          <p className="soft small">One line a musician. Two violins are two players.</p>
        </div>
        <div className="players-preset">
          <Select
            label="Preset"
            hideLabel
            disabled={disabled}
            value={preset?.id ?? ''}
            options={[
              {
                value: '',
                label: players.length === 0 ? 'Choose a preset…' : 'Own list',
                disabled: true,
              },
              ...PRESETS.map((item) => ({ value: item.id, label: item.title })),
            ]}
            onChange={(id) => {
              const chosen = PRESETS.find((item) => item.id === id);
              if (chosen !== undefined) onChange(ensembleOf([...chosen.instruments]));
            }}
          />
        </div>
      </header>
      <ol className="player-list">
        {players.map((player, index) => (
          <PlayerRow
            key={player.id}
            player={player}
            players={players}
            index={index}
            model={model}
            disabled={disabled}
            onChange={onChange}
          />
        ))}
      </ol>
      {players.length === 0 && (
        <p className="players-none soft">
          No players yet. Choose a preset, or add them one by one: what to separate is your decision.
        </p>
      )}
      <Menu
        align="start"
        entries={entries}
        trigger={
          <Button
            icon={<Plus size={15} aria-hidden="true" />}
            disabled={disabled || players.length >= MOST_PLAYERS}
          >
            Add a player
          </Button>
        }
      />
    </section>
  );
}

interface RowProps extends Props {
  readonly player: Player;
  readonly index: number;
}

function PlayerRow({ player, players, index, model, disabled, onChange }: RowProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const fate = fateOf(player, players, model);
  const colour = trackColourOf(player, players, model);
  const take = (): void => {
    if (typed !== null) onChange(setLabel(players, index, typed));
    setTyped(null);
  };
  return (
    <li className="player">
      <span
        className="player-colour"
        style={{ background: `var(${colour ?? '--line-strong'})` }}
        aria-hidden="true"
      />
      <div className="player-instrument">
        <Select<DeclaredInstrument>
          label={`Instrument of ${player.label}`}
          hideLabel
          disabled={disabled}
          value={player.instrument}
          options={INSTRUMENT_OPTIONS}
          onChange={(instrument) => onChange(setInstrument(players, index, instrument))}
        />
      </div>
      <input
        className="input player-label"
        aria-label={`Name of player ${index + 1}`}
        disabled={disabled}
        maxLength={80}
        value={typed ?? player.label}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape') setTyped(null);
        }}
      />
      <div className="player-actions">
        <IconButton
          size="sm"
          label={`Move ${player.label} up`}
          disabled={disabled || index === 0}
          onClick={() => onChange(movePlayer(players, index, -1))}
        >
          <ArrowUp size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          size="sm"
          label={`Move ${player.label} down`}
          disabled={disabled || index === players.length - 1}
          onClick={() => onChange(movePlayer(players, index, 1))}
        >
          <ArrowDown size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          size="sm"
          label={`Remove ${player.label}`}
          disabled={disabled}
          onClick={() => onChange(removePlayer(players, index))}
        >
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {fate.kind !== 'stem' && (
        <p className="player-fate">
          {fate.kind === 'rest'
            ? 'Stays in the rest: the model does not separate this instrument.'
            : `The model can’t tell ${fate.count} of these apart: they share one stem.`}
        </p>
      )}
    </li>
  );
}
