import type { ReadyRecording } from '../contract/recording.ts';
import type { ReadySeparation, Stem } from '../contract/separation.ts';
import { defaultStrip } from './processors/registry.ts';
import { stemColour } from '../project/player-colour.ts';
import { PROJECT_SCHEMA, type ProjectDocument, type Track } from '../project/document.ts';
import type { ProjectId } from '../project/ids.ts';

/** Default mix settings of a new track, which leave its signal unchanged. */
export const untreated = (): Pick<Track, 'gainDb' | 'pan' | 'muted' | 'soloed' | 'strip' | 'automation'> => ({
  gainDb: 0,
  pan: 0,
  muted: false,
  soloed: false,
  strip: defaultStrip(),
  automation: [],
});

/**
 * A new project for a separation: one track per stem with the rest last, all unprocessed, so the mix sums to the
 * recording.
 */
export function newProject(from: {
  readonly id: ProjectId;
  readonly recording: Pick<ReadyRecording, 'id' | 'title' | 'sampleRate'>;
  readonly separation: Pick<ReadySeparation, 'id' | 'from' | 'to' | 'players'> & {
    readonly stems: readonly Omit<Stem, 'heard' | 'rmsDbfs' | 'expectedSdr'>[];
  };
}): ProjectDocument {
  const { id, recording, separation } = from;
  const stems = [...separation.stems].sort((a, b) => Number(a.isRest) - Number(b.isRest));
  return {
    schema: PROJECT_SCHEMA,
    id,
    recordingId: recording.id,
    separationId: separation.id,
    title: recording.title,
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
    master: { gainDb: 0 },
    loop: null,
    loopEnabled: false,
    regions: [],
  };
}
