import { z } from 'zod';
import { BitDepth, Container } from '../../../../src-shared/contract/audio.ts';
import { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path } from './parts.ts';

/** Renders a project's mix or its stems into files. */
export const exportTask = declareTask({
  input: z.object({
    document: ProjectDocument,
    stems: z.record(z.string(), audioFile),
    recording: audioFile,
    what: z.enum(['mix', 'stems']),
    stemsAs: z.enum(['separated', 'treated']),
    format: Container,
    bitDepth: BitDepth,
    sampleRate: z.number(),
    range: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
    folder: path,
    name: z.string(),
    overwrite: z.boolean(),
    commonGainDb: z.number().exactOptional(),
  }),
  event: z.never(),
  result: z.object({
    files: z.array(z.object({ path, name: z.string(), bytes: count, clippedSamples: count })),
    integratedLufs: z.number().nullable(),
    truePeakDbtp: z.number().nullable(),
  }),
  writesForUser: true,
  load: async () => (await import('../../../audio/render/export.ts')).runExport,
});
