import { Ear, Scale } from 'lucide-react';
import { sendPoints } from '../../../../src-shared/mixing/send.ts';
import { pointsFor } from '../../../../src-shared/mixing/targets.ts';
import type { ProjectDocument, Track } from '../../../../src-shared/project/document.ts';
import { ROOM_OWNERS } from '../../../document/strip-owners.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { Button } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';
import { GroupControls } from './GroupControls.tsx';
import { ImpulseChoice } from './ImpulseChoice.tsx';
import { LevelKnob } from './LevelKnob.tsx';
import { NullReadout } from './NullReadout.tsx';

/** What the master has besides processors. */
export type MasterPanel = 'fitting' | 'rebalance';

interface Props {
  /** Null if the strip is not a track's. */
  readonly track: Track | null;
  readonly ownerId: string | null;
  readonly document: ProjectDocument;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  readonly colour: string;
  /** What of the master is shown in place of a processor. */
  readonly shown: MasterPanel | null;
  readonly onShow: (panel: MasterPanel) => void;
}

/** Where a strip goes: a track's sends and group, a room's level, and what the master gives. */
export function Routing({ track, ownerId, document, store, engine, colour, shown, onShow }: Props) {
  const text = words().processors;
  if (track !== null) {
    return (
      <div className="routing">
        <div className="routing-knobs" role="group" aria-label={text.sendsOf(track.name)}>
          {track.sendsDb.map((gainDb, room) => (
            <LevelKnob
              key={room}
              label={text.sendTo(room)}
              name={text.sendOf(track.name, room)}
              value={gainDb}
              automated={sendPoints(track, room) !== null}
              colour={colour}
              edit="changeSend"
              store={store}
              onChange={(value) => store.apply({ type: 'setSend', trackId: track.id, room, gainDb: value })}
            />
          ))}
        </div>
        <GroupControls track={track} document={document} store={store} colour={colour} />
      </div>
    );
  }
  const room = (ROOM_OWNERS as readonly string[]).indexOf(ownerId ?? '');
  const playing = document.rooms[room];
  if (playing === undefined) {
    return (
      <div className="routing">
        <NullReadout engine={engine} fitted={document.master.fitting?.bypassed === false} />
        <Button
          size="sm"
          icon={<Ear size={14} aria-hidden="true" />}
          aria-pressed={shown === 'fitting'}
          onClick={() => onShow('fitting')}
        >
          {words().fitting.short}
        </Button>
        <Button
          size="sm"
          icon={<Scale size={14} aria-hidden="true" />}
          aria-pressed={shown === 'rebalance'}
          onClick={() => onShow('rebalance')}
        >
          {words().rebalance.title}
        </Button>
      </div>
    );
  }
  return (
    <div className="routing">
      <LevelKnob
        label={text.level}
        name={text.levelOf(text.room(room))}
        value={playing.gainDb}
        automated={pointsFor(playing.automation, 'gainDb') !== null}
        colour={colour}
        edit="changeRoom"
        store={store}
        onChange={(gainDb) => store.apply({ type: 'setRoomGain', room, gainDb })}
      />
      <ImpulseChoice projectId={document.id} room={playing} index={room} store={store} />
      <p className="soft small">{text.roomHint}</p>
    </div>
  );
}
