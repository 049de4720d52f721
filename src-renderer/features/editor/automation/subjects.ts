import { pointsFor, SEND_TARGETS } from '../../../../src-shared/mixing/targets.ts';
import type { AutomationLane } from '../../../../src-shared/project/automation-lane.ts';
import type { ProjectDocument, Track } from '../../../../src-shared/project/document.ts';
import { MASTER, ROOM_OWNERS } from '../../../document/strip-owners.ts';
import { words } from '../../../words/words.ts';
import { colourOf } from '../parameters.ts';

/** A level that a lane can automate: of a track, a group, a room or the master. */
export interface Subject {
  readonly ownerId: string;
  readonly target: string;
  /** What the level is called. */
  readonly level: string;
  /** What it belongs to. */
  readonly owner: string;
  /** The level where there is no lane. */
  readonly db: number;
  readonly points: AutomationLane['points'] | null;
  /** Any CSS colour. */
  readonly colour: string;
}

/** The levels of a track that have lanes in the editor. */
export const TRACK_LEVELS = ['gainDb', ...SEND_TARGETS] as const;

export function levelName(target: string): string {
  const room = (SEND_TARGETS as readonly string[]).indexOf(target);
  return room < 0 ? words().editor.gain : words().processors.sendTo(room);
}

export function trackSubject(track: Track, target: string): Subject {
  const room = (SEND_TARGETS as readonly string[]).indexOf(target);
  return {
    ownerId: track.id,
    target,
    level: levelName(target),
    owner: track.name,
    db: track.sendsDb[room] ?? track.gainDb,
    points: pointsFor(track.automation, target),
    colour: `var(${colourOf(track.colour)})`,
  };
}

/** The levels of groups, rooms and the master. */
export function busSubjects({ groups, rooms, master }: ProjectDocument): Subject[] {
  const text = words().processors;
  const buses = [
    ...groups.map((group) => ({ ...group, owner: group.name })),
    ...rooms.map((room, index) => ({ ...room, id: ROOM_OWNERS[index] ?? '', owner: text.room(index) })),
    { ...master, id: MASTER, owner: text.master },
  ];
  return buses.map(({ id, owner, gainDb, automation }) => ({
    ...{ ownerId: id, target: 'gainDb', level: text.level, owner, db: gainDb, colour: 'var(--accent)' },
    points: pointsFor(automation, 'gainDb'),
  }));
}
