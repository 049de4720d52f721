import { STANDARD_AUDIOGRAMS } from '../../src-shared/hearing/standard-audiograms.ts';
import type { Fitting } from '../../src-shared/project/fitting.ts';

/** A fitting whose ears differ. */
export const EXAMPLE_FITTING: Fitting = {
  listener: 'L1',
  rule: 'camfit',
  loss: 'none',
  hearing: { left: STANDARD_AUDIOGRAMS.N2, right: STANDARD_AUDIOGRAMS.S1 },
  fullScaleDbSpl: 95,
  matchDb: { left: -11.5, right: -8 },
  matchedMix: null,
  limitDbSpl: 100,
  bypassed: false,
};
