import type { Recording } from '../../src-shared/contract/recording.ts';
import { newRecordingId } from '../../src-shared/project/ids.ts';

/** An imported second of stereo as the window knows it. */
export const exampleRecording = (change: Partial<Recording> = {}): Recording => ({
  id: newRecordingId(),
  title: 'Trio',
  fileName: 'trio.wav',
  format: 'wav',
  sampleFormat: 's16',
  sampleRate: 44_100,
  channels: 2,
  frames: 44_100,
  storage: 'copy',
  available: true,
  state: 'ready',
  players: [],
  importedAt: '2026-01-01T00:00:00Z',
  isDemo: false,
  notes: [],
  heard: null,
  ...change,
});
