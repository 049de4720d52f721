import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import {
  ProjectId,
  RecordingId,
  StemAudioId,
  stemAudioParts,
  StemId,
} from '../../../src-shared/project/ids.ts';
import type { StudySource } from '../../../src-shared/studies/study.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import { getProject } from '../../library/rows/projects.ts';
import { getRecording } from '../../library/rows/recordings.ts';
import { getSeparation, getStem, separationsOf } from '../../library/rows/separations.ts';

/** What a model made of a recording: a stem by its label, or the mix. The newest separation that has it counts. */
export const ModelSound = z.strictObject({
  recording: RecordingId,
  model: z.string().min(1),
  part: z.string().min(1),
});
type ModelSound = z.infer<typeof ModelSound>;

/**
 * A recording, a stem (also of a version), a project's mix by its id, or what a model made.
 * @returns null for a text that is no id
 * @throws Failure `library/not-found`
 */
export function librarySound(read: ReadableDatabase, sound: string | ModelSound): StudySource | null {
  if (typeof sound !== 'string') return ofModel(read, sound);
  const recording = RecordingId.safeParse(sound);
  if (recording.success) {
    const label = titleOf(read, recording.data);
    return { kind: 'audio', audioId: recording.data, label, modelId: null };
  }
  const project = ProjectId.safeParse(sound);
  if (project.success) {
    const row = getProject(read, project.data);
    const separation = row === null ? null : getSeparation(read, row.separationId);
    if (separation === null) throw missing(`project ${sound}`);
    return mixOf(read, separation, project.data);
  }
  const version = StemAudioId.safeParse(sound);
  const stemId = version.success ? stemAudioParts(version.data).stemId : StemId.safeParse(sound).data;
  if (stemId === undefined) return null;
  const stem = getStem(read, stemId);
  const separation = stem === null ? null : getSeparation(read, stem.separationId);
  if (stem === null || separation === null) throw missing(`stem ${sound}`);
  return stemOf(read, separation, version.success ? version.data : stem.id, stem.label);
}

type Separation = Pick<NonNullable<ReturnType<typeof getSeparation>>, 'recordingId' | 'modelId'>;

function ofModel(read: ReadableDatabase, { recording, model, part }: ModelSound): StudySource {
  const made = separationsOf(read, recording).filter(
    ({ state, modelId }) => state === 'ready' && modelId === model,
  );
  const [newest] = made;
  if (newest === undefined) throw missing(`separation of ${recording} by ${model}`);
  const wanted = part.toLowerCase();
  if (wanted === 'mix') {
    const opened = made.find(({ projectId }) => projectId !== null);
    if (!opened?.projectId) throw missing(`mix of ${recording} by ${model}: open it in the editor once`);
    return mixOf(read, opened, opened.projectId);
  }
  for (const separation of made) {
    const stem = separation.stems.find(
      ({ label, name }) => label.toLowerCase() === wanted || name.toLowerCase() === wanted,
    );
    if (stem !== undefined) return stemOf(read, separation, stem.id, stem.label);
  }
  const labels = newest.stems.map(({ label }) => `"${label}"`).join(', ');
  throw missing(`stem "${part}" of ${recording} by ${model}; there are ${labels}`);
}

const mixOf = (read: ReadableDatabase, separation: Separation, projectId: ProjectId): StudySource => ({
  ...{ kind: 'mix', projectId, modelId: separation.modelId },
  label: labelled(read, separation, 'Mix'),
});

const stemOf = (
  read: ReadableDatabase,
  separation: Separation,
  audioId: StemId | StemAudioId,
  label: string,
): StudySource => ({
  ...{ kind: 'audio', audioId, modelId: separation.modelId },
  label: labelled(read, separation, label),
});

const labelled = (read: ReadableDatabase, { recordingId, modelId }: Separation, part: string): string =>
  `${titleOf(read, recordingId)}, ${part} (${modelId})`.slice(0, 200);

function titleOf(read: ReadableDatabase, id: RecordingId): string {
  const recording = getRecording(read, id);
  if (recording === null) throw missing(`recording ${id}`);
  return recording.title;
}

const missing = (what: string): Failure => new Failure('library/not-found', `The library has no ${what}`);
