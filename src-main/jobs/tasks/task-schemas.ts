import { z } from 'zod';
import { AdaptationClip, AdaptationFigure } from '../../../src-shared/contract/adaptation.ts';
import { QualityReport } from '../../../src-shared/contract/quality.ts';
import { ProposalScore } from '../../../src-shared/contract/item-schemas.ts';
import { SampleFormat } from '../../../src-shared/contract/audio.ts';
import { Heard, Timeline } from '../../../src-shared/contract/listening.ts';
import { AlignmentReport, ScoreSummary } from '../../../src-shared/project/alignment.ts';
import { NotesDocument } from '../../../src-shared/project/notes.ts';
import { Instrument } from '../../../src-shared/project/players.ts';
import type { AdaptEvent, AdaptResult } from '../../adaptation/adapt.ts';
import type { AnalyseResult } from '../../listening/analyse.ts';
import type { ProposeResult } from '../../tags/propose.ts';
import type { ExportResult } from '../../audio/render/export.ts';
import type { ImportEvent, ImportResult } from '../../audio/import.ts';
import type { PeaksResult } from '../../audio/peaks/peaks-task.ts';
import type { ProbeResult } from '../../inference/probe.ts';
import type { SeparateEvent, SeparateResult } from '../../separation/separate.ts';
import type { TaskName, Tasks } from './task-protocol.ts';

/** What a child may answer, task by task. A child that says anything else has a bug. */

const count = z.number().int().nonnegative();
const notes = z.array(z.string());

const pcmInfo = z.object({
  sampleRate: z.number().int().positive(),
  channels: z.number().int().positive(),
  frames: count,
  sampleFormat: SampleFormat,
});

const importEvent: z.ZodType<ImportEvent> = z.object({
  type: z.literal('opened'),
  format: z.string(),
  info: pcmInfo.extend({ frames: count.nullable() }),
});

const importResult: z.ZodType<ImportResult> = z.object({
  format: z.string(),
  info: pcmInfo,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  audioPath: z.string().min(1),
  channelMap: z.array(count),
  notes,
});

export const SeparationPinSchema = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  weightsSha256: z.string(),
  provider: z.string(),
  threads: z.number().int(),
  runtime: z.string(),
});

const stemPart = z.object({
  /** Becomes a file name: no separators, no leading dot. */
  name: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/),
  label: z.string(),
  instrument: z.string().nullable(),
  isRest: z.boolean(),
});

const separateEvent: z.ZodType<SeparateEvent> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('pinned'),
    pin: SeparationPinSchema,
    notes,
    segments: count,
    stems: z.array(stemPart).min(1),
    sampleRate: z.number().int().positive(),
    channels: z.number().int().positive(),
    frames: count,
    readyFrames: count,
  }),
  z.object({ type: z.literal('ready'), frames: count }),
  z.object({ type: z.literal('segment'), segmentsDone: count }),
]);

const separateResult: z.ZodType<SeparateResult> = z.object({
  stems: z.array(stemPart.extend({ path: z.string().min(1), rmsDbfs: z.number().nullable() })),
  sampleRate: z.number().int().positive(),
  channels: z.number().int().positive(),
  frames: count,
  pin: SeparationPinSchema,
  tookSeconds: z.number().nonnegative(),
  notes,
  notesSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

const exportResult: z.ZodType<ExportResult> = z.object({
  files: z.array(
    z.object({ path: z.string().min(1), name: z.string(), bytes: count, clippedSamples: count }),
  ),
  integratedLufs: z.number().nullable(),
  truePeakDbtp: z.number().nullable(),
});

const peaksResult: z.ZodType<PeaksResult> = z.object({ files: count });

const analyseResult: z.ZodType<AnalyseResult> = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  weightsSha256: z.string(),
  heard: Heard,
  timeline: Timeline,
  whole: z.array(z.object({ instrument: Instrument, probability: z.number(), threshold: z.number() })),
  vector: z.instanceof(Float32Array).nullable(),
});

const proposeResult: z.ZodType<ProposeResult> = z.object({
  score: ProposalScore,
  heldOut: z.instanceof(Float64Array),
  confidences: z.instanceof(Float64Array),
});

const adaptEvent: z.ZodType<AdaptEvent> = z.object({
  type: z.literal('saved'),
  minutes: z.number().nonnegative(),
});

const adaptResult: z.ZodType<AdaptResult> = z.object({
  modelDir: z.string().min(1),
  share: z.number(),
  steps: count,
  minutes: z.number(),
  figures: z.array(AdaptationFigure),
  clips: z.array(AdaptationClip.omit({ id: true }).extend({ path: z.string().min(1) })),
});

const probeResult: z.ZodType<ProbeResult> = z.object({
  provider: z.string(),
  refused: z.array(z.object({ provider: z.string(), reason: z.string() })),
  realTimeFactor: z.number(),
  runtime: z.string(),
});

export const TASK_SCHEMAS: {
  readonly [N in TaskName]: {
    readonly event: z.ZodType<Tasks[N]['event']>;
    readonly result: z.ZodType<Tasks[N]['result']>;
  };
} = {
  import: { event: importEvent, result: importResult },
  separate: { event: separateEvent, result: separateResult },
  export: { event: z.never(), result: exportResult },
  peaks: { event: z.never(), result: peaksResult },
  analyse: { event: z.never(), result: analyseResult },
  quality: { event: z.never(), result: QualityReport },
  propose: { event: z.never(), result: proposeResult },
  adapt: { event: adaptEvent, result: adaptResult },
  'check-model': { event: z.never(), result: z.object({}) },
  probe: { event: z.never(), result: probeResult },
  'check-database': { event: z.never(), result: z.object({ problems: z.array(z.string()) }) },
  score: { event: z.never(), result: ScoreSummary },
  align: { event: z.never(), result: z.object({ notes: NotesDocument, report: AlignmentReport }) },
};
