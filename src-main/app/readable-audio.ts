import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import {
  ClipId,
  ImpulseId,
  PreviewAudioId,
  RecordingId,
  StemAudioId,
  stemAudioId,
  stemAudioParts,
  StemId,
  type AudioId,
} from '../../src-shared/project/ids.ts';
import { impulsePath } from '../audio/impulses/keep-impulse.ts';
import { readPeaks, type PeaksAnswer } from '../audio/peaks/peaks-reader.ts';
import { openPcm } from '../audio/read/open.ts';
import type { PcmReader } from '../audio/read/pcm.ts';
import { partPath } from '../audio/write/part-file.ts';
import type { LiveStems } from '../jobs/kinds/live-stems.ts';
import type { ReadableDatabase } from '../library/database.ts';
import {
  clipPathOf,
  fromStoredPath,
  insidePath,
  peaksPathOf,
  type LibraryFolder,
} from '../library/folder.ts';
import { findClip } from '../library/rows/adaptations.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { getStem, type StoredStem } from '../library/rows/separations.ts';
import { getStemVersion } from '../library/rows/stem-versions.ts';
import type { EditPreviews } from './edit-previews.ts';
import type { Sources } from './sources.ts';

/** Open audio of a recording, stem or clip; the caller that opens it closes it. */
export interface OpenAudio {
  readonly channels: number;
  readonly sampleRate: number;
  readonly frames: number;
  /**
   * Frames `[0, readyFrames)` are final; that is all of them unless a separation is still writing the file.
   */
  readonly readyFrames: number;
  /**
   * @returns one block per channel of frames `[first, first + count)`; shorter if the file was truncated
   * @throws Failure `audio/not-ready` if another run has started to rewrite the file
   */
  read(first: number, count: number): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** A complete file of the library, and which of its channels are the audio; null for all of them. */
export interface AudioFile {
  readonly path: string;
  readonly channelMap: readonly number[] | null;
}

/** Samples, half open; to the end by default. */
export interface PeaksRange {
  readonly from: number;
  readonly to: number | undefined;
  readonly buckets: number;
}

/** Reads the library's audio by id. Every method throws Failure `library/not-found` for an unknown id. */
export interface ReadableAudio {
  /** @throws Failure `file/not-found` during its import, `audio/not-ready`, `library/untrusted` */
  open(id: AudioId): Promise<OpenAudio>;
  /** @throws Failure `file/not-found` during its import, `audio/not-ready` while it is separated, `library/untrusted` */
  file(id: AudioId): Promise<AudioFile>;
  /** Empty if the waveform has not been computed yet. */
  peaks(id: AudioId, range: PeaksRange): Promise<PeaksAnswer>;
}

export interface ReadableAudioOptions {
  readonly read: ReadableDatabase;
  readonly folder: LibraryFolder;
  readonly sources: Sources;
  readonly live: LiveStems;
  readonly previews: Pick<EditPreviews, 'fileOf'>;
}

/** Where audio is stored, and its format. */
interface Found {
  /** Null during a recording's import. */
  readonly path: string | null;
  readonly channelMap: readonly number[] | null;
  readonly channels: number;
  readonly frames: number | null;
  /** Null for a complete file. */
  readonly growing: Growing | null;
}

/** A file that a separation is still writing. */
interface Growing {
  readonly frames: number;
  readonly readyFrames: number;
  /** False once another run starts to rewrite the file. */
  isCurrent(): boolean;
}

export function readableAudio({
  read,
  folder,
  sources,
  live,
  previews,
}: ReadableAudioOptions): ReadableAudio {
  const find = async (id: AudioId): Promise<Found> => {
    const recordingId = RecordingId.safeParse(id);
    if (recordingId.success) {
      const recording = getRecording(read, recordingId.data);
      if (recording === null) throw new Failure('library/not-found', 'This recording is no longer there');
      await sources.require(recording);
      const { frames } = recording;
      if (recording.state !== 'ready') {
        return { path: null, channelMap: null, channels: recording.channels ?? 1, frames, growing: null };
      }
      const { audioPath, channelMap, channels } = recording;
      return { path: fromStoredPath(folder, audioPath), channelMap, channels, frames, growing: null };
    }
    const clipId = ClipId.safeParse(id);
    if (clipId.success) {
      const clip = findClip(read, clipId.data);
      if (clip === null) throw new Failure('library/not-found', 'This clip is no longer there');
      const path = clipPathOf(folder, clip.id);
      return { path, channelMap: null, channels: 1, frames: clip.frames, growing: null };
    }
    const impulse = ImpulseId.safeParse(id);
    if (impulse.success) {
      const path = impulsePath(folder.impulses, impulse.data);
      return { path, channelMap: null, channels: 1, frames: null, growing: null };
    }
    const preview = PreviewAudioId.safeParse(id);
    if (preview.success) {
      const path = previews.fileOf(preview.data);
      return { path, channelMap: null, channels: 1, frames: null, growing: null };
    }
    const version = StemAudioId.safeParse(id);
    if (version.success) return findVersion(version.data);
    const stemId = StemId.parse(id);
    const stem = getStem(read, stemId);
    if (stem !== null) return finished(stem, stem.path);
    const found = live.find(stemId);
    if (found === null) throw new Failure('library/not-found', 'This stem is no longer there');
    const { channels, frames, readyFrames } = found.run;
    const isCurrent = (): boolean => live.find(stemId) !== null || getStem(read, stemId) !== null;
    const growing = { frames, readyFrames, isCurrent };
    return { path: found.stem.path, channelMap: null, channels, frames, growing };
  };

  const finished = ({ channels, frames }: StoredStem, path: string): Found => ({
    path: insidePath(folder, path),
    ...{ channelMap: null, channels, frames, growing: null },
  });

  const findVersion = (id: StemAudioId): Found => {
    const { stemId, version } = stemAudioParts(id);
    const stem = getStem(read, stemId);
    if (stem === null) throw new Failure('library/not-found', 'This stem is no longer there');
    const file = getStemVersion(read, stem.separationId, version)?.files.find(
      (candidate) => candidate.stemId === stemId,
    );
    if (file !== undefined) return finished(stem, file.path);
    // Stems that were never edited have no rows of their versions.
    if (version === 0 && stem.version === 0) return finished(stem, stem.path);
    throw new Failure('library/not-found', 'This version of the stem is no longer there');
  };

  /** A stem's own id stands for the version in use. */
  const inUse = (id: AudioId): AudioId => {
    const stemId = StemId.safeParse(id);
    const stem = stemId.success ? getStem(read, stemId.data) : null;
    return stem === null ? id : stemAudioId(stem.id, stem.version);
  };

  return {
    async open(id) {
      const { path, channelMap, growing } = await find(id);
      if (path === null) throw notImported();
      if (growing !== null) return openGrowing(path, growing);
      const reader = await openPcm(path, channelMap === null ? {} : { channelMap });
      const { channels, sampleRate, frames } = reader;
      return {
        ...{ channels, sampleRate, frames, readyFrames: frames },
        read: (first, count) => reader.read(first, count),
        close: () => reader.close(),
      };
    },

    async file(id) {
      const { path, channelMap, growing } = await find(id);
      if (path === null) throw notImported();
      if (growing !== null) throw notReady();
      return { path, channelMap };
    },

    async peaks(id, { from, to, buckets }) {
      const { channels, frames } = await find(id);
      const range = { from, to: to ?? Math.max(from + 1, frames ?? 1), buckets };
      try {
        const answer = await readPeaks(peaksPathOf(folder, inUse(id)), range);
        return { ...answer, frames: answer.frames ?? frames };
      } catch (error) {
        if (!isFailure(error) || error.code !== 'file/not-found') throw error;
        return { channels, buckets, ready: 0, frames, data: new Int16Array(channels * buckets * 2) };
      }
    },
  };
}

async function openGrowing(path: string, growing: Growing): Promise<OpenAudio> {
  const { frames } = growing;
  const reader = await openUnfinished(path, growing.readyFrames);
  const { channels, sampleRate } = reader;
  return {
    ...{ channels, sampleRate, frames, readyFrames: Math.min(growing.readyFrames, reader.frames) },
    async read(first, count) {
      const block = await reader.read(first, count);
      if (!growing.isCurrent()) throw notReady();
      return block;
    },
    close: () => reader.close(),
  };
}

/** Opens the unfinished file or, if it was finished just now, the complete one. */
async function openUnfinished(path: string, readyFrames: number): Promise<PcmReader> {
  // A file with only a header can't be opened.
  if (readyFrames === 0) throw notReady();
  try {
    return await openPcm(partPath(path));
  } catch (error) {
    if (!isFailure(error) || error.code !== 'file/not-found') throw error;
    return openPcm(path);
  }
}

const notImported = (): Failure => new Failure('file/not-found', 'The recording is still being imported');

/** For audio that a separation has not written yet. */
export const notReady = (): Failure => new Failure('audio/not-ready', 'This part is not separated yet');
