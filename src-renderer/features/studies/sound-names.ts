import type { StudyDocument } from '../../../src-shared/studies/study.ts';
import { words } from '../../words/words.ts';

/** A sound's name in the window's language: the host's own sounds, or a condition's name. */
export function nameOfSound(study: Pick<StudyDocument, 'conditions'>, key: string): string {
  return ownName(key) ?? study.conditions.find(({ id }) => id === key)?.name ?? key;
}

/** Null for a condition. */
export function ownName(key: string): string | null {
  return new Map<string, string>(Object.entries(words().studies.ownSounds)).get(key) ?? null;
}
