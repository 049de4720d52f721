import { z } from 'zod';
import { RecordingId } from '../project/ids.ts';
import { Ensemble } from '../project/players.ts';
import { SampleFormat } from './audio.ts';
import { Heard } from './listening.ts';

export const Recording = z.object({
  id: RecordingId,
  title: z.string(),
  fileName: z.string(),
  /** wav, aiff, flac, mp3, vorbis, opus, aac … as found in the file's content. */
  format: z.string(),
  sampleFormat: SampleFormat,
  sampleRate: z.number().int(),
  channels: z.number().int(),
  frames: z.number().int(),
  /** `reference`: the source is read in place; `copy`: the library holds a copy. */
  storage: z.enum(['reference', 'copy']),
  /** False while a referenced source can't be found. */
  available: z.boolean(),
  state: z.enum(['importing', 'ready', 'failed']),
  players: Ensemble,
  importedAt: z.string(),
  isDemo: z.boolean(),
  /** What reading it found, as plain sentences: "The file breaks off: …", "All samples … are silent." */
  notes: z.array(z.string()),
  /** Null until it was analysed. */
  heard: Heard.nullable(),
});
export type Recording = z.infer<typeof Recording>;
