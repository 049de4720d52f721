import { dbToGain } from '../../../src-shared/mixing/levels.ts';

export interface Fader {
  readonly gainDb: number;
  readonly muted: boolean;
  readonly soloed: boolean;
}

export const untouched = (): Fader => ({ gainDb: 0, muted: false, soloed: false });

/** Linear gains: solo silences what is not soloed, and mute wins over solo, as in the mixer. */
export function gainsOf(faders: readonly Fader[]): number[] {
  const anySolo = faders.some(({ soloed }) => soloed);
  return faders.map(({ gainDb, muted, soloed }) => (muted || (anySolo && !soloed) ? 0 : dbToGain(gainDb)));
}
