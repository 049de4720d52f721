import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ProjectDocument } from '../project/document.ts';
import { Impulse } from '../project/impulse.ts';
import {
  AdaptationId,
  GrantId,
  JobId,
  ProjectId,
  RecordingId,
  SeparationId,
  StemId,
} from '../project/ids.ts';
import { Ensemble } from '../project/players.ts';
import * as a from './adaptation.ts';
import { archivesContract } from './archives.ts';
import type { CoverName } from './cover.ts';
import { Backup, Backups } from './backups.ts';
import { batchContract } from './batch.ts';
import { desktopContract } from './desktop.ts';
import { QualityReport, ReportFormat } from './quality.ts';
import { LeftOut } from './left-out.ts';
import { itemContract } from './item-contract.ts';
import { notesContract } from './notes.ts';
import { Rebuilt } from './recovery.ts';
import { HostEvent } from './events.ts';
import * as x from './export.ts';
import { Job, QueueState } from './job.ts';
import * as f from './finding.ts';
import { Timeline } from './listening.ts';
import { listenersContract } from './listeners.ts';
import { liveInputContract } from './live-input.ts';
import { Metadata } from './metadata.ts';
import { ModelInfo } from './model.ts';
import { mixesContract } from './mixes.ts';
import { balancesContract } from './balances.ts';
import { presetsContract } from './presets.ts';
import { EditKey, LONGEST_VERSION_NAME, ProjectRevision, RecentRevision, StoredProject } from './project.ts';
import { Recording, SameTake } from './recording.ts';
import { RelinkProgress } from './relink.ts';
import { relocationContract } from './relocation.ts';
import { Separation, SeparationEstimate, SeparationRequest } from './separation.ts';
import { stemVersionsContract } from './stem-versions.ts';
import { studiesContract } from './studies.ts';
import { storage } from './storage.ts';
import { watchContract } from './watch.ts';
import { Capabilities, GrantedFile, LibraryTrustState, SaveTarget, Settings, StemFormat } from './system.ts';
import * as t from './trash.ts';

const nothing = z.void();

/**
 * Every call between renderer and host. Both transports carry this one router.
 * Expected failures reach the renderer as an ORPCError whose `data` is a `FailureData`.
 */
