import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Track } from '../../../src-shared/project/document.ts';
import { openPcm } from '../read/open.ts';
import type { AudioFile, PcmReader } from '../read/pcm.ts';
import type { ExportSound } from './export-input.ts';

/** The open stems and recording of an export. */
export interface Sources {
  /** @throws Failure `library/not-found`, `project/invalid`, `file/*` */
  track(track: Track): Promise<PcmReader>;
  stem(file: AudioFile): Promise<PcmReader>;
  /** @throws as `track` */
  recording(): Promise<PcmReader>;
  /** The samples of all impulse responses, by id. */
  impulses(): Promise<ReadonlyMap<string, readonly Float32Array[]>>;
  close(): Promise<void>;
}

/** Opens each file once, when it is first asked for. */
export function openSources({ document, stems, recording, impulses }: ExportSound): Sources {
  let known: ReadonlyMap<string, readonly Float32Array[]> | null = null;
  const readers = new Map<AudioFile, PcmReader>();
  const open = async (file: AudioFile): Promise<PcmReader> => {
    const opened = readers.get(file);
    if (opened !== undefined) return opened;
    const reader = await openPcm(file.path, { channelMap: file.channelMap });
    readers.set(file, reader);
    if (reader.sampleRate !== document.sampleRate) {
      throw new Failure('project/invalid', 'A stem does not have the sample rate of the project');
    }
    if (reader.frames < document.frames) {
      throw new Failure('project/invalid', 'A stem, or the recording, is shorter than the project');
    }
    return reader;
  };
  return {
    track(track) {
      const file = stems[track.source.stemId];
      if (file !== undefined) return open(file);
      throw new Failure('library/not-found', `The audio of the track "${track.name}" is no longer there`);
    },
    stem: open,
    recording: () => open(recording),
    async impulses() {
      known ??= await readImpulses(impulses);
      return known;
    },
    async close() {
      for (const reader of readers.values()) await reader.close();
    },
  };
}

async function readImpulses(
  paths: ExportSound['impulses'],
): Promise<ReadonlyMap<string, readonly Float32Array[]>> {
  const known = new Map<string, readonly Float32Array[]>();
  for (const [id, path] of Object.entries(paths)) {
    const reader = await openPcm(path);
    try {
      known.set(id, await reader.read(0, reader.frames));
    } finally {
      await reader.close();
    }
  }
  return known;
}
