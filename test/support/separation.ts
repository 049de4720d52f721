import type { ReadySeparation, Separation, Stem } from '../../src-shared/contract/separation.ts';
import { newRecordingId, newSeparationId, newStemId } from '../../src-shared/project/ids.ts';

export type RunningSeparation = Extract<Separation, { state: 'running' }>;
export type StoppedSeparation = Extract<Separation, { state: 'failed' | 'cancelled' }>;

const RATE = 44_100;
const FRAMES = 60 * RATE;

/** Stems of one minute of stereo: viola, cello and the rest. */
export const exampleStems = (separationId: Separation['id']): Stem[] =>
  (['viola', 'cello', null] as const).map((instrument) => ({
    id: newStemId(),
    separationId,
    name: instrument ?? 'rest',
    label: instrument ?? 'Rest',
    instrument,
    isRest: instrument === null,
    channels: 2,
    frames: FRAMES,
    sampleRate: RATE,
    rmsDbfs: -20,
    heard: null,
    expectedSdr: null,
  }));

const facts = () => ({
  id: newSeparationId(),
  recordingId: newRecordingId(),
  modelId: 'm',
  modelVersion: '1.0.0',
  players: [],
  from: 0,
  to: FRAMES,
  createdAt: '2026-01-01T00:00:00Z',
  projectId: null,
  notes: [],
  notesSha256: null,
  effort: 'best' as const,
  undeclared: [],
  version: 0,
});

const unready = () => ({ ...facts(), provider: null, tookSeconds: null, stems: [] as [], live: null });

/** A separation in each of its states, as the window receives it. */
export const runningSeparation = (change: Partial<RunningSeparation> = {}): RunningSeparation => ({
  ...unready(),
  state: 'running',
  ...change,
});

export const stoppedSeparation = (change: Partial<StoppedSeparation> = {}): StoppedSeparation => ({
  ...unready(),
  state: 'failed',
  ...change,
});

export function readySeparation(change: Partial<ReadySeparation> = {}): ReadySeparation {
  const base = { ...facts(), ...change };
  const stems = exampleStems(base.id);
  return { state: 'ready', provider: 'cpu', tookSeconds: 1, stems, stemFormat: 'wav', live: null, ...base };
}
