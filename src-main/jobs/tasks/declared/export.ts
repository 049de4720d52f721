import { z } from 'zod';
import { BitDepth } from '../../../../src-shared/contract/audio.ts';
import {
  ExportFormat,
  ExportLevels,
  ExportMetadata,
  ExportParts,
  ExportRegion,
  FileLoudness,
  LoudnessGoal,
} from '../../../../src-shared/contract/export.ts';
import { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path } from './parts.ts';

const sound = z.object({
  document: ProjectDocument,
  stems: z.record(z.string(), audioFile),
  recording: audioFile,
  impulses: z.record(z.string(), path),
  parts: ExportParts,
  regions: z.array(ExportRegion),
  format: ExportFormat,
  bitDepth: BitDepth,
  sampleRate: z.number(),
});

/** Renders a project's mix, groups and tracks into files. */
export const exportTask = declareTask({
  input: sound.extend({
    kbps: count,
    gainDb: z.number().max(0),
    loudness: LoudnessGoal.nullable(),
    measured: ExportLevels.shape.mix.nullable(),
    clipping: z.enum(['refuse', 'allow']),
    title: z.string(),
    template: z.string(),
    today: z.string(),
    metadata: ExportMetadata,
    cover: path.nullable(),
    folder: path,
    fileName: z.string().nullable(),
    overwrite: z.boolean(),
    version: z.string(),
  }),
  event: z.never(),
  result: z.object({
    files: z.array(
      z.object({
        path,
        name: z.string(),
        bytes: count,
        loudness: FileLoudness.nullable(),
        clippedSamples: count,
      }),
    ),
    goalGainDb: z.number(),
  }),
  writesForUser: true,
  load: async () => (await import('../../../audio/render/export.ts')).runExport,
});

/** Measures what an export would write. */
export const measureTask = declareTask({
  input: sound,
  event: z.never(),
  result: ExportLevels,
  load: async () => (await import('../../../audio/render/measure.ts')).runMeasure,
});
