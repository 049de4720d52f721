import type { Recording } from '../../../src-shared/contract/schemas.ts';

export type SortBy = 'newest' | 'title' | 'length';

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** Every word of `text` occurs in the title, file name, format or a player; case and accents don't matter. */
export function matches(recording: Recording, text: string): boolean {
  const haystack = fold(
    [
      recording.title,
      recording.fileName,
      recording.format,
      ...recording.players.flatMap((player) => [player.label, player.instrument]),
    ].join(' '),
  );
  return fold(text)
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

export function listed(recordings: Iterable<Recording>, text: string, sortBy: SortBy): Recording[] {
  const found = [...recordings].filter((recording) => matches(recording, text));
  const compare: Readonly<Record<SortBy, (a: Recording, b: Recording) => number>> = {
    newest: (a, b) => b.importedAt.localeCompare(a.importedAt),
    title: (a, b) => a.title.localeCompare(b.title, undefined, { numeric: true, sensitivity: 'base' }),
    length: (a, b) => b.frames / (b.sampleRate || 1) - a.frames / (a.sampleRate || 1),
  };
  return found.sort((a, b) => compare[sortBy](a, b) || a.id.localeCompare(b.id));
}
