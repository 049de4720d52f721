/**
 * Gains that bring mixes to the level of the quietest one, dB, at 0 or below: nothing is amplified, so nothing clips
 * that did not before.
 * @param lufs integrated loudness of each; null where it is unknown or silent, which leaves that mix alone
 */
export function matchedTrims(lufs: readonly (number | null)[]): number[] {
  const quietest = Math.min(...lufs.filter((level) => level !== null));
  return lufs.map((level) => (level === null ? 0 : quietest - level));
}
