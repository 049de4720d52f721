import { z } from 'zod';

/** Ids carry their type, so that the id of a stem can't be passed as the id of a recording. */
const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{16}$`), `not a ${prefix} id`);

export const RecordingId = idOf('rec').brand<'RecordingId'>();
export const SeparationId = idOf('sep').brand<'SeparationId'>();
export const StemId = idOf('stem').brand<'StemId'>();
export const ExcerptId = idOf('exc').brand<'ExcerptId'>();
export const ProjectId = idOf('proj').brand<'ProjectId'>();
export const JobId = idOf('job').brand<'JobId'>();
export const GrantId = idOf('grant').brand<'GrantId'>();
export const StudyId = idOf('study').brand<'StudyId'>();
/** One participant's run through a study. */
export const StudySessionId = idOf('run').brand<'StudySessionId'>();
export const AdaptationId = idOf('adapt').brand<'AdaptationId'>();
/** Identifies an audio clip of an adaptation: the adaptation's id suffix and a number. */
export const ClipId = z
  .string()
  .regex(/^clip_[0-9a-z]{16}_\d{1,3}$/, 'not a clip id')
  .brand<'ClipId'>();

/** The audio of one version of a stem. The stem's own id stands for the version that is in use. */
export const StemAudioId = z
  .string()
  .regex(/^stem_[0-9a-z]{16}\.v\d{1,6}$/, 'not a version of a stem')
  .brand<'StemAudioId'>();

/** An impulse response of the library; a hash of its samples. */
export const ImpulseId = idOf('imp').brand<'ImpulseId'>();

/** What an edit of stems would make, rendered for listening. */
export const PreviewId = idOf('prev').brand<'PreviewId'>();
/** A preview's audio: the selected sound alone, or a stem as it would be. */
export const PreviewAudioId = z
  .string()
  .regex(/^prev_[0-9a-z]{16}\.(sound|source|target)$/, 'not a preview')
  .brand<'PreviewAudioId'>();

/** The id of anything that can be tagged, found and compared. */
export const ItemId = z.union([RecordingId, StemId, ExcerptId]);

export type RecordingId = z.infer<typeof RecordingId>;
export type SeparationId = z.infer<typeof SeparationId>;
export type StemId = z.infer<typeof StemId>;
export type ExcerptId = z.infer<typeof ExcerptId>;
export type ProjectId = z.infer<typeof ProjectId>;
export type JobId = z.infer<typeof JobId>;
export type GrantId = z.infer<typeof GrantId>;
export type StudyId = z.infer<typeof StudyId>;
export type StudySessionId = z.infer<typeof StudySessionId>;
export type AdaptationId = z.infer<typeof AdaptationId>;
export type ClipId = z.infer<typeof ClipId>;
export type StemAudioId = z.infer<typeof StemAudioId>;
export type ImpulseId = z.infer<typeof ImpulseId>;
export type PreviewId = z.infer<typeof PreviewId>;
export type PreviewAudioId = z.infer<typeof PreviewAudioId>;
export type ItemId = z.infer<typeof ItemId>;

/** Audio that the media handler serves: a recording, a stem in any version, a clip, a preview or an impulse response. */
export type AudioId = RecordingId | StemId | StemAudioId | ClipId | PreviewAudioId | ImpulseId;

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** 16 characters of base 36 from the platform's cryptographic generator (82 bits). */
function randomSuffix(): string {
  const bytes = crypto.getRandomValues(new Uint32Array(16));
  return Array.from(bytes, (value) => ALPHABET[value % 36]).join('');
}

export const newRecordingId = (): RecordingId => RecordingId.parse(`rec_${randomSuffix()}`);
export const newSeparationId = (): SeparationId => SeparationId.parse(`sep_${randomSuffix()}`);
export const newStemId = (): StemId => StemId.parse(`stem_${randomSuffix()}`);
export const newExcerptId = (): ExcerptId => ExcerptId.parse(`exc_${randomSuffix()}`);
export const newProjectId = (): ProjectId => ProjectId.parse(`proj_${randomSuffix()}`);
export const newJobId = (): JobId => JobId.parse(`job_${randomSuffix()}`);
export const newAdaptationId = (): AdaptationId => AdaptationId.parse(`adapt_${randomSuffix()}`);
export const newPreviewId = (): PreviewId => PreviewId.parse(`prev_${randomSuffix()}`);
export const newStudyId = (): StudyId => StudyId.parse(`study_${randomSuffix()}`);
export const newStudySessionId = (): StudySessionId => StudySessionId.parse(`run_${randomSuffix()}`);
export const newGrantId = (): GrantId => GrantId.parse(`grant_${randomSuffix()}`);

export const clipIdOf = (adaptation: AdaptationId, number: number): ClipId =>
  ClipId.parse(`clip_${adaptation.slice('adapt_'.length)}_${number}`);

/** The adaptation that a clip belongs to, and the clip's number. */
export function clipParts(id: ClipId): { readonly adaptation: AdaptationId; readonly number: number } {
  const [, suffix = '', number = ''] = id.split('_');
  return { adaptation: AdaptationId.parse(`adapt_${suffix}`), number: Number(number) };
}

/** Which of a preview's files is heard. */
const PreviewPart = z.enum(['sound', 'source', 'target']);
type PreviewPart = z.infer<typeof PreviewPart>;

export const previewAudioId = (preview: PreviewId, what: PreviewPart): PreviewAudioId =>
  PreviewAudioId.parse(`${preview}.${what}`);

export function previewAudioParts(id: PreviewAudioId): {
  readonly previewId: PreviewId;
  readonly what: PreviewPart;
} {
  const [preview = '', what = ''] = id.split('.');
  return { previewId: PreviewId.parse(preview), what: PreviewPart.parse(what) };
}

export const stemAudioId = (stem: StemId, version: number): StemAudioId =>
  StemAudioId.parse(`${stem}.v${version}`);

export function stemAudioParts(id: StemAudioId): { readonly stemId: StemId; readonly version: number } {
  const [stem = '', version = ''] = id.split('.v');
  return { stemId: StemId.parse(stem), version: Number(version) };
}
