import { z } from 'zod';
import { Heard, StemHeard, Timeline } from '../../../../src-shared/contract/listening.ts';
import { Instrument } from '../../../../src-shared/project/players.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path, providers, threads, verdicts } from './parts.ts';

/** Analyses one item: who plays when, and its sound vector. */
export const analyseTask = declareTask({
  input: z.object({
    audio: audioFile,
    from: count,
    to: count.nullable(),
    modelDir: path,
    providers,
    threads,
    verdicts,
    stem: z.object({ instrument: Instrument, recording: z.instanceof(Float32Array) }).nullable(),
    background: z.boolean(),
  }),
  event: z.never(),
  result: z.object({
    modelId: z.string(),
    modelVersion: z.string(),
    weightsSha256: z.string(),
    heard: Heard,
    timeline: Timeline,
    stemHeard: StemHeard.nullable(),
    vector: z.instanceof(Float32Array).nullable(),
  }),
  warm: true,
  load: async () => (await import('../../../listening/analyse.ts')).runAnalyse,
});
