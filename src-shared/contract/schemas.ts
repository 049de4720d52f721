import { z } from 'zod';
import { ProjectDocument } from '../project/document.ts';
import { GrantId, JobId, ProjectId, RecordingId, SeparationId, StemId } from '../project/ids.ts';
import { DeclaredInstrument, Ensemble, Instrument } from '../project/players.ts';
import { FAILURE_CODES } from './failure.ts';

export const FailureSchema = z.object({
  code: z.enum(FAILURE_CODES),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});

/** What this door can do; the renderer hides what it lacks. */
export const Capabilities = z.object({
  door: z.enum(['electron', 'serve']),
  version: z.string(),
  /** Native open and save dialogs. */
  fileDialogs: z.boolean(),
  /** Files are sent to the host as streamed uploads. */
  upload: z.boolean(),
  /** Bytes; uploads above this are refused. */
  uploadLimit: z.number().nullable(),
  /** A folder of the host's can be browsed (`--root DIR`). */
  folderBrowser: z.boolean(),
  /** Finished exports are fetched as downloads. */
  download: z.boolean(),
  taskbarProgress: z.boolean(),
  /** Commands come from the program's menu and from the system. */
  menu: z.boolean(),
  /** What was opened lately can be opened again. */
  recentFiles: z.boolean(),
  /** Stems and exported files can be dragged out of the window. */
  dragOut: z.boolean(),
  readOnly: z.boolean(),
});
export type Capabilities = z.infer<typeof Capabilities>;

export const SampleFormat = z.enum(['u8', 's16', 's24', 's32', 'f32', 'f64']);
export type SampleFormat = z.infer<typeof SampleFormat>;

/** What exports are written as. */
export const Container = z.enum(['wav', 'flac']);
export type Container = z.infer<typeof Container>;

export const BitDepth = z.enum(['16', '24', '32f']);
export type BitDepth = z.infer<typeof BitDepth>;

const Probability = z.number().min(0).max(1);

/** What the listening model heard in a recording. */
export const Heard = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  /** Nothing in it was loud enough to be heard; every probability is 0 then. */
  silent: z.boolean(),
  /** That each plays anywhere in it: all that the model knows, most probable first. */
  instruments: z.array(z.object({ instrument: Instrument, probability: Probability })),
  /** One player of each instrument that is heard long enough; how many of one kind play is not heard. */
  proposal: Ensemble,
});
export type Heard = z.infer<typeof Heard>;

export const StemVerdict = z.enum(['agrees', 'differs', 'unsure', 'silent']);
export type StemVerdict = z.infer<typeof StemVerdict>;

/** What a stem sounds like to the listening model. */
export const StemHeard = z.object({
  /** The most probable one. */
  instrument: Instrument,
  probability: Probability,
  /** Probability of the instrument that it was separated as; null where the model does not know that one. */
  expected: Probability.nullable(),
  verdict: StemVerdict,
});
export type StemHeard = z.infer<typeof StemHeard>;

/** Who plays when. Slot j is `[j·hopSeconds, (j+1)·hopSeconds)` of the audio. */
export const Timeline = z.object({
  hopSeconds: z.number().positive(),
  /** How much music one answer of the model is about. */
  windowSeconds: z.number().positive(),
  slots: z.number().int().nonnegative(),
  /** By slot: whether anything is loud enough to be heard. */
  sounding: z.array(z.boolean()),
  /** Every instrument that the model knows; smoothed probabilities by slot, 0 where nothing sounds. */
  rows: z.array(
    z.object({
      instrument: Instrument,
      /** From here on it counts as playing. */
      threshold: Probability,
      probabilities: z.array(Probability),
    }),
  ),
});
export type Timeline = z.infer<typeof Timeline>;

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

