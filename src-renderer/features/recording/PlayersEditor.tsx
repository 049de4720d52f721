import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { INSTRUMENTS, PRESETS, REST_INSTRUMENTS } from '../../../src-shared/project/players.ts';
import type { Ensemble, Player, DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/fields.tsx';
import { Menu } from '../../ui/Menu.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import {
  addPlayer,
  fateOf,
  isPreset,
  namedEnsemble,
  MOST_PLAYERS,
  movePlayer,
  removePlayer,
  setInstrument,
  setLabel,
  trackColourOf,
} from './ensemble.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly players: Ensemble;
  readonly model: ModelInfo | null;
  readonly disabled: boolean;
  onChange: (players: Ensemble) => void;
}

const instrumentOptions = (): { value: DeclaredInstrument; label: string }[] =>
  [...INSTRUMENTS, ...REST_INSTRUMENTS].map((value) => ({ value, label: words().instruments.title(value) }));

/** Who is playing: one row a musician, from a preset or one by one. */
export function PlayersEditor({ players, model, disabled, onChange }: Props) {
  const preset = PRESETS.find((item) => isPreset(players, item.instruments));
  const entries: readonly MenuEntry[] = [
    { kind: 'heading', label: words().recording.players.separable },
    ...INSTRUMENTS.map((instrument): MenuEntry => ({
      kind: 'item',
      label: words().instruments.title(instrument),
      onSelect: () => onChange(addPlayer(players, instrument)),
    })),
    { kind: 'separator' },
    { kind: 'heading', label: words().recording.players.unseparable },
    ...REST_INSTRUMENTS.map((instrument): MenuEntry => ({
      kind: 'item',
      label: words().instruments.title(instrument),
      onSelect: () => onChange(addPlayer(players, instrument)),
    })),
  ];
  return (
    <section className="panel players" aria-labelledby="players-title">
      <header className="panel-header">
        <div>
          <h2 id="players-title">{words().recording.players.title}</h2>
          <p className="soft small">{words().recording.players.text}</p>
        </div>
        <div className="players-preset">
          <Select
            label={words().recording.players.preset}
            hideLabel
            disabled={disabled}
            value={preset?.id ?? ''}
            options={[
              {
                value: '',
                label:
                  players.length === 0
                    ? words().recording.players.choosePreset
                    : words().recording.players.ownList,
                disabled: true,
              },
              ...PRESETS.map((item) => ({ value: item.id, label: words().instruments.presets[item.id] })),
            ]}
            onChange={(id) => {
              const chosen = PRESETS.find((item) => item.id === id);
              if (chosen !== undefined) onChange(namedEnsemble(chosen.instruments));
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
      {players.length === 0 && <p className="players-none soft">{words().recording.players.none}</p>}
      <Menu
        align="start"
        entries={entries}
        trigger={
          <Button
            icon={<Plus size={15} aria-hidden="true" />}
            disabled={disabled || players.length >= MOST_PLAYERS}
          >
            {words().recording.players.add}
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
          label={words().recording.players.instrumentOf(player.label)}
          hideLabel
          disabled={disabled}
          value={player.instrument}
          options={instrumentOptions()}
          onChange={(instrument) => onChange(setInstrument(players, index, instrument))}
        />
      </div>
      <input
        className="input player-label"
        aria-label={words().recording.players.nameOf(index + 1)}
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
          label={words().recording.players.moveUp(player.label)}
          disabled={disabled || index === 0}
          onClick={() => onChange(movePlayer(players, index, -1))}
        >
          <ArrowUp size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          size="sm"
          label={words().recording.players.moveDown(player.label)}
          disabled={disabled || index === players.length - 1}
          onClick={() => onChange(movePlayer(players, index, 1))}
        >
          <ArrowDown size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          size="sm"
          label={words().recording.players.remove(player.label)}
          disabled={disabled}
          onClick={() => onChange(removePlayer(players, index))}
        >
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {fate.kind !== 'stem' && (
        <p className="player-fate">
          {fate.kind === 'rest'
            ? words().recording.players.inRest
            : words().recording.players.shared(fate.count)}
        </p>
      )}
    </li>
  );
}
