import type { UndeclaredInstrument } from '../contract/undeclared.ts';
import type { Words } from '../words/en/index.ts';

/** More than two names would say that anything may play. */
const MOST_NAMED = 2;

/** What a separation says about instruments that nobody declared: a sentence, and what to do about it. Null for none. */
export function undeclaredWords(
  undeclared: readonly UndeclaredInstrument[],
  { stems, instruments }: Pick<Words, 'stems' | 'instruments'>,
): { readonly title: string; readonly advice: string } | null {
  if (undeclared.length === 0) return null;
  const named = undeclared
    .slice(0, MOST_NAMED)
    .map(({ instrument }) => stems.withArticle(instruments.name(instrument)));
  return { title: stems.undeclared(named), advice: stems.undeclaredAdvice };
}
