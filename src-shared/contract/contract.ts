import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ProjectDocument } from '../project/document.ts';
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
import { Backup, Backups } from './backups.ts';
import { desktopContract } from './desktop.ts';
import { QualityReport, ReportFormat } from './quality.ts';
import { LeftOut } from './left-out.ts';
import { itemContract } from './item-contract.ts';
import { notesContract } from './notes.ts';
import { Rebuilt } from './recovery.ts';
import { HostEvent } from './events.ts';
import { ExportRequest, Job } from './job.ts';
import { Timeline } from './listening.ts';
import { ModelInfo } from './model.ts';
import { StoredProject } from './project.ts';
import { Recording } from './recording.ts';
import { Separation, SeparationEstimate, SeparationRequest } from './separation.ts';
import { Capabilities, GrantedFile, LibraryTrustState, SaveTarget, Settings } from './system.ts';
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
    /** All changes, from the moment of the call on. */
    events: oc.output(eventIterator(HostEvent)),
  },
  files: {
    /** Electron only: a native dialog. Empty where the user cancelled. */
    openDialog: oc
      .input(z.object({ kind: z.enum(['audio', 'score', 'folder', 'save-folder']) }))
      .output(z.array(GrantedFile)),
    /** Electron only: a native dialog for a file that is to be written. Null where the user cancelled. */
    saveDialog: oc
      .input(z.object({ name: z.string().min(1).max(200), extension: z.string().regex(/^[a-z0-9]{1,8}$/) }))
      .output(SaveTarget.nullable()),
    /** `serve --root DIR` only: the granted folder's entries. */
    browse: oc
      .input(z.object({ folder: GrantId.optional() }))
      .output(
        z.object({ path: z.array(z.string()), parent: GrantId.nullable(), entries: z.array(GrantedFile) }),
      ),
  },
  library: {
    list: oc.input(z.object({ text: z.string().optional() })).output(z.array(Recording)),
    get: oc
      .input(z.object({ recordingId: RecordingId }))
      .output(z.object({ recording: Recording, separations: z.array(Separation) })),
    /** A folder's grant imports every audio file under it. */
    import: oc
      .input(
        z.object({
          grantId: GrantId,
          mode: z.enum(['reference', 'copy']),
          /** Which two channels (or one) of a file with more than two, from 0. */
          channels: z.array(z.number().int().nonnegative()).min(1).max(2).optional(),
          /** Also where the library has the file already: the job fails with `library/duplicate` otherwise. */
          again: z.boolean().optional(),
        }),
      )
      .output(
        z.object({
          jobIds: z.array(JobId),
          recordingIds: z.array(RecordingId),
          /** What of a folder was not imported, and why. */
          leftOut: z.array(LeftOut),
        }),
      ),
    importDemo: oc.output(z.object({ jobId: JobId, recordingId: RecordingId })),
    rename: oc
      .input(z.object({ recordingId: RecordingId, title: z.string().min(1).max(200) }))
      .output(Recording),
    setPlayers: oc.input(z.object({ recordingId: RecordingId, players: Ensemble })).output(Recording),
    /** Moves it, with its separations, to the trash. */
    remove: oc.input(z.object({ recordingId: RecordingId })).output(t.Removed),
    trust: oc.output(LibraryTrustState),
    /** Noted on this machine, outside the library. Trusting lets the jobs go on that the library brought along. */
    setTrust: oc.input(z.object({ trusted: z.boolean() })).output(LibraryTrustState),
    removeSeparation: oc.input(z.object({ separationId: SeparationId })).output(t.Removed),
    backups: oc.output(Backups),
    createBackup: oc.output(Backup),
    /**
     * Puts a backup in the place of the database, which is kept under the name in the answer. Running jobs are
     * interrupted, and those of the backup go on. Event streams end, as everything is to be fetched again.
     */
    restoreBackup: oc.input(z.object({ name: z.string() })).output(z.object({ keptAs: z.string() })),
  },
  /** Answered only while the library can't be opened; every other call then fails with the reason. */
  recovery: {
    backups: oc.output(z.array(Backup)),
    /** Makes the database again from the library's files, keeps the old one, and opens the library. */
    rebuild: oc.output(Rebuilt),
    /** Puts a backup in the place of the database, keeps that, and opens the library. */
    restoreBackup: oc
      .input(z.object({ name: z.string() }))
      .output(z.object({ keptAs: z.string().nullable() })),
  },
  trash: {
    /** Newest first. */
    list: oc.output(z.array(t.TrashEntry)),
    /** Fails with `library/not-found` where its recording is gone, `file/exists` where a file's place is taken. */
    restore: oc.input(z.object({ id: t.TrashEntryId })).output(nothing),
    /** Deletes for good: all, or what was removed before a time (ISO 8601). */
    empty: oc.input(z.object({ before: z.iso.datetime().nullable() })).output(t.Emptied),
  },
  models: {
    list: oc.output(z.array(ModelInfo)),
    /** By model: seconds of work per second of audio, as its last separation took on this machine; absent where none ran. */
    speeds: oc.output(z.record(z.string(), z.number().positive())),
    card: oc.input(z.object({ modelId: z.string() })).output(z.object({ markdown: z.string() })),
    add: oc.input(z.object({ folder: GrantId })).output(ModelInfo),
    remove: oc.input(z.object({ modelId: z.string() })).output(nothing),
  },
  separation: {
    estimate: oc.input(SeparationRequest).output(SeparationEstimate),
    start: oc.input(SeparationRequest).output(z.object({ jobId: JobId, separationId: SeparationId })),
  },
  analysis: {
    /** Null until the recording or stem was analysed. */
    timeline: oc.input(z.object({ audioId: z.union([RecordingId, StemId]) })).output(Timeline.nullable()),
    /**
     * Listens to a recording, or to a separation's stems, again. Where a job is already about to, that one is given.
     * Results come as `recording` and `separation` events. Fails with `model/unknown` where no listening model is there.
     */
    start: oc
      .input(z.union([z.object({ recordingId: RecordingId }), z.object({ separationId: SeparationId })]))
      .output(z.object({ jobId: JobId })),
  },
  quality: {
    /** Null until the separation was judged. */
    get: oc.input(z.object({ separationId: SeparationId })).output(QualityReport.nullable()),
    /**
     * Judges a separation anew. References are audio files named after the stems, or folders of such; without any,
     * only what the stems themselves tell. A `quality` event says when the report is there.
     */
    start: oc
      .input(z.object({ separationId: SeparationId, references: z.array(GrantId).max(64).optional() }))
      .output(z.object({ jobId: JobId })),
    /** Writes the report as one file, into a granted folder or the door's download folder. */
    export: oc
      .input(z.object({ separationId: SeparationId, format: ReportFormat, destination: GrantId.optional() }))
      .output(Job.shape.files.element),
  },
  adaptations: {
    /** What this machine lacks for it, if anything, and which models can be adapted. */
    check: oc.output(a.AdaptationCheck),
    /** Newest first. */
    list: oc.output(z.array(a.Adaptation)),
    /** Fails with `python/missing`, `python/packages`, `adapt/material` where it can't work. */
    start: oc.input(a.AdaptationRequest).output(z.object({ adaptationId: AdaptationId, jobId: JobId })),
    /** One that failed or was cancelled goes on from its last checkpoint. */
    resume: oc.input(z.object({ adaptationId: AdaptationId })).output(z.object({ jobId: JobId })),
    /** The new model joins the others. Fails with `file/exists` where its name was taken meanwhile. */
    keep: oc.input(z.object({ adaptationId: AdaptationId })).output(ModelInfo),
    /** Takes the adaptation away, with what it learnt and its clips; a model that was kept stays. */
    remove: oc.input(z.object({ adaptationId: AdaptationId })).output(nothing),
  },
  ...itemContract,
  ...notesContract,
  ...desktopContract,
  jobs: {
    list: oc.output(z.array(Job)),
    cancel: oc.input(z.object({ jobId: JobId })).output(Job),
    /** Starts a failed or cancelled job again, from its last finished segment. */
    retry: oc.input(z.object({ jobId: JobId })).output(Job),
    dismiss: oc.input(z.object({ jobId: JobId })).output(nothing),
  },
  projects: {
    /** The separation's project, made where there is none yet. */
    open: oc.input(z.object({ separationId: SeparationId })).output(StoredProject),
    get: oc.input(z.object({ projectId: ProjectId })).output(StoredProject),
    /** Fails with `project/conflict` where `baseRevision` is not the newest. */
    save: oc
      .input(z.object({ baseRevision: z.number().int().nonnegative(), document: ProjectDocument }))
      .output(z.object({ revision: z.number().int() })),
  },
  exports: {
    start: oc.input(ExportRequest).output(z.object({ jobId: JobId })),
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
  /** PUT (serve): a streamed upload, `?name=`; answers a GrantedFile as JSON. */
  upload: '/files/upload',
  /** GET (serve): a finished export. */
  download: (grantId: string): string => `/files/download/${grantId}`,
} as const;
