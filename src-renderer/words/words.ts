import { useEffect, useSyncExternalStore } from 'react';
import type { Settings } from '../../src-shared/contract/system.ts';
import { LANGUAGES, languageFrom, wordsIn, type Language } from '../../src-shared/words/language.ts';
import type { Words } from '../../src-shared/words/en/index.ts';

/** Caches the language so that the window doesn't flash the wrong one before the host sends its settings. */
const KEY = 'language';

let language: Language = 'en';
const listeners = new Set<() => void>();

/**
 * The message catalogue in the window's language. Call this while rendering, never at the top level of a module: `App`
 * re-renders the whole tree when the language changes, so calls made while rendering stay current. A memoised component
 * would stop this: it calls `useLanguage` itself.
 */
export const words = (): Words => wordsIn(language);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => language);

export function setLanguage(next: Language): void {
  if (next === language) return;
  language = next;
  for (const listener of listeners) listener();
}

const resolve = (setting: string): Language =>
  LANGUAGES.find((known) => known === setting) ?? languageFrom(navigator.languages);

/** Call once before the first render. */
export function startLanguage(): void {
  listeners.add(() => {
    document.documentElement.lang = language;
  });
  setLanguage(resolve(localStorage.getItem(KEY) ?? 'system'));
}

/** Follows the language setting; null until the host has sent it. */
export function useLanguageSetting(setting: Settings['language'] | null): void {
  useEffect(() => {
    if (setting === null) return;
    localStorage.setItem(KEY, setting);
    setLanguage(resolve(setting));
    if (setting !== 'system') return;
    const follow = (): void => setLanguage(resolve('system'));
    window.addEventListener('languagechange', follow);
    return () => window.removeEventListener('languagechange', follow);
  }, [setting]);
}
