import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ReadySeparation, Stem } from '../../../src-shared/contract/separation.ts';
import type { ProjectDocument, Track } from '../../../src-shared/project/document.ts';
import type { HeardBar } from '../../../src-shared/project/bars.ts';
import {
  stemAudioId,
  type ProjectId,
  type SeparationId,
  type StemId,
} from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { fetchPcm, fetchPeaks } from '../../api/media.ts';
import { loadRecording } from '../../api/store.ts';
import type { EditName } from '../../../src-shared/words/en/edits.ts';
import type { Step } from '../../document/history.ts';
import { pastFrom } from '../../document/past.ts';
import { createDocumentStore, type DocumentStore } from '../../document/store.ts';
import { takeUp, type Carried } from '../../engine/carry.ts';
import { PlaybackEngine } from '../../engine/engine.ts';
import type { EngineSource } from '../../engine/state.ts';
import type { GainChoice } from './envelope/gain-choice.ts';
import { Observable } from '../../engine/observable.ts';
import { Autosave, saveWhatWasLeft, type NotSaved, type SaveState } from '../../document/autosave.ts';
import { followBars } from './bars.ts';
import { PeakTiles, type TileSource } from './peak-tiles.ts';
import { createAudition, type Audition } from './snapshots/audition.ts';
import { createHeardStore } from './snapshots/heard-store.ts';
import { measureMix } from './snapshots/measure-mix.ts';
import { MixLevels, type MeasureMix } from './snapshots/mix-levels.ts';
import { createStemAudio } from './stem-audio.ts';

/** An open project: its document, playback and saving. It lives from opening the project until leaving it. */
export interface EditorSession {
  readonly recording: ReadyRecording;
  readonly separation: ReadySeparation;
  /** The document with the mix that is heard. */
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  /** Snapshots of the mix, heard in its place. */
  readonly audition: Audition;
  readonly saving: Observable<SaveState>;
  readonly tiles: PeakTiles;
  /** Increments whenever new tiles are available to draw. */
  readonly tilesVersion: Observable<number>;
  /** One scale factor for all waveforms: the loudest fills its lane, and levels stay comparable across lanes. */
  readonly waveScale: Observable<number>;
  /** What the gain panel shows; null while it is closed. */
  readonly gainChoice: Observable<GainChoice | null>;
  /** The bars of an aligned score, in the project's samples; none without one. */
  readonly bars: Observable<readonly HeardBar[]>;
  /** The source of a track's waveform; null if its stem no longer exists. */
  tileSource: (track: Track) => TileSource | null;
  /** The version of the stems that is heard and drawn. */
  readonly versionInUse: Observable<number>;
  /** The stems are in this version now: playback and waveforms follow, and undo leads back. */
  useVersion: (version: number) => void;
  saveNow: () => Promise<void>;
  /** Resolves a conflict by keeping this window's version. */
  overwrite: () => Promise<void>;
  /** Returns why the last edits are not saved; null if they are. */
  close: () => Promise<NotSaved | null>;
}

interface SessionParts {
  readonly recording: ReadyRecording;
  readonly separation: ReadySeparation;
  readonly document: ProjectDocument;
  /** The stored revision of the document. */
  readonly revision: number;
  readonly readOnly: boolean;
  /** Empty for the default device. */
  readonly outputDeviceId: string;
  /** The undo steps of earlier sessions. */
  readonly past: readonly Step<ProjectDocument>[];
  /** `edit` names what led to the document; null if that is unknown. */
  readonly save: (
    baseRevision: number,
    document: ProjectDocument,
    edit: EditName | null,
  ) => Promise<{ readonly revision: number }>;
  readonly newestRevision: () => Promise<number>;
  readonly measureMix: MeasureMix;
  /** Another version of the stems could not be put in use. */
  readonly onVersionFailure: (error: unknown) => void;
}

/** @throws Failure */
export async function openSession(
  separationId: SeparationId,
  options: Pick<SessionParts, 'readOnly' | 'outputDeviceId' | 'onVersionFailure'> & {
    /** Which mix; null for the one that was opened last. */
    readonly projectId: ProjectId | null;
  },
): Promise<EditorSession> {
  const heard = takeUp(separationId);
  await saveWhatWasLeft();
  const { revision, document } = await api.projects.open({
    separationId,
    ...(options.projectId === null ? {} : { projectId: options.projectId }),
  });
  // Into the store, which the page reads its separation from: the editor may be the first page that is opened.
  const { recording, separations } = await loadRecording(document.recordingId);
  if (recording.state !== 'ready') {
    throw new Failure('call/invalid', 'The recording is still being imported');
  }
  const separation = separations.find((candidate) => candidate.id === separationId);
  if (separation === undefined) {
    throw new Failure('library/not-found', 'This separation is no longer in the library');
  }
  if (separation.state !== 'ready') {
    throw new Failure('call/invalid', 'The separation is not finished yet');
  }
  const session = createSession({
    ...options,
    recording,
    separation,
    document,
    revision,
    past: pastFrom(await api.projects.recent({ projectId: document.id })),
    save: (baseRevision, latest, edit) => api.projects.save({ baseRevision, document: latest, edit }),
    measureMix,
    newestRevision: async () => (await api.projects.get({ projectId: document.id })).revision,
  });
  if (heard !== null) goOn(session.engine, document, heard);
  return session;
}

