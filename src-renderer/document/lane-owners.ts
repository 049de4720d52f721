import {
  GROUP_TARGETS,
  masterTargets,
  roomTargets,
  targetsOf,
  type Targets,
} from '../../src-shared/mixing/targets.ts';
import type { AutomationLane } from '../../src-shared/project/automation-lane.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { patched } from './edits.ts';
import { MASTER, ROOM_OWNERS } from './strip-owners.ts';

interface LaneOwner {
  readonly automation: AutomationLane[];
}

/** The lanes of a track, a group, a room or the master. */
export const lanesOf = (document: ProjectDocument, ownerId: string): readonly AutomationLane[] =>
  ownerIn(document, ownerId).automation;

/** What can be automated of an owner, with the ranges of the values. */
export function targetsIn(document: ProjectDocument, ownerId: string): Targets {
  if (ownerId === MASTER) return masterTargets(document.master);
  const room = document.rooms[(ROOM_OWNERS as readonly string[]).indexOf(ownerId)];
  if (room !== undefined) return roomTargets(room);
  const track = document.tracks.find(({ id }) => id === ownerId);
  return track === undefined ? GROUP_TARGETS : targetsOf(track);
}

/** The document with an owner's lanes changed; the same object if they are the same. */
export function withLanes(
  document: ProjectDocument,
  ownerId: string,
  change: (lanes: AutomationLane[]) => AutomationLane[],
): ProjectDocument {
  const before = ownerIn(document, ownerId);
  const automation = change(before.automation);
  if (automation === before.automation) return document;
  const { tracks, groups, rooms, master } = document;
  const changed = <T extends LaneOwner>(owner: T): T =>
    owner === before ? patched(owner, { automation } as Partial<T>) : owner;
  if (before === master) return { ...document, master: changed(master) };
  if (rooms.some((room) => room === before)) return { ...document, rooms: rooms.map(changed) };
  if (groups.some((group) => group === before)) return { ...document, groups: groups.map(changed) };
  return { ...document, tracks: tracks.map(changed) };
}

function ownerIn({ tracks, groups, rooms, master }: ProjectDocument, id: string): LaneOwner {
  const own = [...tracks, ...groups].find((candidate) => candidate.id === id);
  const room = rooms[(ROOM_OWNERS as readonly string[]).indexOf(id)];
  const owner = own ?? room ?? (id === MASTER ? master : undefined);
  if (owner === undefined) throw new Error(`nothing is called ${id}`);
  return owner;
}
