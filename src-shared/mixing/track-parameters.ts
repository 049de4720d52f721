import { PAN_RANGE } from '../project/limits.ts';
import { MAX_GAIN_DB, SILENCE_DB } from './levels.ts';
import type { ParameterSpec } from './processors/types.ts';

/** The fader's range; the document allows a wider one, which only automation and imported projects use. */
export const GAIN: ParameterSpec = {
  id: 'gainDb',
  label: 'Gain',
  unit: 'dB',
  min: SILENCE_DB,
  max: MAX_GAIN_DB,
  taper: 'fader',
  default: 0,
};

export const PAN: ParameterSpec = {
  id: 'pan',
  label: 'Pan',
  unit: '',
  ...PAN_RANGE,
  taper: 'linear',
  default: 0,
};
