import { describe, expect, it } from 'vitest';
import {
  getAnalysis,
  getTimeline,
  notHeardBy,
  putAnalysis,
} from '../../../../../src-main/library/rows/analyses.ts';
import type { NewAnalysis } from '../../../../../src-main/library/rows/analyses.ts';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import {
  deleteRecording,
  getRecording,
  insertRecording,
  setReady,
} from '../../../../../src-main/library/rows/recordings.ts';
import {
  deleteSeparation,
  getSeparation,
  insertSeparation,
  setSeparationState,
  storeStems,
} from '../../../../../src-main/library/rows/separations.ts';
import type { Heard, StemHeard, Timeline } from '../../../../../src-shared/contract/listening.ts';
import { newSeparationId, newStemId, type RecordingId } from '../../../../../src-shared/project/ids.ts';
import { aRecording, openTestLibrary } from '../open-test-library.ts';

const heard: Heard = {
  modelId: 'ears',
  modelVersion: '1.0.0',
  silent: false,
  instruments: [{ instrument: 'viola', probability: 0.83 }],
  proposal: [{ id: 'viola', instrument: 'viola', label: 'Viola' }],
};
const stemHeard: StemHeard = {
  instrument: 'viola',
  probability: 0.83,
  expected: 0.83,
  verdict: 'agrees',
};
const timeline: Timeline = {
  hopSeconds: 1.5,
  windowSeconds: 3,
  slots: 2,
  sounding: [true, false],
  rows: [{ instrument: 'viola', threshold: 0.4, probabilities: [0.83, 0] }],
};
const vector = Float32Array.from({ length: 128 }, (_, index) => (index === 5 ? 1 : 0));

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

function readyRecording(write: WritableDatabase): RecordingId {
  const recording = aRecording();
  insertRecording(write, recording);
  setReady(write, recording.id, {
    format: 'wav',
    sampleFormat: 's16',
    sampleRate: 44_100,
    channels: 1,
    frames: 10,
    sha256: 'c'.repeat(64),
    audioPath: '/music/trio.wav',
    channelMap: [0],
    notes: [],
  });
  return recording.id;
}

function separated(write: WritableDatabase, recordingId: RecordingId) {
  const id = newSeparationId();
  insertSeparation(write, {
    id,
    recordingId,
    modelId: 'm',
    modelVersion: '1',
    players: [],
    from: 0,
    to: 10,
  });
  const stemId = newStemId();
  const stem = { separationId: id, label: 'Viola', instrument: 'viola' as const, isRest: false };
  const audio = { channels: 1, frames: 10, sampleRate: 44_100, path: 'stems/x.wav', rmsDbfs: null };
  storeStems(write, id, {
    provider: 'cpu',
    tookSeconds: 1,
    notes: [],
    undeclared: [],
    stems: [{ id: stemId, name: 'viola', ...stem, ...audio }],
  });
  setSeparationState(write, id, 'ready');
  return { id, stemId };
}

const analysisOf = (recordingId: RecordingId, change: Partial<NewAnalysis> = {}): NewAnalysis => ({
  audioId: recordingId,
  recordingId,
  stemId: null,
  modelId: 'ears',
  modelVersion: '1.0.0',
  weightsSha256: OLD,
  heard,
  stemHeard: null,
  timeline,
  vector,
  ...change,
});

describe('analyses', () => {
  it('come back as they were stored, and are told with their recording and stem', async () => {
    const { write } = await openTestLibrary();
    const recordingId = readyRecording(write);
    const { id, stemId } = separated(write, recordingId);
    expect(getRecording(write, recordingId)?.heard).toBeNull();
    expect(getTimeline(write, recordingId)).toBeNull();
    putAnalysis(write, analysisOf(recordingId));
    putAnalysis(write, analysisOf(recordingId, { audioId: stemId, stemId, stemHeard, vector: null }));
    expect(getAnalysis(write, recordingId)).toMatchObject({ heard, timeline, vector, stemHeard: null });
    expect(getAnalysis(write, stemId)).toMatchObject({ stemHeard, vector: null });
    expect(getTimeline(write, recordingId)).toEqual(timeline);
    expect(getRecording(write, recordingId)?.heard).toEqual(heard);
    expect(getSeparation(write, id)?.stems[0]?.heard).toEqual(stemHeard);
  });

  it('take the place of earlier ones, under a number that was never used', async () => {
    const { write } = await openTestLibrary();
    const recordingId = readyRecording(write);
    putAnalysis(write, analysisOf(recordingId));
    const first = getAnalysis(write, recordingId)?.seq ?? 0;
    putAnalysis(write, analysisOf(recordingId, { weightsSha256: NEW }));
    expect(getAnalysis(write, recordingId)).toMatchObject({ weightsSha256: NEW });
    expect(getAnalysis(write, recordingId)?.seq).toBeGreaterThan(first);
  });

  it('go with what was listened to', async () => {
    const { write } = await openTestLibrary();
    const recordingId = readyRecording(write);
    const { id, stemId } = separated(write, recordingId);
    putAnalysis(write, analysisOf(recordingId));
    putAnalysis(write, analysisOf(recordingId, { audioId: stemId, stemId, stemHeard }));
    deleteSeparation(write, id);
    expect(getAnalysis(write, stemId)).toBeNull();
    expect(getAnalysis(write, recordingId)).not.toBeNull();
    deleteRecording(write, recordingId);
    expect(getAnalysis(write, recordingId)).toBeNull();
  });

  it('are missing where these weights have not heard what is ready', async () => {
    const { write } = await openTestLibrary();
    const older = readyRecording(write);
    const newer = readyRecording(write);
    insertRecording(write, aRecording());
    const { id, stemId } = separated(write, older);
    expect(notHeardBy(write, OLD)).toEqual({ recordings: [newer, older], separations: [id] });
    putAnalysis(write, analysisOf(older));
    putAnalysis(write, analysisOf(older, { audioId: stemId, stemId, stemHeard }));
    expect(notHeardBy(write, OLD)).toEqual({ recordings: [newer], separations: [] });
    expect(notHeardBy(write, NEW)).toEqual({ recordings: [newer, older], separations: [id] });
    setSeparationState(write, id, 'running');
    expect(notHeardBy(write, NEW).separations).toEqual([]);
  });
});
