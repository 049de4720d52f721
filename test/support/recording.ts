import { NO_METADATA } from '../../src-shared/contract/metadata.ts';
import type { ReadyRecording, UnreadyRecording } from '../../src-shared/contract/recording.ts';
import { newRecordingId } from '../../src-shared/project/ids.ts';

const facts = () => ({
  id: newRecordingId(),
  title: 'Trio',
  fileName: 'trio.wav',
  storage: 'copy' as const,
  available: true,
  players: [],
  importedAt: '2026-01-01T00:00:00Z',
  isDemo: false,
  notes: [],
  metadata: NO_METADATA,
  heard: null,
  cover: null,
  expectedSdr: null,
});

/** An imported stereo recording of one second, as the window receives it. */
export const exampleRecording = (change: Partial<ReadyRecording> = {}): ReadyRecording => ({
  ...facts(),
  state: 'ready',
  format: 'wav',
  sampleFormat: 's16',
  sampleRate: 44_100,
  channels: 2,
  frames: 44_100,
  ...change,
});

/** A recording during import; its header is unknown unless `change` provides one. */
export const importingRecording = (change: Partial<UnreadyRecording> = {}): UnreadyRecording => ({
  ...facts(),
  state: 'importing',
  header: null,
  ...change,
});