/** Connects the document, playback and saving of a project whose parts are loaded. */
export function createSession(parts: SessionParts): EditorSession {
  const { recording, separation, document, revision, readOnly } = parts;
  const sourcesOf = (version: number) =>
    new Map<StemId, TileSource>(
      separation.stems.map(({ id, channels }) => [
        id,
        { audioId: stemAudioId(id, version), channels, offset: 0, frames: document.frames },
      ]),
    );
  let sources = sourcesOf(separation.version);
  const versionInUse = new Observable(separation.version);
  const store = createDocumentStore(document, parts.past);
  const stemAudio = createStemAudio({
    ...{ separationId: separation.id, version: separation.version, stems: separation.stems, store },
    onChanged: (version) => {
      levels.forget();
      sources = sourcesOf(version);
      versionInUse.set(version);
      engine.reload();
    },
    onFailure: parts.onVersionFailure,
  });
  const source = engineSource(document, recording, separation.stems);
  const engine = new PlaybackEngine(source, stemAudio.fetchPcm);
  const levels = new MixLevels(parts.measureMix);
  const audition = createAudition(store, engine, levels);
  if (parts.outputDeviceId !== '') {
    // A missing output device must not prevent opening: the default device plays instead.
    void engine.setOutput(parts.outputDeviceId).catch(() => undefined);
  }
  const saving = new Observable<SaveState>({ kind: 'saved' });
  const autosave = new Autosave({
    revision,
    document: () => store.getSnapshot().document,
    save: (base, latest) => parts.save(base, latest, store.getSnapshot().undoLabel),
    newest: parts.newestRevision,
    onState: (state) => saving.set(state),
  });

  const tilesVersion = new Observable(0);
  const waveScale = new Observable(1);
  const tiles = new PeakTiles({ fetchPeaks, fetchPcm }, () => {
    if (redraw !== 0) return;
    redraw = requestAnimationFrame(() => {
      redraw = 0;
      tilesVersion.set(tilesVersion.getSnapshot() + 1);
    });
  });
  let redraw = 0;
  const leaving = new AbortController();
  void measureScale(separation.stems, leaving.signal).then((scale) => waveScale.set(scale));

  const bars = new Observable<readonly HeardBar[]>([]);
  const unfollowBars = followBars(recording.id, document.offset, bars);

  let shown: ProjectDocument | null = null;
  const follow = (): void => {
    const latest = store.getSnapshot().document;
    if (latest === shown) return;
    audition.follow(latest);
    engine.setLoop(latest.loopEnabled ? latest.loop : null);
    if (shown !== null && !readOnly) autosave.changed();
    shown = latest;
  };
  follow();
  const unfollow = store.subscribe(follow);

  const saveNow = (): Promise<void> => (readOnly ? Promise.resolve() : autosave.flush());
  const onLeave = (): void => void saveNow();
  const onHide = (): void => {
    if (window.document.visibilityState === 'hidden') onLeave();
  };
  window.addEventListener('blur', onLeave);
  window.addEventListener('pagehide', onLeave);
  window.document.addEventListener('visibilitychange', onHide);

  return {
    recording,
    separation,
    store: createHeardStore(store, audition),
    engine,
    audition,
    saving,
    tiles,
    tilesVersion,
    waveScale,
    gainChoice: new Observable<GainChoice | null>(null),
    bars,
    tileSource: (track) => sources.get(track.source.stemId) ?? null,
    versionInUse,
    useVersion: (version) => stemAudio.follow(version),
    saveNow,
    overwrite: () => autosave.overwrite(),
    close: async () => {
      unfollow();
      unfollowBars();
      audition.close();
      leaving.abort();
      tiles.close();
      cancelAnimationFrame(redraw);
      window.removeEventListener('blur', onLeave);
      window.removeEventListener('pagehide', onLeave);
      window.document.removeEventListener('visibilitychange', onHide);
      const saved = readOnly ? Promise.resolve(null) : autosave.close();
      const [notSaved] = await Promise.all([saved, engine.dispose()]);
      return notSaved;
    },
  };
}

/** Resumes the playback that was under way in the live player while the stems were being separated. */
function goOn(engine: PlaybackEngine, { tracks }: ProjectDocument, heard: Carried): void {
  const only = tracks.find(({ source }) => source.stemId === heard.only);
  if (only !== undefined) engine.listenTo({ kind: 'track', trackId: only.id });
  engine.seek(heard.position);
  if (heard.playing) void engine.play();
}

function engineSource(
  document: ProjectDocument,
  recording: ReadyRecording,
  stems: readonly Stem[],
): EngineSource {
  return {
    sampleRate: document.sampleRate,
    frames: document.frames,
    stems: stems.map((stem) => ({ audioId: stem.id, channels: stem.channels })),
    original: recording.available
      ? { audioId: recording.id, channels: recording.channels, offset: document.offset }
      : null,
  };
}

const OVERVIEW_BUCKETS = 1024;
const LARGEST_SCALE = 32;

/** Returns the factor that scales the highest peak of all stems to full height, or 1 if peaks are not available yet. */
async function measureScale(stems: readonly Stem[], signal: AbortSignal): Promise<number> {
  let highest = 0;
  try {
    for (const stem of stems) {
      const range = { from: 0, to: stem.frames, buckets: Math.min(stem.frames, OVERVIEW_BUCKETS) };
      const { data } = await fetchPeaks(stem.id, range, signal);
      for (const value of data) highest = Math.max(highest, Math.abs(value) / 32767);
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    return 1;
  }
  return highest === 0 ? 1 : Math.min(LARGEST_SCALE, 1 / highest);
}
