import { masterTargets, targetsOf, type Targets } from '../../src-shared/mixing/targets.ts';
import type { AutomationLane } from '../../src-shared/project/automation-lane.ts';
import type { ProjectDocument, Track } from '../../src-shared/project/document.ts';
import type { StripEntry } from '../../src-shared/project/strip-entry.ts';
import { patched } from './edits.ts';

/** Owners of strips besides the tracks. No track has such an id: a track's begins with `track-`. */
export const MASTER = 'master';
/** A room's strip is its one processor. */
export const ROOM_OWNERS = ['room-a', 'room-b'] as const;

/** The strip of a track, of the master (with its limiter last), or of a room. */
export function stripOf(document: ProjectDocument, ownerId: string): readonly StripEntry[] {
  if (ownerId === MASTER) return [...document.master.strip, document.master.limiter];
  const room = document.rooms[roomIndex(ownerId)];
  return room === undefined ? trackIn(document, ownerId).strip : [room.processor];
}

/**
 * The document with an owner's strip changed. Automation of parameters that are no longer there goes.
 * @throws Error if the change takes away or moves what has its fixed place: a room's processor, the master's limiter
 */
export function withStrip(
  document: ProjectDocument,
  ownerId: string,
  change: (strip: StripEntry[]) => StripEntry[],
): ProjectDocument {
  if (ownerId === MASTER) return withMaster(document, change);
  const index = roomIndex(ownerId);
  if (index >= 0) return withRoom(document, index, change);
  const track = trackIn(document, ownerId);
  const strip = change(track.strip);
  if (strip === track.strip) return document;
  const next = { ...track, strip, automation: keptLanes(track.automation, targetsOf({ strip })) };
  return { ...document, tracks: document.tracks.map((other) => (other === track ? next : other)) };
}

function keptLanes(lanes: AutomationLane[], targets: Targets): AutomationLane[] {
  return lanes.every((lane) => targets.has(lane.target))
    ? lanes
    : lanes.filter((lane) => targets.has(lane.target));
}

function withMaster(
  document: ProjectDocument,
  change: (strip: StripEntry[]) => StripEntry[],
): ProjectDocument {
  const { strip, limiter } = document.master;
  const before = [...strip, limiter];
  const after = change(before);
  if (after === before) return document;
  const last = after.at(-1);
  if (last?.id !== limiter.id || last.processor !== limiter.processor) {
    throw new Error('the limiter is the last of the master’s processors');
  }
  const own = after.slice(0, -1);
  const unchanged = own.length === strip.length && own.every((entry, index) => entry === strip[index]);
  const next = { strip: unchanged ? strip : own, limiter: last };
  const automation = keptLanes(document.master.automation, masterTargets(next));
  return patched(document, { master: patched(document.master, { ...next, automation }) });
}

function withRoom(
  document: ProjectDocument,
  index: number,
  change: (strip: StripEntry[]) => StripEntry[],
): ProjectDocument {
  const room = document.rooms[index];
  if (room === undefined) throw new Error(`no room ${index}`);
  const [processor, ...others] = change([room.processor]);
  if (others.length > 0 || processor?.processor !== room.processor.processor) {
    throw new Error('a room has one processor');
  }
  if (processor === room.processor) return document;
  return {
    ...document,
    rooms: document.rooms.map((other) => (other === room ? { ...room, processor } : other)),
  };
}

const roomIndex = (ownerId: string): number => (ROOM_OWNERS as readonly string[]).indexOf(ownerId);

function trackIn(document: ProjectDocument, id: string): Track {
  const track = document.tracks.find((candidate) => candidate.id === id);
  if (track === undefined) throw new Error(`no track ${id}`);
  return track;
}