export const contract = {
  system: {
    capabilities: oc.output(Capabilities),
    doctor: oc.output(z.record(z.string(), z.unknown())),
    settings: oc.output(Settings),
    saveSettings: oc.input(Settings.partial()).output(Settings),
    /** Every change from the time of the call on. */
    events: oc.output(eventIterator(HostEvent)),
  },
  files: {
    /** Electron only: opens a native dialog. Empty if the user cancels. */
    openDialog: oc
      .input(
        z.object({ kind: z.enum(['audio', 'list', 'score', 'image', 'archive', 'folder', 'save-folder']) }),
      )
      .output(z.array(GrantedFile)),
    /** Electron only: opens a native save dialog. Null if the user cancels. */
    saveDialog: oc
      .input(z.object({ name: z.string().min(1).max(200), extension: z.string().regex(/^[a-z0-9]{1,8}$/) }))
      .output(SaveTarget.nullable()),
    /** `serve --root DIR` only: lists the granted folder's entries. */
    browse: oc
      .input(z.object({ folder: GrantId.optional() }))
      .output(
        z.object({ path: z.array(z.string()), parent: GrantId.nullable(), entries: z.array(GrantedFile) }),
      ),
  },
  library: {
    /** Newest first. */
    list: oc.input(z.object({})).output(z.array(Recording)),
    /** A part of the recordings that answer a query, sorted. */
    page: oc.input(f.PageRequest).output(f.RecordingPage),
    /** All of them, in the same order. */
    found: oc.input(f.PageRequest.pick({ text: true, sort: true })).output(z.array(RecordingId)),
    facets: oc.input(f.PageRequest.pick({ text: true })).output(f.Facets),
    get: oc
      .input(z.object({ recordingId: RecordingId }))
      .output(z.object({ recording: Recording, separations: z.array(Separation) })),
    /** Other recordings that sound like the same take in another format; none while it is being imported. */
    sameTake: oc.input(z.object({ recordingId: RecordingId })).output(z.array(SameTake)),
    /** A folder's grant imports every audio file under it. */
    import: oc
      .input(
        z.object({
          grantId: GrantId,
          mode: z.enum(['reference', 'copy']),
          /** Zero-based indices of the one or two channels to use from a file with more than two. */
          channels: z.array(z.number().int().nonnegative()).min(1).max(2).optional(),
          /** Imports the file even if the library already has it; otherwise the job fails with `library/duplicate`. */
          again: z.boolean().optional(),
        }),
      )
      .output(
        z.object({
          jobIds: z.array(JobId),
          recordingIds: z.array(RecordingId),
          /** The files in a folder that were not imported, and why. */
          leftOut: z.array(LeftOut),
        }),
      ),
    importDemo: oc.output(z.object({ jobId: JobId, recordingId: RecordingId })),
    rename: oc
      .input(z.object({ recordingId: RecordingId, title: z.string().min(1).max(200) }))
      .output(Recording),
    /**
     * A picture that the user chose, the one in the recording's file, or null for none. Fails with `file/unsupported`
     * where there is no JPEG or PNG picture.
     */
    setCover: oc
      .input(
        z.object({ recordingId: RecordingId, picture: z.union([GrantId, z.literal('in-file')]).nullable() }),
      )
      .output(Recording),
    setMetadata: oc.input(z.object({ recordingId: RecordingId, metadata: Metadata })).output(Recording),
    setPlayers: oc.input(z.object({ recordingId: RecordingId, players: Ensemble })).output(Recording),
    /** Looks below a folder for the files of missing recordings, by their content. Ends early if the call is cancelled. */
    relink: oc.input(z.object({ folder: GrantId })).output(eventIterator(RelinkProgress)),
    /** Moves the recording and its separations to the trash. */
    remove: oc.input(z.object({ recordingId: RecordingId })).output(t.Removed),
    trust: oc.output(LibraryTrustState),
    /**
     * Stored on this machine, outside the library. Trusting the library lets the unfinished jobs that came with it
     * run.
     */
    setTrust: oc.input(z.object({ trusted: z.boolean() })).output(LibraryTrustState),
    removeSeparation: oc.input(z.object({ separationId: SeparationId })).output(t.Removed),
    backups: oc.output(Backups),
    createBackup: oc.output(Backup),
    /**
     * Replaces the database with a backup and keeps the old database under the returned name. Running jobs are
     * interrupted, and the backup's unfinished jobs resume. Event streams end, because clients must fetch everything
     * again.
     */
    restoreBackup: oc.input(z.object({ name: z.string() })).output(z.object({ keptAs: z.string() })),
  },
  /** Available only while the library can't be opened; every other call then fails with the reason. */
  recovery: {
    backups: oc.output(z.array(Backup)),
    /** Rebuilds the database from the library's files, keeps the old one, and opens the library. */
    rebuild: oc.output(Rebuilt),
    /** Replaces the database with a backup, keeps the old one, and opens the library. */
    restoreBackup: oc
      .input(z.object({ name: z.string() }))
      .output(z.object({ keptAs: z.string().nullable() })),
  },
  trash: {
    /** Newest first. */
    list: oc.output(z.array(t.TrashEntry)),
    /**
     * Fails with `library/not-found` if its recording is gone, or `file/exists` if another file has taken its path.
     */
    restore: oc.input(z.object({ id: t.TrashEntryId })).output(nothing),
    /** Permanently deletes everything, or only what was removed before a time (ISO 8601). */
    empty: oc.input(z.object({ before: z.iso.datetime().nullable() })).output(t.Emptied),
  },
  storage,
  relocation: relocationContract,
  models: {
    list: oc.output(z.array(ModelInfo)),
    /**
     * Seconds of processing per second of audio in each model's last separation on this machine; models that never
     * ran are absent.
     */
    speeds: oc.output(z.record(z.string(), z.number().positive())),
    card: oc.input(z.object({ modelId: z.string() })).output(z.object({ markdown: z.string() })),
    add: oc.input(z.object({ folder: GrantId })).output(ModelInfo),
    remove: oc.input(z.object({ modelId: z.string() })).output(nothing),
  },
  separation: {
    estimate: oc.input(SeparationRequest).output(SeparationEstimate),
    start: oc.input(SeparationRequest).output(z.object({ jobId: JobId, separationId: SeparationId })),
    /**
     * Stores the stems in another format, in the background, once every sample of the new files is compared; the earlier
     * files go to the trash. Stems that FLAC can't hold exactly stay, and the separation's notes say why. A job for the
     * same stems that is already queued is returned.
     */
    storeStems: oc
      .input(z.object({ separationId: SeparationId, format: StemFormat }))
      .output(z.object({ jobId: JobId })),
  },
  analysis: {
    /** Null until the recording or stem has been analysed. */
    timeline: oc.input(z.object({ audioId: z.union([RecordingId, StemId]) })).output(Timeline.nullable()),
    /**
     * Analyses a recording, or the stems of a separation, again. If such a job is already queued, returns that job.
     * Results arrive as `recording` and `separation` events. Fails with `model/unknown` if there is no listening
     * model.
     */
    start: oc
      .input(z.union([z.object({ recordingId: RecordingId }), z.object({ separationId: SeparationId })]))
      .output(z.object({ jobId: JobId })),
  },
  quality: {
    /** Null until the separation has been assessed. */
    get: oc.input(z.object({ separationId: SeparationId })).output(QualityReport.nullable()),
    /**
     * Assesses a separation again. References are audio files named after the stems, or folders of such files;
     * without references, the report relies on the stems alone. A `quality` event signals that the report is ready.
     */
    start: oc
      .input(z.object({ separationId: SeparationId, references: z.array(GrantId).max(64).optional() }))
      .output(z.object({ jobId: JobId })),
    /** Writes the report as one file to a granted folder or the door's download folder. */
    export: oc
      .input(z.object({ separationId: SeparationId, format: ReportFormat, destination: GrantId.optional() }))
      .output(Job.shape.files.element),
  },
  adaptations: {
    /** What this machine lacks for adaptation, if anything, and which models can be adapted. */
    check: oc.output(a.AdaptationCheck),
    /** Newest first. */
    list: oc.output(z.array(a.Adaptation)),
    /** Fails with `python/missing`, `python/packages` or `adapt/material` if training is not possible. */
    start: oc.input(a.AdaptationRequest).output(z.object({ adaptationId: AdaptationId, jobId: JobId })),
    /** Resumes a failed or cancelled adaptation from its last checkpoint. */
    resume: oc.input(z.object({ adaptationId: AdaptationId })).output(z.object({ jobId: JobId })),
    /**
     * Adds the new model to the library's models. Fails with `file/exists` if its name has been taken in the
     * meantime.
     */
    keep: oc.input(z.object({ adaptationId: AdaptationId })).output(ModelInfo),
    /** Deletes the adaptation with its weights and clips; a model that was kept stays. */
    remove: oc.input(z.object({ adaptationId: AdaptationId })).output(nothing),
  },
  ...itemContract,
  ...notesContract,
  ...stemVersionsContract,
  ...studiesContract,
  ...desktopContract,
  archives: archivesContract,
  batch: batchContract,
  watch: watchContract,
  jobs: {
    list: oc.output(z.array(Job)),
    cancel: oc.input(z.object({ jobId: JobId })).output(Job),
    /** Restarts a failed or cancelled job after its last finished segment. */
    retry: oc
      .input(
        z.object({
          jobId: JobId,
          /** For an import that failed with `audio/channels`: zero-based indices of the one or two to use. */
          channels: z.array(z.number().int().nonnegative()).min(1).max(2).optional(),
        }),
      )
      .output(Job),
    /** Puts a waiting job before all others that wait. */
    raise: oc.input(z.object({ jobId: JobId })).output(Job),
    dismiss: oc.input(z.object({ jobId: JobId })).output(nothing),
    queue: oc.output(QueueState),
    /** Starts no more jobs and stops those that run where they can continue; survives a restart. */
    pause: oc.input(z.object({ paused: z.boolean() })).output(QueueState),
  },
  projects: {
    /**
     * Returns a mix of the separation, by default the one that was opened last, and creates the first one if necessary.
     * The next call without `projectId` returns it again.
     */
    open: oc
      .input(z.object({ separationId: SeparationId, projectId: ProjectId.optional() }))
      .output(StoredProject),
    get: oc.input(z.object({ projectId: ProjectId })).output(StoredProject),
    /** Keeps an impulse response in the library, at the project's rate, for its rooms. */
    addImpulse: oc.input(z.object({ projectId: ProjectId, file: GrantId })).output(Impulse),
    /** Fails with `project/conflict` if `baseRevision` is not the latest revision. */
    save: oc
      .input(
        z.object({
          baseRevision: z.number().int().nonnegative(),
          document: ProjectDocument,
          edit: EditKey.nullable().default(null),
        }),
      )
      .output(z.object({ revision: z.number().int() })),
    /** The kept revisions, newest first. */
    history: oc.input(z.object({ projectId: ProjectId })).output(z.array(ProjectRevision)),
    /** The last revisions with their documents, oldest first. */
    recent: oc.input(z.object({ projectId: ProjectId })).output(z.array(RecentRevision)),
    /** Fails with `library/not-found` if the revision is no longer kept. */
    revision: oc.input(z.object({ projectId: ProjectId, revision: z.number().int() })).output(StoredProject),
    /** Names a revision, or takes its name away. */
    nameRevision: oc
      .input(
        z.object({
          projectId: ProjectId,
          revision: z.number().int(),
          name: z.string().trim().min(1).max(LONGEST_VERSION_NAME).nullable(),
        }),
      )
      .output(nothing),
  },
  mixes: mixesContract,
  presets: presetsContract,
  balances: balancesContract,
  listeners: listenersContract,
  liveInput: liveInputContract,
  collections: f.collectionsContract,
  exports: {
    /** The choices of the last export, null before the first, and what was last written or is known about the recording. */
    remembered: oc
      .input(z.object({ recordingId: RecordingId }))
      .output(z.object({ settings: x.ExportSettings.nullable(), metadata: x.ExportMetadata })),
    /** Measures what an export would write, without writing it. Results are cached until the mix changes. */
    check: oc.input(x.ExportRequest).output(eventIterator(x.ExportCheck)),
    /** Measures the mix of a document of a project, saved or not. Results are cached as those of `check`. */
    loudness: oc.input(z.object({ document: ProjectDocument })).output(eventIterator(x.ExportCheck)),
    /** Remembers the request's choices for the next export. */
    start: oc.input(x.ExportRequest).output(z.object({ jobId: JobId })),
  },
};

