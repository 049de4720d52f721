import type { HostState } from '../../../../../src-renderer/api/host-state.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../src-shared/hearing/standard-audiograms.ts';
import type { Listener } from '../../../../../src-shared/contract/listeners.ts';
import type { Separation } from '../../../../../src-shared/contract/separation.ts';
import { newProjectId } from '../../../../../src-shared/project/ids.ts';
import { exampleRecording } from '../../../../support/recording.ts';
import { readySeparation } from '../../../../support/separation.ts';

/** A library with one recording, which two models separated, and one listener. */
export const recording = exampleRecording({ title: 'Trio in F' });
export const separations: readonly Separation[] = [
  readySeparation({ recordingId: recording.id, modelId: 'harmonic-u-net', projectId: newProjectId() }),
  readySeparation({ recordingId: recording.id, modelId: 'conv-tasnet' }),
];
export const listener: Listener = {
  name: 'L07',
  hearing: { left: STANDARD_AUDIOGRAMS.N3, right: STANDARD_AUDIOGRAMS.S2 },
};

const state: Pick<HostState, 'loaded' | 'recordings'> = {
  loaded: true,
  recordings: new Map([[recording.id, recording]]),
};

/** In place of `api/store.ts`, which needs a connection. */
export const libraryStore = {
  useHost: <T>(select: (host: typeof state) => T): T => select(state),
  useSettings: () => ({ fullScaleDbSpl: 88 }),
  useSeparationsOf: () => separations,
  loadRecording: () => Promise.resolve({ recording, separations }),
};

/** In place of `api/client.ts`. */
export const libraryClient = { api: { listeners: { list: () => Promise.resolve([listener]) } } };
