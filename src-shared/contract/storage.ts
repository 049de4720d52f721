import { oc } from '@orpc/contract';
import { z } from 'zod';
import { RecordingId } from '../project/ids.ts';

/**
 * What takes space in a library. `audio`: copies and decoded files; `versions`: edited stems; `spectrograms`: a cache;
 * `vectors`: what listening computed, inside the database; `exports`: uploads, and exports not downloaded yet.
 */
export const STORAGE_KINDS = [
  'audio',
  'stems',
  'versions',
  'peaks',
  'spectrograms',
  'covers',
  'impulses',
  'database',
  'backups',
  'trash',
  'adaptations',
  'models',
  'studies',
  'exports',
  'python',
  'other',
] as const;
export const StorageKind = z.enum(STORAGE_KINDS);
export type StorageKind = z.infer<typeof StorageKind>;

const bytes = z.number().nonnegative();

/** By when the files were last changed. */
const Ages = z.object({ month: bytes, year: bytes, older: bytes });

export const StorageOfKind = z.object({
  kind: StorageKind,
  bytes,
  files: z.number().int().nonnegative(),
  ages: Ages,
});
export type StorageOfKind = z.infer<typeof StorageOfKind>;

export const StorageOfRecording = z.object({
  id: RecordingId,
  title: z.string(),
  importedAt: z.string(),
  /** In the library: its copy, stems, versions and waveforms. */
  bytes,
  audio: bytes,
  stems: bytes,
  versions: bytes,
  peaks: bytes,
  /** Of a source that is read in place, outside the library; 0 for copies. */
  sourceBytes: bytes,
});
export type StorageOfRecording = z.infer<typeof StorageOfRecording>;

/**
 * `spectrograms`: cached pictures, computed again when they are shown. `versions`: edited stems that are not in use; they
 * move to the trash. `unused`: covers and impulse responses that nothing uses, for a day at least; likewise. `flac`: stems that are float WAV files and could be FLAC; the figure is an estimate. `trash`: for good.
 */
export const StorageCleanUp = z.enum(['spectrograms', 'versions', 'unused', 'flac', 'trash']);
export type StorageCleanUp = z.infer<typeof StorageCleanUp>;

export const Storage = z.object({
  /** Of all kinds; a file that two versions share counts once. */
  bytes,
  freeBytes: bytes,
  /** Part of `database`. */
  vectorBytes: bytes,
  kinds: z.array(StorageOfKind),
  /** The largest first. */
  recordings: z.array(StorageOfRecording),
  /** How many recordings there are; the list may be shorter. */
  recordingCount: z.number().int().nonnegative(),
  cleanUps: z.array(z.object({ what: StorageCleanUp, bytes, items: z.number().int().nonnegative() })),
});
export type Storage = z.infer<typeof Storage>;

export const storage = {
  overview: oc.input(z.object({ limit: z.number().int().min(1).max(1000) })).output(Storage),
  /** Returns the bytes freed now; `versions` and `unused` free them when the trash is emptied, `flac` when its jobs are done. */
  cleanUp: oc
    .input(z.object({ what: StorageCleanUp }))
    .output(z.object({ bytes, jobs: z.number().int().nonnegative() })),
};