export type DivisiContract = typeof contract;

/** Paths of the one Request/Response handler that both doors serve. */
export const MEDIA = {
  /** GET, `Range: bytes=` over interleaved little-endian float32 at the audio's own rate and channels. */
  pcm: (audioId: string): string => `/media/${audioId}/pcm`,
  /**
   * GET `?from&to&buckets` (samples): int16 little-endian, `[channel][bucket][min, max]`, full scale 32767.
   * Headers `x-divisi-channels`, `x-divisi-buckets`, `x-divisi-ready` (frames read so far), `x-divisi-frames`.
   */
  peaks: (audioId: string): string => `/media/${audioId}/peaks`,
  /** GET: a cover's JPEG or PNG, or a small JPEG of it; the address changes with the picture. */
  cover: (name: CoverName): string => `/media/${name}/cover`,
  thumbnail: (name: CoverName): string => `/media/${name}/thumbnail`,
  /** GET `?level&first&count`: tiles as `src-shared/spectrogram/tiles.ts` describes them, one after the other. */
  spectrogram: (audioId: string): string => `/media/${audioId}/spectrogram`,
  /** GET: a separation's stems as one ZIP archive, made while it is sent. */
  stems: (separationId: string): string => `/media/${separationId}/stems`,
  /** PUT (serve): a streamed upload, `?name=`; returns a GrantedFile as JSON. */
  upload: '/files/upload',
  /** GET (serve): a finished export. */
  download: (grantId: string): string => `/files/download/${grantId}`,
} as const;
