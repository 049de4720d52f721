import { api } from '../../../api/client.ts';
import type { MeasureMix } from './mix-levels.ts';

/** Lets the host measure a mix offline. @throws Failure */
export const measureMix: MeasureMix = async (document, signal, onProgress) => {
  for await (const event of await api.exports.loudness({ document }, { signal })) {
    if (event.type === 'levels') return event.levels.mix.integratedLufs;
    onProgress(event.done);
  }
  throw new Error('the measurement ended without a result');
};
