import { isSeparable, type Ensemble } from './players.ts';

/**
 * Whether a model separates an ensemble better when it is given automatically transcribed notes. SI-SDR changes as follows
 * (Bach10 01, 03, 05, URMP 01 and 12, and rendered string scenes, 12 s each; ± is the standard error; of two equal players the better order counts):
 *
 * | ensembles | one channel | two channels (coincident, simulated room) |
 * | --- | --- | --- |
 * | two different instruments, 7 mixtures | -0.1 ± 0.1 dB | 0.0 ± 0.4 dB |
 * | chorales of four instruments, 3 | +0.6 ± 0.3 dB | +0.8 ± 0.3 dB |
 * | with two players of one instrument, 20 | +1.5 ± 0.5 dB | +2.7 ± 0.8 dB |
 * | violins beside violas, 13 | -1.6 ± 0.5 dB | -0.8 ± 0.7 dB |
 *
 * Two different instruments are told apart by timbre. Violins and violas are told apart only by register, and lines get
 * swapped. So the answer is the same for one channel and for two.
 */
export function isWorthHearing(players: Ensemble): boolean {
  const instruments = players.map(({ instrument }) => instrument).filter(isSeparable);
  if (instruments.includes('violin') && instruments.includes('viola')) return false;
  return instruments.length > 2 || new Set(instruments).size < instruments.length;
}
