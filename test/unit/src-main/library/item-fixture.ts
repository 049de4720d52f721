import { putAnalysis } from '../../../../src-main/library/rows/analyses.ts';
import type { WritableDatabase } from '../../../../src-main/library/database.ts';
import { insertExcerpt } from '../../../../src-main/library/rows/excerpts.ts';
import { getItem } from '../../../../src-main/library/rows/items.ts';
import { insertRecording, setPlayers, setReady } from '../../../../src-main/library/rows/recordings.ts';
import {
  insertSeparation,
  setSeparationState,
  storeStems,
} from '../../../../src-main/library/rows/separations.ts';
import { VECTOR_LENGTH } from '../../../../src-shared/contract/item-schemas.ts';
import {
  newExcerptId,
  newRecordingId,
  newSeparationId,
  newStemId,
  type ExcerptId,
  type ItemId,
  type RecordingId,
  type SeparationId,
  type StemId,
} from '../../../../src-shared/project/ids.ts';
import { ensembleOf, type DeclaredInstrument } from '../../../../src-shared/project/players.ts';
import { noise } from '../../../support/signals.ts';
import { aRecording } from './open-test-library.ts';

/** A recording that was read: ten seconds of stereo at 44.1 kHz. */
export function addRecording(
  write: WritableDatabase,
  title: string,
  instruments: readonly DeclaredInstrument[] = [],
): RecordingId {
  const id = newRecordingId();
  insertRecording(write, aRecording({ id, title, fileName: `${title.toLowerCase()}.wav` }));
  setPlayers(write, id, ensembleOf(instruments));
  setReady(write, id, {
    format: 'wav',
    sampleFormat: 's16',
    sampleRate: 44_100,
    channels: 2,
    frames: 441_000,
    sha256: 'a'.repeat(64),
    audioPath: '/music/a.wav',
    channelMap: [0, 1],
    notes: [],
  });
  return id;
}

/** A finished separation with a stem for each instrument. */
export function addStems(
  write: WritableDatabase,
  recordingId: RecordingId,
  instruments: readonly DeclaredInstrument[],
): { separationId: SeparationId; stemIds: StemId[] } {
  const separationId = newSeparationId();
  const players = ensembleOf(instruments);
  insertSeparation(write, {
    id: separationId,
    recordingId,
    modelId: 'm',
    modelVersion: '1',
    players,
    from: 0,
    to: 441_000,
  });
  const stemIds = players.map(() => newStemId());
  storeStems(write, separationId, {
    provider: 'cpu',
    tookSeconds: 1,
    notes: [],
    undeclared: [],
    stems: players.map((player, at) => ({
      id: stemIds[at] ?? newStemId(),
      separationId,
      name: player.id,
      label: player.label,
      instrument: player.instrument,
      isRest: false,
      channels: 2,
      frames: 441_000,
      sampleRate: 44_100,
      path: `stems/${separationId}/${player.id}.wav`,
      rmsDbfs: -20,
    })),
  });
  setSeparationState(write, separationId, 'ready');
  return { separationId, stemIds };
}

export function addExcerpt(
  write: WritableDatabase,
  recordingId: RecordingId,
  name: string,
  place: { stemId?: StemId; from?: number; to?: number } = {},
): ExcerptId {
  const id = newExcerptId();
  const { stemId = null, from = 1000, to = 2000 } = place;
  insertExcerpt(write, { id, recordingId, stemId, name, from, to });
  return id;
}

/** What the listening model would have said of an item, but for the vector nothing that matters; null for silence. */
export function addVector(
  write: WritableDatabase,
  id: ItemId,
  vector: Float32Array | null,
  weightsSha256 = 'w1',
): void {
  const item = getItem(write, id);
  if (item === null) throw new Error(`${id} is no item`);
  putAnalysis(write, {
    audioId: id,
    recordingId: item.recordingId,
    stemId: item.stemId,
    modelId: 'ears',
    modelVersion: '1',
    weightsSha256,
    heard: { modelId: 'ears', modelVersion: '1', silent: vector === null, instruments: [], proposal: [] },
    stemHeard: null,
    timeline: { hopSeconds: 1.5, windowSeconds: 3, slots: 0, sounding: [], rows: [] },
    vector,
  });
}

/** A direction drawn at random (seeded), of unit length. */
export function direction(seed: number): Float32Array {
  return unit(noise(VECTOR_LENGTH, seed));
}

export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The unit vector `towards` of the way from `a` to `b`. */
export const between = (a: Float32Array, b: Float32Array, towards: number): Float32Array =>
  unit(a.map((value, at) => (1 - towards) * value + towards * (b[at] ?? 0)));