export const Stem = z.object({
  id: StemId,
  separationId: SeparationId,
  /** File name without extension: `viola`, `violin-1`, `rest`. */
  name: z.string(),
  label: z.string(),
  instrument: DeclaredInstrument.nullable(),
  isRest: z.boolean(),
  channels: z.number().int(),
  frames: z.number().int(),
  sampleRate: z.number().int(),
  /** Over all its samples; null for silence, and while it is being made. */
  rmsDbfs: z.number().nullable(),
  /** Null until it was checked, and for the rest. */
  heard: StemHeard.nullable(),
  /** What SDR to expect of it, dB; null until it was judged, where nobody can, and for the rest. */
  expectedSdr: z.number().nullable(),
});
export type Stem = z.infer<typeof Stem>;

/** A separation that runs, as far as it can be heard. */
export const LiveSeparation = z.object({
  /** They keep their ids when the separation is done. */
  stems: z.array(Stem),
  /** So many frames of every stem are final: its PCM is served up to there, and the rest refused as `audio/not-ready`. */
  readyFrames: z.number().int().nonnegative(),
});
export type LiveSeparation = z.infer<typeof LiveSeparation>;

export const Separation = z.object({
  id: SeparationId,
  recordingId: RecordingId,
  modelId: z.string(),
  modelVersion: z.string(),
  provider: z.string().nullable(),
  players: Ensemble,
  /** Samples of the recording, half open. */
  from: z.number().int(),
  to: z.number().int(),
  state: z.enum(['running', 'ready', 'failed', 'cancelled']),
  createdAt: z.string(),
  tookSeconds: z.number().nullable(),
  /** Empty until it is ready. */
  stems: z.array(Stem),
  /** Null unless it runs in this program, and until its first run knows its stems. */
  live: LiveSeparation.nullable(),
  projectId: ProjectId.nullable(),
  notes: z.array(z.string()),
  /** Hash of the recording's notes that the model was told; null where it was told none. */
  notesSha256: z.string().nullable(),
});
export type Separation = z.infer<typeof Separation>;

export const ModelInfo = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  task: z.enum(['separation', 'embedding', 'tagging']),
  architecture: z.string(),
  causal: z.boolean(),
  lookaheadMs: z.number().nonnegative(),
  /** What a separator's estimates become: masks on the recording's own spectrum, or the stems themselves. */
  stems: z.enum(['masks', 'waveform']),
  sampleRate: z.number(),
  classes: z.array(Instrument),
  playersPerClass: z.number().int(),
  rest: z.boolean(),
  /** Whether it can be told who plays which note. */
  takesNotes: z.boolean(),
  origin: z.enum(['built-in', 'added']),
  licence: z.string(),
  bytes: z.number(),
  metrics: z.array(
    z.object({
      set: z.string(),
      players: z.number().nullable(),
      metric: z.string(),
      value: z.number(),
      mixtures: z.number().optional(),
      date: z.string(),
    }),
  ),
  /** Why it can't be used, or null. */
  problem: FailureSchema.nullable(),
  isDefault: z.boolean(),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

export const SeparationRequest = z.object({
  recordingId: RecordingId,
  players: Ensemble.min(1),
  /** Samples of the recording; the whole where left out. */
  from: z.number().int().nonnegative().optional(),
  to: z.number().int().positive().optional(),
  modelId: z.string().optional(),
  /** Whether the model is told the recording's notes, where it takes any; true where left out. */
  tellNotes: z.boolean().optional(),
});
export type SeparationRequest = z.infer<typeof SeparationRequest>;

export const SeparationEstimate = z.object({
  seconds: z.number(),
  diskBytes: z.number(),
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
  /** Plain sentences: "the piano stays in the rest". */
  notes: z.array(z.string()),
});
export type SeparationEstimate = z.infer<typeof SeparationEstimate>;

export const JobKind = z.enum(['import', 'separate', 'export', 'analyse', 'quality', 'adapt', 'align']);
export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export const Job = z.object({
  id: JobId,
  kind: JobKind,
  state: JobState,
  title: z.string(),
  recordingId: RecordingId.nullable(),
  separationId: SeparationId.nullable(),
  projectId: ProjectId.nullable(),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  /** What it is doing now: "reading", "separating", "writing". */
  phase: z.string(),
  secondsLeft: z.number().nullable(),
  failure: FailureSchema.nullable(),
  /** Files an export produced: grants for downloading, or paths shown to the user in Electron. */
  files: z.array(
    z.object({ grantId: GrantId, name: z.string(), bytes: z.number(), path: z.string().nullable() }),
  ),
  /** Loudness of an exported mix. */
  loudness: z
    .object({
      integratedLufs: z.number().nullable(),
      truePeakDbtp: z.number().nullable(),
      clippedSamples: z.number(),
    })
    .nullable(),
  createdAt: z.string(),
});
export type Job = z.infer<typeof Job>;

