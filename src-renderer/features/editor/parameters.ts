import { MAX_GAIN_DB, SILENCE_DB } from '../../../src-shared/mixing/levels.ts';
import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';

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
  min: -1,
  max: 1,
  taper: 'linear',
  default: 0,
};

/** Listening level: no part of the project. */
export const VOLUME: ParameterSpec = { ...GAIN, id: 'volume', label: 'Listening level', max: 0 };

/** As many as the tokens `--track-0` … `--track-15`. */
export const TRACK_COLOURS = 16;
export const colourOf = (index: number): `--track-${number}` => `--track-${index % TRACK_COLOURS}`;
