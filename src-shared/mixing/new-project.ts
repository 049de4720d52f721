import type { ReadyRecording } from '../contract/recording.ts';
import type { ReadySeparation, Stem } from '../contract/separation.ts';
import { stemColour } from '../project/player-colour.ts';
import { LIMITER } from './processors/limiter/limiter.ts';
import { defaultStrip, entryOf } from './processors/registry.ts';
import { room } from './processors/room/room.ts';
import { SILENCE_DB } from './levels.ts';
import type { Room } from '../project/buses.ts';
import { ROOMS } from '../project/limits.ts';
import { PROJECT_SCHEMA, type ProjectDocument, type Track } from '../project/document.ts';
import type { ProjectId } from '../project/ids.ts';

/** Default mix settings of a new track, which leave its signal unchanged. */
export const untreated = (): Pick<
  Track,
  'gainDb' | 'pan' | 'muted' | 'soloed' | 'strip' | 'automation' | 'group' | 'sendsDb' | 'envelope'
> => ({
  gainDb: 0,
  pan: 0,
  muted: false,
  soloed: false,
  strip: defaultStrip(),
  automation: [],
  group: null,
  sendsDb: Array.from({ length: ROOMS }, () => SILENCE_DB),
  envelope: null,
});

/** Parameters of the two rooms: a near one and a far one. */
const ROOM_PARAMS = [
  { size: 0, decay: 900, preDelay: 5 },
  { size: 2, decay: 2200, preDelay: 20 },
] as const;

/** The buses of a new project, which leave the sum of the tracks unchanged. */
export const newBuses = (): Pick<ProjectDocument, 'groups' | 'rooms' | 'master'> => ({
  groups: [],
  rooms: ROOM_PARAMS.map((params): Room => {
    const entry = entryOf(room, 'room', false);
    return {
      gainDb: 0,
      processor: { ...entry, params: { ...entry.params, ...params } },
      impulse: null,
      automation: [],
    };
  }),
  master: { gainDb: 0, strip: [], fitting: null, limiter: entryOf(LIMITER, 'limiter', true), automation: [] },
});

/**
 * A new project for a separation: one track per stem with the rest last, all unprocessed, so the mix sums to the
 * recording.
 */
export function newProject(from: {
  readonly id: ProjectId;
  /** The mix's name. */
  readonly mix?: string;
  readonly recording: Pick<ReadyRecording, 'id' | 'title' | 'sampleRate'>;
  readonly separation: Pick<ReadySeparation, 'id' | 'from' | 'to' | 'players'> & {
    readonly stems: readonly Omit<Stem, 'heard' | 'rmsDbfs' | 'expectedSdr'>[];
  };
}): ProjectDocument {
  const { id, recording, separation, mix = '' } = from;
  const stems = [...separation.stems].sort((a, b) => Number(a.isRest) - Number(b.isRest));
  return {
    schema: PROJECT_SCHEMA,
    id,
    recordingId: recording.id,
    separationId: separation.id,
    title: recording.title,
    mix,
    sampleRate: recording.sampleRate,
    frames: separation.to - separation.from,
    offset: separation.from,
    tracks: stems.map((stem, index): Track => ({
      id: `track-${index + 1}`,
      source: { kind: stem.isRest ? 'rest' : 'stem', stemId: stem.id },
      name: stem.label,
      instrument: stem.instrument,
      colour: stemColour(separation.players, stem, index),
      ...untreated(),
    })),
    ...newBuses(),
    loop: null,
    loopEnabled: false,
    regions: [],
    snapshots: [],
    blind: null,
  };
}
