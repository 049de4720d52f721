import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { PreparedTrial } from '../../../src-shared/contract/studies.ts';
import { parseProject } from '../../../src-shared/mixing/parse-project.ts';
import type { EarTreatment } from '../../../src-shared/project/fitting.ts';
import {
  RecordingId,
  StemAudioId,
  StemId,
  StudyId,
  stemAudioParts,
} from '../../../src-shared/project/ids.ts';
import {
  parseStudy,
  type StudyDocument,
  type StudySource,
  type StudyTrial,
} from '../../../src-shared/studies/study.ts';
import { roleOf, stimuliOf } from '../../../src-shared/studies/plan.ts';
import { insidePath, studyDirOf, studyFilePathOf } from '../../library/folder.ts';
import { makeFolder } from '../../library/make-folder.ts';
import type { StoredJob } from '../../library/rows/jobs.ts';
import { getProject } from '../../library/rows/projects.ts';
import { getStem } from '../../library/rows/separations.ts';
import { getStemVersion } from '../../library/rows/stem-versions.ts';
import { getStudyRevision, setPrepared } from '../../library/rows/studies.ts';
import type { TrialInput } from '../../studies/prepare.ts';
import type { SoundInput } from '../../studies/sound.ts';
import type { JobContext, JobKindRunner, JobOutcome } from '../queue/job-kind.ts';
import { declareKind, type JobRooms } from './declare.ts';
import { exportSources } from './export-sources.ts';
import { readableRecording } from './recording-audio.ts';

const Payload = z.object({ studyId: StudyId, revision: z.number().int() });

type Rooms = Pick<JobRooms, 'write' | 'folder' | 'sources' | 'changes'>;

/** Renders one version of a study for its participants. A version that was prepared before is left as it is. */
function prepareJobs(rooms: Rooms): JobKindRunner {
  const { write, folder, changes } = rooms;

  const run = async (job: StoredJob, context: JobContext): Promise<JobOutcome> => {
    const { studyId, revision } = Payload.parse(job.payload);
    const row = getStudyRevision(write, studyId, revision);
    if (row.prepared !== null) return {};
    const study = parseStudy(JSON.parse(row.document));
    const dir = studyDirOf(folder, studyId, revision);
    await makeFolder(dir);
    const trials: TrialInput[] = [];
    for (const trial of study.trials) trials.push(await trialInput(rooms, study, trial));
    const result: { trials: PreparedTrial[] } = await context.task(
      'prepare-study',
      { trials, levelMatch: study.levelMatch, folder: dir },
      { onProgress: ({ done, phase }) => context.progress(done, phase) },
    );
    setPrepared(write, studyId, { revision, preparedAt: new Date().toISOString(), trials: result.trials });
    changes.study(studyId);
    return {};
  };

  const stopped = async (job: StoredJob): Promise<void> => {
    const { studyId, revision } = Payload.parse(job.payload);
    if (getStudyRevision(write, studyId, revision).prepared !== null) return;
    await rm(studyDirOf(folder, studyId, revision), { recursive: true, force: true });
  };
  const nothing = (): Promise<void> => Promise.resolve();
  return { atOnce: 1, run, stopped, again: nothing, forgotten: nothing };
}

async function trialInput(rooms: Rooms, study: StudyDocument, trial: StudyTrial): Promise<TrialInput> {
  const { reference } = trial;
  if (reference === null) throw new Failure('study/invalid', `"${trial.name}" has no reference`);
  const conditions = [];
  for (const { id, name, treatment } of study.conditions) {
    const source = trial.sources[id];
    if (source === undefined) continue;
    conditions.push({ key: id, name, sound: await soundOf(rooms, source, treatment), treatment });
  }
  return {
    trialId: trial.id,
    name: trial.name,
    reference: await soundOf(rooms, reference, study.referenceTreatment),
    referenceTreatment: study.referenceTreatment,
    conditions,
    made: stimuliOf(study, trial).filter((key) => roleOf(key) !== 'condition'),
    excerpt: trial.excerpt,
  };
}

/** @param treatment takes the place of a project's own fitting */
async function soundOf(
  rooms: Rooms,
  source: StudySource,
  treatment: EarTreatment | null,
): Promise<SoundInput> {
  const { folder, write } = rooms;
  switch (source.kind) {
    case 'file':
      return { kind: 'file', path: studyFilePathOf(folder, source.file), channelMap: null };
    case 'mix': {
      const row = getProject(write, source.projectId);
      if (row === null) throw missing(source);
      const stored = parseProject(JSON.parse(row.document));
      const document =
        treatment === null ? stored : { ...stored, master: { ...stored.master, fitting: null } };
      return { kind: 'mix', document, ...(await exportSources(rooms, document)) };
    }
    case 'audio': {
      const recording = RecordingId.safeParse(source.audioId);
      if (recording.success) {
        const { audio } = await readableRecording(rooms, recording.data, missing(source).message);
        return { kind: 'file', path: audio.path, channelMap: [...audio.channelMap] };
      }
      return { kind: 'file', path: stemPath(rooms, source, source.audioId), channelMap: null };
    }
  }
}

function stemPath({ write, folder }: Rooms, source: StudySource, id: string): string {
  const versioned = StemAudioId.safeParse(id);
  const { stemId, version } = versioned.success
    ? stemAudioParts(versioned.data)
    : { stemId: StemId.parse(id), version: null };
  const stem = getStem(write, stemId);
  if (stem === null) throw missing(source);
  if (version === null || version === stem.version) return insidePath(folder, stem.path);
  const file = getStemVersion(write, stem.separationId, version)?.files.find(
    (found) => found.stemId === stemId,
  );
  if (file === undefined) throw missing(source);
  return insidePath(folder, file.path);
}

const missing = ({ label }: StudySource): Failure =>
  new Failure('library/not-found', `"${label}", which the study plays, is no longer in the library`);

export const prepareStudyKind = declareKind({ name: 'prepare-study', payload: Payload, runner: prepareJobs });
