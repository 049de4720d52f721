import { useState, useSyncExternalStore } from 'react';
import { Maximize2, Minimize2 } from 'lucide-react';
import type { ProjectDocument, Track } from '../../../src-shared/project/document.ts';
import type { Impulse } from '../../../src-shared/project/impulse.ts';
import { lanesOf } from '../../document/lane-owners.ts';
import { MASTER, ROOM_OWNERS, stripOf } from '../../document/strip-owners.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { IconButton } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';
import { Chain } from './Chain.tsx';
import { LibraryFitting } from './fitting/LibraryFitting.tsx';
import { OwnerSwitch } from './OwnerSwitch.tsx';
import type { StripOwner } from './panels.ts';
import { ProcessorView } from './ProcessorView.tsx';
import { LibraryRebalance } from './rebalance/LibraryRebalance.tsx';
import { Routing, type MasterPanel } from './routing/Routing.tsx';
import './strip.css';
import './chain.css';
import './equaliser/equaliser.css';
import './compressor.css';
import './narrow.css';

interface Props {
  readonly track: Track;
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
}

/** Which processor is looked at stays the same kind when another track is selected. */
const STANDARD = 'equaliser';
/** What is chosen in the master's strip besides processors. */
const PANELS: readonly string[] = ['fitting', 'rebalance'] satisfies MasterPanel[];
const isPanel = (id: string): id is MasterPanel => PANELS.includes(id);
const NOT_A_TRACK = 'var(--accent)';

/** The selected track's strip, or the master's or a room's: its processors, the panel of one, and where it goes. */
export function StripPanel({ track, index, sampleRate, store, engine }: Props) {
  const { document } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [chosen, setChosen] = useState(STANDARD);
  const [large, setLarge] = useState(false);
  const owner = ownerId === null ? track : busOwner(document, ownerId);
  const colour = ownerId === null ? `var(--track-${track.colour % 16})` : NOT_A_TRACK;
  const panel = ownerId === MASTER && isPanel(chosen) ? chosen : null;
  const entry = owner.strip.find(({ id }) => id === chosen) ?? owner.strip.at(ownerId === null ? 0 : -1);
  const impulse = ownerId === null ? null : impulseOf(document, ownerId);
  return (
    <div className="strip" data-large={large || undefined}>
      <div className="strip-side">
        <OwnerSwitch track={track} chosen={ownerId} onChoose={setOwnerId} />
        <Chain
          owner={owner}
          store={store}
          selectedId={panel === null ? (entry?.id ?? null) : null}
          onSelect={setChosen}
        />
      </div>
      <Routing
        track={ownerId === null ? track : null}
        ownerId={ownerId}
        document={document}
        store={store}
        engine={engine}
        colour={colour}
        shown={panel}
        onShow={setChosen}
      />
      {panel === 'fitting' ? (
        <LibraryFitting store={store} />
      ) : panel === 'rebalance' ? (
        <LibraryRebalance store={store} />
      ) : impulse !== null ? (
        <ImpulseNote impulse={impulse} engine={engine} />
      ) : entry === undefined ? (
        <p className="strip-empty soft small">{words().processors.empty}</p>
      ) : (
        <ProcessorView
          key={`${owner.id} ${entry.id}`}
          owner={owner}
          entry={entry}
          index={ownerId === null ? index : document.tracks.length}
          sampleRate={sampleRate}
          store={store}
          engine={engine}
          colour={colour}
          actions={
            <IconButton
              label={large ? words().processors.smaller : words().processors.larger}
              size="sm"
              aria-pressed={large}
              onClick={() => setLarge(!large)}
            >
              {large ? (
                <Minimize2 size={13} aria-hidden="true" />
              ) : (
                <Maximize2 size={13} aria-hidden="true" />
              )}
            </IconButton>
          }
        />
      )}
    </div>
  );
}

const impulseOf = (document: ProjectDocument, ownerId: string): Impulse | null =>
  document.rooms[(ROOM_OWNERS as readonly string[]).indexOf(ownerId)]?.impulse ?? null;

/** Says what is heard in place of a room's processor. */
function ImpulseNote({ impulse, engine }: { readonly impulse: Impulse; readonly engine: PlaybackEngine }) {
  const { missingImpulses } = useSyncExternalStore(engine.state.subscribe, engine.state.getSnapshot);
  const text = words().processors.impulse;
  const isMissing = missingImpulses.has(impulse.id);
  return (
    <p className="strip-empty soft small" role={isMissing ? 'alert' : undefined}>
      {isMissing ? text.missing(impulse.name) : text.inUse(impulse.name)}
    </p>
  );
}

function busOwner(document: ProjectDocument, id: string): StripOwner {
  const room = (ROOM_OWNERS as readonly string[]).indexOf(id);
  const name = id === MASTER ? words().processors.master : words().processors.room(room);
  return { id, name, strip: stripOf(document, id), automation: lanesOf(document, id) };
}
