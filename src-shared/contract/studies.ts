import { oc } from '@orpc/contract';
import { z } from 'zod';
import { GrantId, JobId, StudyId, StudySessionId } from '../project/ids.ts';
import { StudyResults } from '../studies/results/schema.ts';
import { StudyDocument, StudyKind, StudySource } from '../studies/study.ts';
import { Job } from './job.ts';

/** One ear of a sound, after its fitting and before its simulated loss; ITU-R BS.1770 of one channel. */
const PreparedEar = z.object({
  /** Before level-matching; null for silence. */
  integratedLufs: z.number().nullable(),
  /** What level-matching applied to this ear. */
  gainDb: z.number(),
});

/** One prepared sound of a trial. */
export const PreparedStimulus = z.object({
  /** As in `studies/plan.ts`. */
  key: z.string(),
  /** Before level-matching; null for silence. */
  integratedLufs: z.number().nullable(),
  /** What level-matching applied, without the trial's common gain. */
  gainDb: z.number(),
  /** In a trial where anything is fitted, or heard through a loss: what was done after `gainDb`. */
  ears: z.object({ left: PreparedEar, right: PreparedEar }).nullable().default(null),
  /** Of what participants hear. */
  peakDbfs: z.number().nullable(),
});
export type PreparedStimulus = z.infer<typeof PreparedStimulus>;

export const PreparedTrial = z.object({
  trialId: z.string(),
  sampleRate: z.number().int().positive(),
  channels: z.number().int().min(1).max(2),
  frames: z.number().int().positive(),
  /** Applied to every sound of the trial, so that none clips; 0 or below. */
  commonGainDb: z.number().max(0),
  stimuli: z.array(PreparedStimulus),
});
export type PreparedTrial = z.infer<typeof PreparedTrial>;

export const PreparedStudy = z.object({
  revision: z.number().int(),
  preparedAt: z.string(),
  trials: z.array(PreparedTrial),
});
export type PreparedStudy = z.infer<typeof PreparedStudy>;

export const StoredStudy = z.object({ revision: z.number().int(), document: StudyDocument });
export type StoredStudy = z.infer<typeof StoredStudy>;

export const StudySummary = z.object({
  id: StudyId,
  name: z.string(),
  kind: StudyKind,
  trials: z.number().int(),
  conditions: z.number().int(),
  participants: z.number().int(),
  finished: z.number().int(),
  revision: z.number().int(),
  /** The version that participants hear; null until one is prepared. */
  preparedRevision: z.number().int().nullable(),
  updatedAt: z.string(),
  isRemoved: z.boolean(),
});
export type StudySummary = z.infer<typeof StudySummary>;

export const SessionState = z.enum(['waiting', 'running', 'finished', 'revoked']);
export type SessionState = z.infer<typeof SessionState>;

export const Participant = z.object({
  id: StudySessionId,
  studyId: StudyId,
  /** Anonymous: `P01`. */
  label: z.string(),
  /** The path of the participant's link. Whoever has it can answer as this participant. */
  path: z.string(),
  seed: z.number().int().nonnegative(),
  /** The version of the study that this participant hears. */
  revision: z.number().int(),
  state: SessionState,
  answered: z.number().int(),
  screens: z.number().int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Participant = z.infer<typeof Participant>;

export const StudyRevision = z.object({ revision: z.number().int(), savedAt: z.string() });
export type StudyRevision = z.infer<typeof StudyRevision>;

export const MOST_PARTICIPANTS = 200;
const one = z.object({ studyId: StudyId });

export const studiesContract = {
  studies: {
    /** Newest first; removed ones at the end. */
    list: oc.output(z.array(StudySummary)),
    create: oc
      .input(
        z.object({
          name: z.string().trim().min(1).max(200),
          kind: StudyKind,
          question: z.string().min(1).max(200),
        }),
      )
      .output(StoredStudy),
    /**
     * Reads a webMUSHRA configuration, or a design of Divisi's own, and the audio files that it names, which are matched by
     * file name; folders are searched. Fails with `study/invalid` for what a study can't hold and for missing files.
     */
    importYaml: oc
      .input(z.object({ yaml: GrantId, files: z.array(GrantId).max(2000) }))
      .output(StoredStudy.extend({ notes: z.array(z.string()) })),
    get: oc.input(one).output(StoredStudy.extend({ prepared: PreparedStudy.nullable() })),
    /** Fails with `study/conflict` if `baseRevision` is not the latest revision. */
    save: oc
      .input(z.object({ baseRevision: z.number().int(), document: StudyDocument }))
      .output(z.object({ revision: z.number().int() })),
    /** Newest first. Every version is kept. */
    history: oc.input(one).output(z.array(StudyRevision)),
    revision: oc.input(one.extend({ revision: z.number().int() })).output(StoredStudy),
    /** Hides the study and closes its links; `restore` brings everything back. */
    remove: oc.input(one).output(z.void()),
    restore: oc.input(one).output(z.void()),
    /** Copies a file into the library for a study. */
    addFile: oc.input(z.object({ grantId: GrantId })).output(StudySource),
    /** Renders what participants hear from the latest version. Fails with `study/invalid` if it is incomplete. */
    prepare: oc.input(one).output(z.object({ jobId: JobId })),
    participants: oc.input(one).output(z.array(Participant)),
    /** New participants of the prepared version. */
    addParticipants: oc
      .input(one.extend({ count: z.number().int().min(1).max(MOST_PARTICIPANTS) }))
      .output(z.array(Participant)),
    /** Closes or opens a participant's link. Answers stay. */
    setRevoked: oc
      .input(z.object({ sessionId: StudySessionId, revoked: z.boolean() }))
      .output(z.array(Participant)),
    results: oc.input(one).output(StudyResults),
    export: oc
      .input(one.extend({ format: z.enum(['csv', 'json']), destination: GrantId.optional() }))
      .output(Job.shape.files.element),
  },
};
