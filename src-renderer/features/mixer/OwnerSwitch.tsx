import type { Track } from '../../../src-shared/project/document.ts';
import { MASTER, ROOM_OWNERS } from '../../document/strip-owners.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly track: Track;
  /** Null: the track. */
  readonly chosen: string | null;
  onChoose: (ownerId: string | null) => void;
}

/** Whose strip is shown: the selected track's, a room's or the master's. */
export function OwnerSwitch({ track, chosen, onChoose }: Props) {
  const text = words().processors;
  const owners: readonly { readonly id: string | null; readonly label: string; readonly name: string }[] = [
    { id: null, label: track.name, name: track.name },
    ...ROOM_OWNERS.map((id, index) => ({ id, label: text.roomLetter(index), name: text.room(index) })),
    { id: MASTER, label: text.master, name: text.master },
  ];
  return (
    <div className="owner-switch" role="group" aria-label={text.whoseStrip}>
      {owners.map(({ id, label, name }) => (
        <button
          key={id ?? 'track'}
          type="button"
          className="owner ellipsis"
          aria-pressed={id === chosen}
          aria-label={text.stripOf(name)}
          title={name}
          onClick={() => onChoose(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