export const ExportRequest = z.object({
  projectId: ProjectId,
  what: z.enum(['mix', 'stems']),
  /** `stems`: each track as it was separated (nulls with the rest); `treated`: through its strip, gain and pan. */
  stems: z.enum(['separated', 'treated']).default('separated'),
  format: Container,
  /** The recording's own where left out. */
  bitDepth: BitDepth.optional(),
  sampleRate: z.number().int().min(8000).max(384_000).optional(),
  /** Samples of the project, half open; the whole where left out. */
  range: z.object({ start: z.number().int().nonnegative(), end: z.number().int().positive() }).optional(),
  /** Lowers all separated stems alike: the way out of `audio/clips`, whose details name it as `gainDb`. */
  commonGainDb: z.number().min(-60).max(0).optional(),
  /** A folder or file granted by a dialog; the door's download folder where left out. */
  destination: GrantId.optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

export const GrantedFile = z.object({
  grantId: GrantId,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  bytes: z.number().nullable(),
});
export type GrantedFile = z.infer<typeof GrantedFile>;

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ja']),
  importMode: z.enum(['reference', 'copy']),
  outputDeviceId: z.string(),
  /** Whether what is imported and separated is listened to without being asked. */
  analyseAutomatically: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** Whether the user trusts the library that is open, and what is not done until then. */
export const LibraryTrustState = z.object({
  trusted: z.boolean(),
  /** Recordings whose audio lies outside the library's folder. */
  outside: z.number().int().nonnegative(),
  /** Unfinished jobs that the library brought along; none once it is trusted. */
  waitingJobs: z.number().int().nonnegative(),
  /** The library's folder holds a Python, which trains once the library is trusted. */
  bringsPython: z.boolean(),
});
export type LibraryTrustState = z.infer<typeof LibraryTrustState>;

export const HostEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job: Job }),
  z.object({ type: z.literal('job-removed'), jobId: JobId }),
  z.object({ type: z.literal('recording'), recording: Recording }),
  z.object({ type: z.literal('recording-removed'), recordingId: RecordingId }),
  z.object({ type: z.literal('separation'), separation: Separation }),
  z.object({ type: z.literal('separation-removed'), separationId: SeparationId }),
  /** More of a running separation's stems can be heard. */
  z.object({
    type: z.literal('stems-grew'),
    separationId: SeparationId,
    readyFrames: z.number().int().nonnegative(),
  }),
  z.object({ type: z.literal('project'), projectId: ProjectId, revision: z.number().int() }),
  /** A separation was judged, perhaps again. */
  z.object({ type: z.literal('quality'), separationId: SeparationId }),
  /** A recording's excerpts, or its stems', changed. */
  z.object({ type: z.literal('excerpts'), recordingId: RecordingId }),
  /** A recording's notes were saved. */
  z.object({ type: z.literal('notes'), recordingId: RecordingId, revision: z.number().int() }),
  /** Some item's tags changed. */
  z.object({ type: z.literal('tags') }),
  /** Something can be compared that could not, or not so. */
  z.object({ type: z.literal('vectors') }),
  z.object({ type: z.literal('models') }),
  /** Something was removed, restored, or deleted for good. */
  z.object({ type: z.literal('trash') }),
  /** Some adaptation began, ended, or is gone. */
  z.object({ type: z.literal('adaptations') }),
  z.object({ type: z.literal('trust'), trust: LibraryTrustState }),
]);
export type HostEvent = z.infer<typeof HostEvent>;

export const StoredProject = z.object({ revision: z.number().int(), document: ProjectDocument });
export type StoredProject = z.infer<typeof StoredProject>;
