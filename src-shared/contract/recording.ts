import { z } from 'zod';
import { RecordingId } from '../project/ids.ts';
import { Ensemble } from '../project/players.ts';
import { SampleFormat } from './audio.ts';
import { CoverName } from './cover.ts';
import { Heard } from './listening.ts';
import { Metadata } from './metadata.ts';

const RecordingFacts = z.object({
  id: RecordingId,
  title: z.string(),
  fileName: z.string(),
  /** `reference`: the source is read in place; `copy`: the library holds a copy. */
  storage: z.enum(['reference', 'copy']),
  /** False while a referenced source can't be found. */
  available: z.boolean(),
  players: Ensemble,
  importedAt: z.string(),
  isDemo: z.boolean(),
  metadata: Metadata,
  /** The picture that stands for the recording. */
  cover: CoverName.nullable(),
  /** Findings while reading the file, as full sentences: "The file breaks off: …", "All samples … are silent." */
  notes: z.array(z.string()),
  /** Null until the recording has been analysed. */
  heard: Heard.nullable(),
  /** The lowest expected SDR of its newest rated separation's stems, in dB; null where none is rated. */
  expectedSdr: z.number().nullable(),
});

/** Properties from the header of the source. */
const Header = z.object({
  /** wav, aiff, flac, mp3, vorbis, opus, aac … as found in the file's content. */
  format: z.string(),
  sampleFormat: SampleFormat,
  sampleRate: z.number().int().positive(),
  channels: z.number().int().positive(),
});

export const UnreadyRecordingState = z.enum(['importing', 'failed']);

const PartialHeader = Header.extend({ frames: z.number().int().nonnegative().nullable() });
export type RecordingHeader = z.infer<typeof PartialHeader>;

/** A recording whose source is being read, or could not be read. */
const UnreadyRecording = RecordingFacts.extend({
  state: UnreadyRecordingState,
  /** Null until the header has been read; `frames` is null if the length is known only at the end of the source. */
  header: PartialHeader.nullable(),
});
export type UnreadyRecording = z.infer<typeof UnreadyRecording>;

export const ReadyRecording = RecordingFacts.extend({
  state: z.literal('ready'),
  ...Header.shape,
  frames: z.number().int().nonnegative(),
});
export type ReadyRecording = z.infer<typeof ReadyRecording>;

export const Recording = z.discriminatedUnion('state', [UnreadyRecording, ReadyRecording]);
export type Recording = z.infer<typeof Recording>;

/** A recording that sounds like the same take as another one. */
export const SameTake = z.object({ id: RecordingId, title: z.string(), format: z.string() });
export type SameTake = z.infer<typeof SameTake>;

/** The known audio properties in any state. */
export const headerOf = (recording: Recording): RecordingHeader | null =>
  recording.state === 'ready' ? recording : recording.header;

/** Duration in seconds; null until it is known. */
export function secondsOf(recording: Recording): number | null {
  const header = headerOf(recording);
  return header === null || header.frames === null ? null : header.frames / header.sampleRate;
}
