import { describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../../../src-shared/contract/failure.ts';
import { PROCESSORS } from '../../../../src-shared/mixing/processors/registry.ts';
import { INSTRUMENTS, PRESETS, REST_INSTRUMENTS } from '../../../../src-shared/project/players.ts';
import { languageFrom, LANGUAGES, wordsIn } from '../../../../src-shared/words/language.ts';

type Leaf = readonly [path: string, value: string | ((...args: unknown[]) => unknown)];

/** Every text of a catalogue with its path; functions as they are. */
function leaves(node: unknown, path: string): Leaf[] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, node as (...args: unknown[]) => unknown]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

describe.each(LANGUAGES)('the catalogue in %s', (language) => {
  const catalogue = wordsIn(language);

  it('names every instrument by a name of its own', () => {
    const ids = [...INSTRUMENTS, ...REST_INSTRUMENTS];
    expect(new Set(ids.map(catalogue.instruments.name)).size).toBe(ids.length);
  });

  it('names every processor and parameter', () => {
    const { titles, parameters } = catalogue.processors;
    expect(PROCESSORS.filter(({ id }) => titles[id] === undefined)).toEqual([]);
    const all = PROCESSORS.flatMap((spec) => spec.parameters);
    // A number at the end is that of a band, which is named apart.
    expect(all.filter(({ id }) => parameters[id.replace(/\d+$/, '')] === undefined)).toEqual([]);
  });

  it('names every preset', () => {
    const names: Readonly<Record<string, string>> = catalogue.instruments.presets;
    expect(PRESETS.filter(({ id }) => names[id] === undefined)).toEqual([]);
  });

  it('says something about every failure', () => {
    expect(Object.keys(catalogue.failures.byCode).sort()).toEqual([...FAILURE_CODES].sort());
  });
});

describe('the Japanese catalogue', () => {
  it('leaves no sentence in English', () => {
    const english = leaves(wordsIn('ja'), '').filter(
      ([, text]) =>
        typeof text === 'string' &&
        /\p{Script=Latin}{3,} \p{Script=Latin}{2,}/u.test(text) &&
        !JAPANESE.test(text),
    );
    expect(english).toEqual([]);
  });

  it('gives every failure a title, as the host speaks English', () => {
    const { byCode } = wordsIn('ja').failures;
    expect(FAILURE_CODES.filter((code) => byCode[code].title === null)).toEqual([]);
  });
});

describe('languageFrom', () => {
  it.each([
    [['ja-JP', 'en-US'], 'ja'],
    [['de', 'ja'], 'ja'],
    [['en-GB'], 'en'],
    [['fr', 'de'], 'en'],
    [[], 'en'],
  ])('%j is %s', (preferred, language) => {
    expect(languageFrom(preferred)).toBe(language);
  });
});
