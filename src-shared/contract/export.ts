import { z } from 'zod';
import { SampleRange } from '../project/document.ts';
import { GrantId, ProjectId } from '../project/ids.ts';
import { BitDepth } from './audio.ts';
import { SaveTarget } from './system.ts';

/** File formats of an export. MP3 and Opus lose information; WAV and FLAC keep every bit of their depth. */
export const ExportFormat = z.enum(['wav', 'flac', 'mp3', 'opus']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Bit rates in kbit/s that the lossy formats offer, best first. */
export const KBPS = { mp3: [320, 256, 192, 128], opus: [256, 192, 160, 128, 96] } as const;

const Line = z.string().max(500);

/** What a file says about its music. Empty texts are left out of the file. */
export const ExportMetadata = z.object({
  /** Defaults to the recording's title. */
  title: Line,
  composer: Line,
  performers: Line,
  album: Line,
  /** A year or a date, `1998` or `1998-05-17`. */
  date: z.union([z.literal(''), z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'not a year or a date')]),
  genre: Line,
  copyright: Line,
  comment: Line,
});
export type ExportMetadata = z.infer<typeof ExportMetadata>;

export const NO_METADATA: ExportMetadata = {
  title: '',
  composer: '',
  performers: '',
  album: '',
  date: '',
  genre: '',
  copyright: '',
  comment: '',
};

const PartId = z.string().min(1).max(40);

/** Project files for other programs; they refer to the stems, which are written beside them. */
export const SessionFiles = z.object({
  dawproject: z.boolean(),
  reaper: z.boolean(),
  /** A text with positions, rate and tempo, for any other program. */
  note: z.boolean(),
});
export type SessionFiles = z.infer<typeof SessionFiles>;

/** What one export writes; every part makes one file per region. */
export const ExportParts = z.object({
  mix: z.boolean(),
  /** Ids of groups, each with its tracks through strips, gains and pans. */
  groups: z.array(PartId).max(32),
  /** Ids of tracks, each alone through its strip, gain, pan and the master. */
  processed: z.array(PartId).max(32),
  /** Ids of tracks, as separated: with the rest, they add up to the recording. */
  separated: z.array(PartId).max(32),
  session: SessionFiles,
});
export type ExportParts = z.infer<typeof ExportParts>;

export const NO_PARTS: ExportParts = {
  mix: false,
  groups: [],
  processed: [],
  separated: [],
  session: { dawproject: false, reaper: false, note: false },
};

/** A named stretch of the project, in its samples. */
export const ExportRegion = z.object({ name: z.string().max(80), range: SampleRange });
export type ExportRegion = z.infer<typeof ExportRegion>;

/**
 * A loudness for the mix. One gain brings the mix to the target, and the same gain applies to groups and processed
 * tracks. The ceiling limits that gain; nothing is compressed.
 */
export const LoudnessGoal = z
  .object({
    targetLufs: z.number().min(-60).max(0).nullable(),
    /** Highest true peak of the mix, in dBTP. */
    ceilingDbtp: z.number().min(-20).max(0).nullable(),
  })
  .refine(
    (goal) => goal.targetLufs !== null || goal.ceilingDbtp !== null,
    'a goal needs a target or a ceiling',
  );
export type LoudnessGoal = z.infer<typeof LoudnessGoal>;

export const NAME_TEMPLATE = {
  usual: '{recording}[ - {mix}][ - {region}] - {player}',
  longest: 200,
} as const;

/** How the files are made, apart from what they contain. */
const Making = {
  format: ExportFormat,
  loudness: LoudnessGoal.nullable().default(null),
  /** See `src-shared/exporting/name-template.ts`. */
  template: z.string().min(1).max(NAME_TEMPLATE.longest).default(NAME_TEMPLATE.usual),
};
const Kbps = z.number().int().min(32).max(320);
const SampleRate = z.number().int().min(8000).max(384_000);

export const ExportRequest = z.object({
  ...Making,
  projectId: ProjectId,
  /** Of WAV and FLAC; defaults to the recording's own. */
  bitDepth: BitDepth.optional(),
  /** Of MP3 and Opus, in kbit/s; defaults to the best. */
  kbps: Kbps.optional(),
  /** In Hz; defaults to the recording's own, or to the nearest that the format has. */
  sampleRate: SampleRate.optional(),
  parts: ExportParts,
  /** The whole project if empty. */
  regions: z.array(ExportRegion).max(200).default([]),
  /** Attenuates everything equally; the details of `audio/clips` suggest a value as `gainDb`. */
  gainDb: z.number().min(-60).max(0).default(0),
  /** `refuse`: a file that would clip fails the export with `audio/clips`. */
  clipping: z.enum(['refuse', 'allow']).default('refuse'),
  metadata: ExportMetadata.default(NO_METADATA),
  /** A JPEG or PNG file, or the recording's own cover. */
  cover: z.union([GrantId, z.literal('recording')]).optional(),
  /** The user's calendar date, for names. */
  today: z.iso.date().optional(),
  /** A folder granted by a dialog; defaults to the door's download folder. */
  destination: GrantId.optional(),
  /** Where the export is one file: its name without extension, and whether to replace an existing file of that name. */
  file: SaveTarget.pick({ name: true, replace: true }).optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

const Level = z.number().nullable();

/** Loudness and peaks of one file; null where it is silent or too short. */
export const FileLoudness = z.object({
  integratedLufs: Level,
  truePeakDbtp: Level,
  rangeLu: Level,
  maxMomentaryLufs: Level,
  maxShortTermLufs: Level,
  clippedSamples: z.number().int().nonnegative(),
});
export type FileLoudness = z.infer<typeof FileLoudness>;

/** What the parts of an export would reach, measured before the loudness goal and the common gain. */
export const ExportLevels = z.object({
  /** Of the mix over all regions; the goal refers to it. */
  mix: z.object({ integratedLufs: Level, truePeakDbtp: Level }),
  /** The mix's integrated loudness on each side by itself, as one channel; a mix of one channel feeds both. */
  sidesLufs: z.object({ left: Level, right: Level }),
  /** One entry per file of the mix, groups and processed tracks. */
  files: z.array(
    z.object({
      /** The file's player and region, as in its name. */
      player: z.string(),
      region: z.string(),
      /** The largest sample, in dBFS; null for silence. */
      peakDbfs: Level,
      /** Samples beyond full scale. */
      overs: z.number().int().nonnegative(),
    }),
  ),
  /** Gain, below 0, at which separated stems of an integer depth add up without clipping; null if none is needed. */
  separatedGainDb: Level,
});
export type ExportLevels = z.infer<typeof ExportLevels>;

export const ExportCheck = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number().min(0).max(1) }),
  z.object({ type: z.literal('levels'), levels: ExportLevels }),
]);
export type ExportCheck = z.infer<typeof ExportCheck>;

/** The choices of an export, which the next one starts with; null stands for the recording's own. */
export const ExportSettings = z.object({
  ...Making,
  bitDepth: BitDepth.nullable(),
  kbps: Kbps.nullable(),
  sampleRate: SampleRate.nullable(),
  /** Which kinds of parts; which tracks of a kind is chosen again for every project. */
  parts: z.object({
    mix: z.boolean(),
    groups: z.boolean(),
    processed: z.boolean(),
    separated: z.boolean(),
    session: SessionFiles,
  }),
});
export type ExportSettings = z.infer<typeof ExportSettings>;
