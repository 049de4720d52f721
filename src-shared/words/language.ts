import { en, type Words } from './en/index.ts';
import { ja } from './ja/index.ts';

/** The languages of the window, by their BCP 47 tags. The host and the command line speak English. */
export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in itself, so that people find theirs whatever language the window speaks. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' };

const CATALOGUES: Readonly<Record<Language, Words>> = { en, ja };

export const wordsIn = (language: Language): Words => CATALOGUES[language];

/**
 * The first language of `preferred` (BCP 47 tags, as `navigator.languages` lists them) that the catalogue has; English
 * where it has none of them.
 */
export function languageFrom(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const found = LANGUAGES.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return 'en';
}
