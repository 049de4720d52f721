import type { LiveInputStem } from '../../../src-shared/contract/live-input.ts';
import type { DeclaredInstrument } from '../../../src-shared/project/players.ts';

/**
 * Names of stems in the window's language: the instrument, with a number where several stems have the same.
 * @param titleOf an instrument, or null for the rest
 */
export function stemTitles(
  stems: readonly Pick<LiveInputStem, 'instrument'>[],
  titleOf: (instrument: DeclaredInstrument | null) => string,
): string[] {
  return stems.map(({ instrument }, index) => {
    const isSame = (other: Pick<LiveInputStem, 'instrument'>): boolean => other.instrument === instrument;
    const title = titleOf(instrument);
    if (stems.filter(isSame).length === 1) return title;
    return `${title} ${stems.slice(0, index + 1).filter(isSame).length}`;
  });
}
