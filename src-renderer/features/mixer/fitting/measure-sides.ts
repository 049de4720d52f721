import { api } from '../../../api/client.ts';
import type { MeasureSides } from '../../../../src-shared/mixing/measure-match.ts';

/** Lets the host render a mix and measure its sides. @throws Failure */
export const measureSides: MeasureSides = async (document, signal, onProgress) => {
  for await (const event of await api.exports.loudness({ document }, { signal })) {
    if (event.type === 'levels') return event.levels.sidesLufs;
    onProgress(event.done);
  }
  throw new Error('the measurement ended without a result');
};
