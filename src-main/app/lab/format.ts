import { z } from 'zod';
import type { ArchiveLimits } from '../../archive/read-archive.ts';
import { FileContent, Sha256 } from '../../audio/read/file-content.ts';

/** The contents of a lab archive, which `archive.json` in it lists. */

export const MANIFEST = 'archive.json';
/** A piece's recording and stems take gigabytes, documents never do. */
export const LIMITS: ArchiveLimits = { entries: 20_000, entryBytes: 64 * 2 ** 30, bytes: 1024 * 2 ** 30 };
export const MOST_DOCUMENT_BYTES = 64 * 2 ** 20;

/** A sound that a result was computed from. */
export const ArchivedSound = FileContent.extend({
  /** What the file was called. For people: it never becomes a path. */
  title: z.string(),
  /** The entry that contains it; null where the archive has only its hash. */
  entry: z.string().nullable(),
});
export type ArchivedSound = z.infer<typeof ArchivedSound>;

export const ArchivedRun = z.object({
  name: z.string(),
  /** The folder of its entries: `separation.json` and, where there are any, `notes.json` and `evaluation.json`. */
  folder: z.string(),
  recording: ArchivedSound,
  notes: z.boolean(),
  /** What was measured against the isolated originals, by stem; null if nothing was. */
  evaluation: z
    .object({
      references: z.record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), ArchivedSound),
      bss: z.boolean(),
      listeners: z.boolean(),
    })
    .nullable(),
});
export type ArchivedRun = z.infer<typeof ArchivedRun>;

/** A folder of `divisi cad2`. */
export const ArchivedCad2 = z.object({
  name: z.string(),
  /** The folder of its entries: `cad2.json`, `scores.csv` where it was scored, and `songs/N.json` in cad2.json's order. */
  folder: z.string(),
  scored: z.boolean(),
  /** The music, by track. */
  tracks: z.record(z.string(), ArchivedSound),
  /** Hashes of the files for the challenge's evaluation. */
  files: z.record(z.string(), Sha256),
});
export type ArchivedCad2 = z.infer<typeof ArchivedCad2>;

export const ArchivedStudy = z.object({
  name: z.string(),
  /** The folder of its entries: `study.json`, `results.json` and `results.csv`. */
  folder: z.string(),
  /** Hashes of what participants heard, by version and file. */
  sounds: z.record(z.string(), z.record(z.string(), Sha256)),
  /** What they were rendered from, by version and hash: the entry `inputs-VERSION.json` names these files by their hashes. */
  inputs: z.record(z.string(), z.record(Sha256, ArchivedSound)).default({}),
});
export type ArchivedStudy = z.infer<typeof ArchivedStudy>;

export const Manifest = z.object({
  /** Version 1 has no folders of `divisi cad2`, and renders no listening test's sounds. */
  divisi_archive: z.union([z.literal(1), z.literal(2)]),
  computed_by: z.object({
    program: z.string(),
    commit: z.string().nullable(),
    platform: z.string(),
    cpu: z.string(),
  }),
  /** Every other entry. */
  entries: z.record(z.string(), FileContent),
  runs: z.array(ArchivedRun),
  cad2: z.array(ArchivedCad2).default([]),
  studies: z.array(ArchivedStudy),
});
export type Manifest = z.infer<typeof Manifest>;

export const documentBytes = (value: unknown): Buffer =>
  Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8');
