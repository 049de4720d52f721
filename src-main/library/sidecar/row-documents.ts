import { StoredSeparationNote } from '../../../src-shared/contract/separation-note.ts';
import { z } from 'zod';
import { SampleFormat } from '../../../src-shared/contract/audio.ts';
import { CoverName } from '../../../src-shared/contract/cover.ts';
import { Metadata, NO_METADATA } from '../../../src-shared/contract/metadata.ts';
import { Effort } from '../../../src-shared/contract/separation.ts';
import { UndeclaredInstrument } from '../../../src-shared/contract/undeclared.ts';
import { UnreadyRecordingState } from '../../../src-shared/contract/recording.ts';
import { ExcerptId, ProjectId, RecordingId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { StemEdit } from '../../../src-shared/contract/stem-versions.ts';
import { VersionFile } from '../rows/stem-versions.ts';
import { MOST_KEPT_MIXES } from '../../../src-shared/project/limits.ts';
import { DeclaredInstrument, Ensemble } from '../../../src-shared/project/players.ts';

/**
 * Rows as documents: everything that it takes to make a recording's or a separation's rows again. The trash keeps
 * them beside the files, and sidecars carry them. They are read back from disk, so every length is bounded.
 * What the models heard is not part of them: it is computed again from the audio.
 */
const text = (max: number) => z.string().max(max);
const whole = z.number().int().nonnegative();
const Notes = z.array(text(2000)).max(200);

/** `holds` is false if the user refused the tag. */
export const TagRow = z.object({ tag: text(200).min(1), holds: z.boolean() });
export type TagRow = z.infer<typeof TagRow>;
const Tags = z.array(TagRow).max(1000);

export const ExcerptRows = z.object({
  id: ExcerptId,
  name: text(1000),
  /** Range in samples of the source audio, half open. */
  from: whole,
  to: whole,
  createdAt: text(40),
  tags: Tags,
});
export type ExcerptRows = z.infer<typeof ExcerptRows>;
const Excerpts = z.array(ExcerptRows).max(10_000);

/** The newest revision of a recording's notes, in the document schema that it was saved with. */
const NoteRows = z.object({
  revision: z.number().int().positive(),
  hash: text(64),
  savedAt: text(40),
  document: z.unknown(),
});

const ScoreRows = z.object({
  fileName: text(1000),
  path: text(1000),
  sha256: text(64),
  report: z.unknown(),
});

const sampleRate = z.number().int().positive().max(10_000_000);
const channels = z.number().int().positive().max(1024);
/** As stored: relative to the library with `/`, or absolute for a source that is read in place. */
const audioPath = text(10_000);
const channelMap = z.array(whole).max(64);

const RecordingFacts = z.object({
  id: RecordingId,
  title: text(1000),
  fileName: text(1000),
  storage: z.enum(['reference', 'copy']),
  isDemo: z.boolean(),
  importedAt: text(40),
  sourcePath: text(10_000),
  sourceBytes: z.number().nonnegative(),
  sourceMtimeMs: z.number(),
  sha256: text(64).nullable(),
  notes: Notes,
  /** Absent from documents that were written before tags were read. */
  metadata: Metadata.default(NO_METADATA),
  /** Absent from documents that were written before there were covers. */
  cover: CoverName.nullable().default(null),
  players: Ensemble,
  tags: Tags,
  excerpts: Excerpts,
  /** Absent from documents that were written before there were notes. */
  noteDocument: NoteRows.nullable().default(null),
  score: ScoreRows.nullable().default(null),
});

const UnreadyRecordingRows = RecordingFacts.extend({
  state: UnreadyRecordingState,
  format: text(200).nullable(),
  sampleFormat: SampleFormat.nullable(),
  sampleRate: sampleRate.nullable(),
  channels: channels.nullable(),
  frames: whole.nullable(),
  audioPath: audioPath.nullable(),
  channelMap: channelMap.nullable(),
});

const ReadyRecordingRows = RecordingFacts.extend({
  state: z.literal('ready'),
  format: text(200),
  sampleFormat: SampleFormat,
  sampleRate,
  channels,
  frames: whole,
  audioPath,
  channelMap: channelMap.min(1),
});
export type ReadyRecordingRows = z.infer<typeof ReadyRecordingRows>;

export const RecordingRows = z.discriminatedUnion('state', [UnreadyRecordingRows, ReadyRecordingRows]);
export type RecordingRows = z.infer<typeof RecordingRows>;

export const StemRows = z.object({
  id: StemId,
  name: text(200),
  label: text(200),
  instrument: DeclaredInstrument.nullable(),
  isRest: z.boolean(),
  channels: z.number().int().positive().max(64),
  frames: whole,
  sampleRate: z.number().int().positive().max(10_000_000),
  path: text(1000),
  rmsDbfs: z.number().nullable(),
  tags: Tags,
  excerpts: Excerpts,
});
export type StemRows = z.infer<typeof StemRows>;

/** A version of a separation's stems: see `stem-versions.ts` beside the other rows. */
export const StemVersionRows = z.object({
  version: whole,
  parent: whole.nullable(),
  jobId: text(100).nullable(),
  createdAt: text(40),
  edit: StemEdit,
  files: z.array(VersionFile).max(64),
  dropped: z.boolean(),
});
export type StemVersionRows = z.infer<typeof StemVersionRows>;

/** The newest revision of a mix. */
export const ProjectRows = z.object({
  id: ProjectId,
  revision: z.number().int().positive(),
  updatedAt: text(40),
  openedAt: text(40).nullable().default(null),
  removedAt: text(40).nullable().default(null),
  document: z.unknown(),
});
export type ProjectRows = z.infer<typeof ProjectRows>;

const SeparationFacts = z.object({
  id: SeparationId,
  recordingId: RecordingId,
  modelId: text(200),
  modelVersion: text(200),
  players: Ensemble,
  /** Samples of the recording, half open. */
  from: whole,
  to: whole,
  createdAt: text(40),
  notes: z.array(StoredSeparationNote).max(200),
  notesSha256: text(64).nullable().default(null),
  effort: Effort.default('best'),
  /** Absent from documents that were written before separations listened for undeclared instruments. */
  undeclared: z.array(UndeclaredInstrument).max(64).readonly().default([]),
  /** The version of the stems in use, and all of them; absent from documents of stems without versions. */
  version: whole.default(0),
  versions: z.array(StemVersionRows).max(10_000).default([]),
  pin: text(100_000).nullable(),
  segments: whole.nullable(),
  segmentsDone: whole,
  quality: z.object({ createdAt: text(40), report: z.unknown() }).nullable(),
  /** The newest revision, in the document schema that it was saved with. */
  project: ProjectRows.nullable(),
  /** The separation's other mixes; absent from documents that were written when there was one. */
  otherProjects: z.array(ProjectRows).max(MOST_KEPT_MIXES).default([]),
});

const stems = z.array(StemRows).max(64);

const UnreadySeparationRows = SeparationFacts.extend({
  state: z.enum(['running', 'failed', 'cancelled']),
  provider: text(200).nullable(),
  tookSeconds: z.number().nullable(),
  stems,
});

const ReadySeparationRows = SeparationFacts.extend({
  state: z.literal('ready'),
  provider: text(200),
  tookSeconds: z.number().nonnegative(),
  stems: stems.min(1),
});

export const SeparationRows = z.discriminatedUnion('state', [UnreadySeparationRows, ReadySeparationRows]);
export type SeparationRows = z.infer<typeof SeparationRows>;
