import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import { SILENCE_DB } from '../../../src-shared/mixing/levels.ts';
import { GAIN } from '../../../src-shared/mixing/track-parameters.ts';

/** The listening level, which is not part of the project. */
export const VOLUME: ParameterSpec = { ...GAIN, id: 'volume', max: 0 };

/** How loud the others stay during a solo: silent unless turned up. */
export const REST: ParameterSpec = { ...GAIN, id: 'rest', max: 0, default: SILENCE_DB };

/** The number of CSS tokens `--track-0` … `--track-15`. */
export const TRACK_COLOURS = 16;
export const colourOf = (index: number): `--track-${number}` => `--track-${index % TRACK_COLOURS}`;
