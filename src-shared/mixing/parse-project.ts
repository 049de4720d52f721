import { Failure } from '../contract/failure.ts';
import { whatIsWrong } from '../contract/what-is-wrong.ts';
import type { AutomationLane } from '../project/automation-lane.ts';
import { ProjectDocument, type Track } from '../project/document.ts';
import type { Envelope } from '../project/envelope.ts';
import { migrate } from '../project/migrations.ts';
import { LIMITER } from './processors/limiter/limiter.ts';
import { PROCESSORS } from './processors/registry.ts';
import { room } from './processors/room/room.ts';
import type { Declaration } from './processors/types.ts';
import { withMix } from './snapshots.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { GROUP_TARGETS, masterTargets, roomTargets, targetsOf, type Targets } from './targets.ts';

/**
 * Parses a project from an external source (a file, the library, another window) into a document of the current
 * schema.
 * @throws Failure `project/invalid`, naming the first problem
 */
export function parseProject(value: unknown): ProjectDocument {
  const migrated = migrate(value);
  const parsed = ProjectDocument.safeParse(migrated);
  if (!parsed.success) {
    throw new Failure('project/invalid', `The project is damaged: ${whatIsWrong(parsed.error, migrated)}`, {
      cause: parsed.error,
    });
  }
  const problem = findProblem(parsed.data);
  if (problem !== null) throw new Failure('project/invalid', `The project is damaged: ${problem}`);
  return parsed.data;
}

/** Checks constraints that the schema can't express: unique names, existing references, and increasing positions. */
export function findProblem(document: ProjectDocument): string | null {
  const { loop, frames, tracks } = document;
  if (loop !== null && loop.end > frames) return 'the loop passes the end';
  if (document.loopEnabled && loop === null) return 'a loop is switched on where there is none';
  const { regions } = document;
  const region = repeated(regions.map(({ id }) => id));
  if (region !== undefined) return `two regions are called ${region}`;
  if (regions.some(({ start, end }) => (end ?? start) > frames)) return 'a region passes the end';
  if (regions.some(({ start }, index) => start < (regions[index - 1]?.start ?? 0))) {
    return 'the regions are not in order';
  }
  const twice = repeated(tracks.map((track) => track.id));
  if (twice !== undefined) return `two tracks are called ${twice}`;
  for (const track of tracks) {
    const problem = findTrackProblem(track, frames);
    if (problem !== null) return `track ${track.id}: ${problem}`;
  }
  return findBusProblem(document) ?? findSnapshotProblem(document);
}

/** A snapshot is sound if the document is with the snapshot's mix. */
function findSnapshotProblem(document: ProjectDocument): string | null {
  const { snapshots, tracks } = document;
  const twice = repeated(snapshots.map(({ id }) => id));
  if (twice !== undefined) return `two snapshots are called ${twice}`;
  for (const snapshot of snapshots) {
    const ids = snapshot.tracks.map(({ id }) => id);
    const missing = tracks.find(({ id }) => !ids.includes(id));
    const problem =
      repeated(ids) !== undefined || ids.length !== tracks.length || missing !== undefined
        ? 'its tracks are not those of the project'
        : findProblem({ ...withMix(document, snapshot), snapshots: [] });
    if (problem !== null) return `snapshot ${snapshot.id}: ${problem}`;
  }
  return null;
}

function findBusProblem({ groups, rooms, master, tracks, frames }: ProjectDocument): string | null {
  const names = groups.map(({ id }) => id);
  const twice = repeated(names);
  if (twice !== undefined) return `two groups are called ${twice}`;
  const stray = tracks.find(({ group }) => group !== null && !names.includes(group));
  if (stray !== undefined) return `track ${stray.id} belongs to a group that is not there`;
  const inMaster = findStripProblem(master.strip);
  if (inMaster !== null) return `master: ${inMaster}`;
  for (const { processor } of rooms) {
    const problem = findEntryProblem(processor, [room]);
    if (problem !== null) return problem;
  }
  const buses = [
    ...groups.map(({ automation }) => [automation, GROUP_TARGETS] as const),
    ...rooms.map((bus) => [bus.automation, roomTargets(bus)] as const),
    [master.automation, masterTargets(master)] as const,
  ];
  for (const [lanes, targets] of buses) {
    const problem = findLaneProblem(lanes, targets, frames);
    if (problem !== null) return problem;
  }
  return findEntryProblem(master.limiter, [LIMITER]);
}

function findStripProblem(strip: readonly StripEntry[]): string | null {
  const twice = repeated(strip.map(({ id }) => id));
  if (twice !== undefined) return `${twice} appears twice`;
  for (const entry of strip) {
    const problem = findEntryProblem(entry, PROCESSORS);
    if (problem !== null) return problem;
  }
  return null;
}

function findEntryProblem(entry: StripEntry, known: readonly Declaration[]): string | null {
  const processor = known.find((spec) => spec.id === entry.processor && spec.version === entry.version);
  if (processor === undefined) {
    return `this Divisi has no processor "${entry.processor}", version ${entry.version}`;
  }
  const ids = new Set(processor.parameters.map((spec) => spec.id));
  const stray = Object.keys(entry.params).find((id) => !ids.has(id));
  return stray === undefined ? null : `${entry.processor} has no parameter ${stray}`;
}

function findTrackProblem(track: Track, frames: number): string | null {
  const inStrip = findStripProblem(track.strip);
  if (inStrip !== null) return inStrip;
  const inEnvelope = track.envelope === null ? null : findEnvelopeProblem(track.envelope, frames);
  if (inEnvelope !== null) return inEnvelope;
  return findLaneProblem(track.automation, targetsOf(track), frames);
}

function findLaneProblem(lanes: readonly AutomationLane[], targets: Targets, frames: number): string | null {
  const twice = repeated(lanes.map((lane) => lane.target));
  if (twice !== undefined) return `${twice} appears twice`;
  for (const lane of lanes) {
    if (!targets.has(lane.target)) return `automation of ${lane.target}, which is not there`;
    const unordered = lane.points.some((point, index) => point.at <= (lane.points[index - 1]?.at ?? -1));
    if (unordered) return `automation of ${lane.target} does not rise`;
    if ((lane.points.at(-1)?.at ?? 0) > frames) return `automation of ${lane.target} passes the end`;
  }
  return null;
}

function findEnvelopeProblem({ regions, fadeIn, fadeOut }: Envelope, frames: number): string | null {
  const twice = repeated(regions.map(({ id }) => id));
  if (twice !== undefined) return `two gain regions are called ${twice}`;
  if (regions.some(({ start }, index) => start < (regions[index - 1]?.end ?? 0))) {
    return 'the gain regions overlap or are not in order';
  }
  const ends = [regions.at(-1)?.end, fadeIn?.end, fadeOut?.end];
  return ends.some((end) => (end ?? 0) > frames) ? 'a gain region or a fade passes the end' : null;
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
