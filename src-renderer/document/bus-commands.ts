import type { Group, Room } from '../../src-shared/project/buses.ts';
import type { Impulse } from '../../src-shared/project/impulse.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { GAIN_RANGE_DB, LONGEST_TRACK_NAME, MOST_GROUPS } from '../../src-shared/project/limits.ts';
import { clampTo, patched } from './edits.ts';

export type GroupPatch = Partial<Omit<Group, 'id' | 'automation'>>;

/** `room`: its index, from 0. */
export type BusCommand =
  | { readonly type: 'setSend'; readonly trackId: string; readonly room: number; readonly gainDb: number }
  | { readonly type: 'setRoomGain'; readonly room: number; readonly gainDb: number }
  /** Null: the room's own processor. */
  | { readonly type: 'setRoomImpulse'; readonly room: number; readonly impulse: Impulse | null }
  /** A group of its own for the track, which leaves the one it was in. */
  | { readonly type: 'newGroup'; readonly trackId: string; readonly name: string }
  /** Null: the track leaves its group. A group that no track is left in goes. */
  | { readonly type: 'joinGroup'; readonly trackId: string; readonly groupId: string | null }
  | { readonly type: 'setGroup'; readonly groupId: string; readonly patch: GroupPatch };

export function applyBusCommand(document: ProjectDocument, command: BusCommand): ProjectDocument {
  switch (command.type) {
    case 'setSend':
      return withTrack(document, command.trackId, (track) => {
        const sendsDb = replaced(track.sendsDb, command.room, level(command.gainDb));
        return sendsDb === track.sendsDb ? track : { ...track, sendsDb };
      });
    case 'setRoomGain': {
      const room = patched(roomIn(document, command.room), { gainDb: level(command.gainDb) });
      const rooms = replaced(document.rooms, command.room, room);
      return patched(document, { rooms });
    }
    case 'setRoomImpulse':
      return patched(document, {
        rooms: replaced(
          document.rooms,
          command.room,
          patched(roomIn(document, command.room), { impulse: command.impulse }),
        ),
      });
    case 'newGroup':
      return newGroup(document, command.trackId, command.name);
    case 'joinGroup':
      return joinGroup(document, command.trackId, command.groupId);
    case 'setGroup':
      return setGroup(document, command.groupId, command.patch);
  }
}

function newGroup(document: ProjectDocument, trackId: string, name: string): ProjectDocument {
  if (document.groups.length >= MOST_GROUPS) throw new Error(`a project holds ${MOST_GROUPS} groups`);
  const taken = new Set(document.groups.map(({ id }) => id));
  let number = 1;
  while (taken.has(`group-${number}`)) number += 1;
  const group: Group = {
    id: `group-${number}`,
    name: named(name),
    gainDb: 0,
    muted: false,
    soloed: false,
    automation: [],
  };
  return joinGroup({ ...document, groups: [...document.groups, group] }, trackId, group.id);
}

function joinGroup(document: ProjectDocument, trackId: string, groupId: string | null): ProjectDocument {
  if (groupId !== null) groupIn(document, groupId);
  const joined = withTrack(document, trackId, (track) => patched(track, { group: groupId }));
  if (joined === document) return document;
  const used = new Set(joined.tracks.map(({ group }) => group));
  const groups = joined.groups.filter(({ id }) => used.has(id));
  return groups.length === joined.groups.length ? joined : { ...joined, groups };
}

function setGroup(document: ProjectDocument, groupId: string, patch: GroupPatch): ProjectDocument {
  const before = groupIn(document, groupId);
  const after = patched(before, {
    ...patch,
    ...(patch.name === undefined ? {} : { name: named(patch.name) }),
    ...(patch.gainDb === undefined ? {} : { gainDb: level(patch.gainDb) }),
  });
  if (after === before) return document;
  return { ...document, groups: document.groups.map((group) => (group === before ? after : group)) };
}

function groupIn(document: ProjectDocument, id: string): Group {
  const group = document.groups.find((candidate) => candidate.id === id);
  if (group === undefined) throw new Error(`no group ${id}`);
  return group;
}

function roomIn(document: ProjectDocument, index: number): Room {
  const room = document.rooms[index];
  if (room === undefined) throw new Error(`no room ${index}`);
  return room;
}

type Track = ProjectDocument['tracks'][number];

function withTrack(document: ProjectDocument, id: string, change: (track: Track) => Track): ProjectDocument {
  const before = document.tracks.find((track) => track.id === id);
  if (before === undefined) throw new Error(`no track ${id}`);
  const after = change(before);
  if (after === before) return document;
  return { ...document, tracks: document.tracks.map((track) => (track === before ? after : track)) };
}

function replaced<T>(items: T[], index: number, value: T): T[] {
  if (!(index in items)) throw new Error(`no place ${index}`);
  return items[index] === value ? items : items.map((item, at) => (at === index ? value : item));
}

const level = (db: number): number => clampTo(db, GAIN_RANGE_DB.min, GAIN_RANGE_DB.max);

function named(name: string): string {
  const trimmed = name.trim().slice(0, LONGEST_TRACK_NAME);
  if (trimmed === '') throw new Error('a name must not be empty');
  return trimmed;
}
