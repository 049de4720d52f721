/** The page of `editor.bench.ts`: the editor on an hour of eight stereo stems. */
import { NO_METADATA } from '../../src-shared/contract/metadata.ts';
import { createRoot } from 'react-dom/client';
import { Editor } from '../../src-renderer/features/editor/Editor.tsx';
import { drawWaveform } from '../../src-renderer/features/editor/draw-waveform.ts';
import { createSession } from '../../src-renderer/features/editor/session.ts';
import { ViewProvider } from '../../src-renderer/features/editor/viewing/ViewProvider.tsx';
import { StripPanel } from '../../src-renderer/features/mixer/StripPanel.tsx';
import { AuditionContext, type Audition } from '../../src-renderer/ui/audition.ts';
import { fitCanvas } from '../../src-renderer/ui/canvas.ts';
import { startLanguage } from '../../src-renderer/words/words.ts';
import type { ReadyRecording } from '../../src-shared/contract/recording.ts';
import type { ReadySeparation, Stem } from '../../src-shared/contract/separation.ts';
import { newProject } from '../../src-shared/mixing/new-project.ts';
import { newProjectId, newRecordingId, newSeparationId, newStemId } from '../../src-shared/project/ids.ts';
import '../../src-renderer/styles/tokens.css';
import '../../src-renderer/styles/base.css';
import '../../src-renderer/styles/controls.css';
import '../../src-renderer/styles/forms.css';
import '../../src-renderer/styles/overlays.css';

const RATE = 44_100;
const FRAMES = 3600 * RATE;
const separationId = newSeparationId();
const stems = Array.from({ length: 8 }, (_, index): Stem => ({
  id: newStemId(),
  separationId,
  name: `stem-${index + 1}`,
  label: `Player ${index + 1}`,
  instrument: 'violin',
  isRest: index === 7,
  channels: 2,
  frames: FRAMES,
  sampleRate: RATE,
  heard: null,
  rmsDbfs: null,
  expectedSdr: null,
}));
const recording: ReadyRecording = {
  id: newRecordingId(),
  title: 'An hour',
  fileName: 'hour.wav',
  storage: 'copy',
  available: true,
  players: [],
  cover: null,
  expectedSdr: null,
  importedAt: '2026-01-01T00:00:00Z',
  isDemo: false,
  metadata: NO_METADATA,
  notes: [],
  heard: null,
  state: 'ready',
  format: 'wav',
  sampleFormat: 's16',
  sampleRate: RATE,
  channels: 2,
  frames: FRAMES,
};
const separation: ReadySeparation = {
  id: separationId,
  recordingId: recording.id,
  modelId: 'bench',
  modelVersion: '1.0.0',
  version: 0,
  players: [],
  from: 0,
  to: FRAMES,
  createdAt: '2026-01-01T00:00:00Z',
  projectId: null,
  notes: [],
  undeclared: [],
  stemFormat: 'wav',
  notesSha256: null,
  effort: 'best',
  state: 'ready',
  provider: 'cpu',
  tookSeconds: 1,
  stems,
  live: null,
};
let revision = 1;
const session = createSession({
  recording,
  separation,
  document: newProject({ id: newProjectId(), recording, separation }),
  revision,
  past: [],
  readOnly: false,
  outputDeviceId: '',
  save: () => Promise.resolve({ revision: (revision += 1) }),
  newestRevision: () => Promise.resolve(revision),
  measureMix: () => Promise.resolve(-20),
  onVersionFailure: (error) => console.error(error),
});

startLanguage();
document.documentElement.dataset['theme'] = 'dark';
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
root.style.height = '100vh';
const nothing = (): void => undefined;
const audition: Audition = {
  ...{ key: null, request: null, status: 'idle', failure: null },
  ...{ play: nothing, stop: nothing, position: () => null },
};
createRoot(root).render(
  <AuditionContext value={audition}>
    <ViewProvider>
      <Editor
        session={session}
        readOnly={false}
        onBack={nothing}
        onExport={nothing}
        onReload={nothing}
        onOpenMix={nothing}
        onSaveExcerpt={null}
        onEditStems={nothing}
        onSimilar={nothing}
        renderStrip={(context) => <StripPanel {...context} />}
        renderTrackLane={() => null}
        onQuality={nothing}
      />
    </ViewProvider>
  </AuditionContext>,
);

/** Milliseconds of script for one redraw of every lane as it is shown, without the browser's raster. */
function redraw(): number {
  const lanes = [...document.querySelectorAll<HTMLCanvasElement>('canvas.lane-wave')];
  const { tracks } = session.store.getSnapshot().document;
  const source = session.tileSource(tracks[0] ?? fail('the project has no track'));
  const width = lanes[0]?.clientWidth ?? 1;
  const view = { start: 0, framesPerPixel: FRAMES / width };
  const started = performance.now();
  for (const [index, canvas] of lanes.entries()) {
    const fitted = fitCanvas(canvas);
    const track = tracks[index];
    const own = track === undefined ? source : session.tileSource(track);
    if (fitted === null || own === null) continue;
    drawWaveform(fitted.context, fitted, view, session.tiles, own, {
      wave: '#6aa5ff',
      line: '#333842',
      scale: 1,
    });
  }
  return performance.now() - started;
}

function fail(message: string): never {
  throw new Error(message);
}

/** A fixed piece of arithmetic, about a millisecond long: the measure of the machine at this moment. */
function calibration(): number {
  const started = performance.now();
  let sum = 0;
  for (let i = 0; i < 400_000; i += 1) sum += Math.sqrt(i) * 0.5;
  if (sum < 0) throw new Error('unreachable');
  return performance.now() - started;
}

Object.assign(window, {
  editorBench: {
    ready: () => document.querySelectorAll('canvas.lane-wave').length === stems.length,
    redraw,
    calibration,
    play: () => session.engine.play(),
  },
});
