import { z } from 'zod';
import { QualityReport } from '../../../../src-shared/contract/quality.ts';
import { StemId } from '../../../../src-shared/project/ids.ts';
import { DeclaredInstrument } from '../../../../src-shared/project/players.ts';
import { Estimator } from '../../../quality/estimator.ts';
import { declareTask } from './declare.ts';
import { count, path } from './parts.ts';

/** Measures the quality of stems, against references if there are any. */
export const qualityTask = declareTask({
  input: z.object({
    title: z.string(),
    model: QualityReport.shape.model,
    offset: count,
    recordingFrames: count.nullable(),
    stems: z.array(
      z.object({
        stemId: StemId.nullable(),
        name: z.string(),
        label: z.string(),
        instrument: DeclaredInstrument.nullable(),
        path,
        referencePath: path.nullable(),
      }),
    ),
    restPath: path,
    estimator: Estimator.nullable(),
    unmatched: z.array(z.string()),
    scratch: path,
  }),
  event: z.never(),
  result: QualityReport,
  writesForUser: true,
  load: async () => (await import('../../../quality/measure.ts')).runQuality,
});
