import { useEffect, useSyncExternalStore } from 'react';
import type { Settings } from '../../src-shared/contract/system.ts';
import { LANGUAGES, languageFrom, wordsIn, type Language } from '../../src-shared/words/language.ts';
import type { Words } from '../../src-shared/words/en/index.ts';

/** Only so that the window does not open in another language before the host has sent its settings. */
const KEY = 'language';

let language: Language = 'en';
const listeners = new Set<() => void>();

/**
 * The catalogue in the window's language. Call it where a text is shown, never at a module's top level: `App` renders
 * the whole tree anew when the language changes, so every call made while rendering gets the new one.
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

/** Called once before the first rendering. */
export function startLanguage(): void {
  listeners.add(() => {
    document.documentElement.lang = language;
  });
  setLanguage(resolve(localStorage.getItem(KEY) ?? 'system'));
}

/** Follows the setting; null until the host has sent it. */
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
