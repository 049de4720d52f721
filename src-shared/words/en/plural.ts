const rules = new Intl.PluralRules('en');

/** `1 player`, `3 players`. Japanese has no plural forms, so only the English catalogue needs this. */
export const count = (n: number, one: string, other = `${one}s`): string =>
  `${n} ${rules.select(n) === 'one' ? one : other}`;

/** `violin, viola and cello`. */
export const list = (items: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(items);
