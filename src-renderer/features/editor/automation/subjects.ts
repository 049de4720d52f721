import { automatableIn } from '../../../../src-shared/mixing/automatable.ts';
import { parameterValue } from '../../../../src-shared/mixing/processors/parameters.ts';
import type { ParameterSpec } from '../../../../src-shared/mixing/processors/types.ts';
import { pointsFor, SEND_TARGETS } from '../../../../src-shared/mixing/targets.ts';
import { GAIN } from '../../../../src-shared/mixing/track-parameters.ts';
import type { AutomationLane } from '../../../../src-shared/project/automation-lane.ts';
import type { ProjectDocument, Track } from '../../../../src-shared/project/document.ts';
import type { StripEntry } from '../../../../src-shared/project/strip-entry.ts';
import { MASTER, ROOM_OWNERS, stripOf } from '../../../document/strip-owners.ts';
import { parameterName, titleOf } from '../../../words/processor-names.ts';
import { words } from '../../../words/words.ts';
import { colourOf } from '../parameters.ts';

/** What a lane can automate: a level, or a parameter of a processor, of a track, a group, a room or the master. */
export interface Subject {
  readonly ownerId: string;
  readonly target: string;
  /** What the level or parameter is called. */
  readonly name: string;
  /** What it belongs to. */
  readonly owner: string;
  readonly spec: ParameterSpec;
  /** Where there is no lane. */
  readonly value: number;
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
  const own = { ownerId: track.id, owner: track.name, colour: `var(${colourOf(track.colour)})` };
  const parameter = trackParameters(track).find((subject) => subject.target === target);
  if (parameter !== undefined) return parameter;
  const room = (SEND_TARGETS as readonly string[]).indexOf(target);
  const value = track.sendsDb[room] ?? track.gainDb;
  return { ...own, ...levelOf(target, levelName(target), value, track.automation) };
}

/** The parameters of a track's strip that can be automated. */
export function trackParameters(track: Track): readonly Subject[] {
  const own = { ownerId: track.id, owner: track.name, colour: `var(${colourOf(track.colour)})` };
  return parametersOf(track.strip, track.automation).map((parameter) => ({ ...own, ...parameter }));
}

/** Of each group, room and the master: its level, then what else of it can be automated. */
export function busSubjects(document: ProjectDocument): readonly (readonly [Subject, ...Subject[]])[] {
  const { groups, rooms, master } = document;
  const text = words().processors;
  const buses = [
    ...groups.map((group) => ({ ...group, owner: group.name, hasStrip: false })),
    ...rooms.map((room, index) => ({
      ...room,
      id: ROOM_OWNERS[index] ?? '',
      owner: text.room(index),
      hasStrip: room.impulse === null,
    })),
    { ...master, id: MASTER, owner: text.master, hasStrip: true },
  ];
  return buses.map(({ id, owner, gainDb, automation, hasStrip }) => {
    const own = { ownerId: id, owner, colour: 'var(--accent)' };
    const strip = hasStrip ? stripOf(document, id) : [];
    return [
      { ...own, ...levelOf('gainDb', text.level, gainDb, automation) },
      ...parametersOf(strip, automation).map((parameter) => ({ ...own, ...parameter })),
    ];
  });
}

type Lanes = readonly AutomationLane[];
type Own = 'ownerId' | 'owner' | 'colour';

const levelOf = (target: string, name: string, value: number, lanes: Lanes): Omit<Subject, Own> => ({
  ...{ target, name, value, spec: GAIN },
  points: pointsFor(lanes, target),
});

function parametersOf(strip: readonly StripEntry[], lanes: Lanes): readonly Omit<Subject, Own>[] {
  return automatableIn(strip).map(({ target, entry, spec }) => ({
    ...{ target, spec },
    name: words().automation.parameter(titleOf(entry), parameterName(spec)),
    value: parameterValue(spec, entry.params),
    points: pointsFor(lanes, target),
  }));
}
