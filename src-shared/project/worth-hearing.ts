import { isSeparable, type Ensemble } from './players.ts';

/**
 * Whether a model separates an ensemble better when it is given automatically transcribed notes. Two different
 * instruments are told apart by timbre, and transcription errors cost more than the notes gain: seven pairs (Bach10
 * 01, 03, 05; URMP 01) lose 0.1 dB on average and up to 0.7 dB. Three chorales with four different instruments gain
 * 0.2 to 1.0 dB. Violins and violas are told apart only by register, and lines get swapped: three rendered string
 * ensembles lose 0.5 to 5.6 dB.
 */
export function isWorthHearing(players: Ensemble): boolean {
  const instruments = players.map(({ instrument }) => instrument).filter(isSeparable);
  if (instruments.includes('violin') && instruments.includes('viola')) return false;
  return instruments.length > 2 || new Set(instruments).size < instruments.length;
}
