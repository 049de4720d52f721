import { headerOf, secondsOf, type Recording } from '../../../src-shared/contract/recording.ts';
import type { DeclaredInstrument, Ensemble } from '../../../src-shared/project/players.ts';
import { fold } from '../../ui/fold.ts';
import { words } from '../../words/words.ts';

export type SortBy = 'newest' | 'title' | 'length';

/** Who plays: as the user said, else as the listening model heard. */
export function whoPlays(recording: Recording): { readonly players: Ensemble; readonly heard: boolean } {
  const { players, heard } = recording;
  return players.length > 0 || heard === null
    ? { players, heard: false }
    : { players: heard.proposal, heard: true };
}

/** Every word of `text` occurs in the title, file name, format or a player; case and accents don't matter. */
export function matches(recording: Recording, text: string): boolean {
  const header = headerOf(recording);
  const haystack = fold(
    [
      recording.title,
      recording.fileName,
      ...(header === null ? [] : [header.format]),
      ...whoPlays(recording).players.flatMap((player) => [
        player.label,
        player.instrument,
        words().instruments.name(player.instrument),
      ]),
    ].join(' '),
  );
  return fold(text)
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

/** Those that play in any of the recordings, in alphabetical order. */
export function instrumentsOf(recordings: Iterable<Recording>): DeclaredInstrument[] {
  const found = [...recordings].flatMap((recording) => whoPlays(recording).players);
  return [...new Set(found.map((player) => player.instrument))].sort();
}

export interface Wanted {
  readonly text: string;
  readonly instrument: DeclaredInstrument | null;
  /** What the host found by the same text: it knows tags as well. */
  readonly found: ReadonlySet<string>;
}

/** What matches the text, here or at the host, and has the instrument, if one is asked for. */
export function listed(
  recordings: Iterable<Recording>,
  { text, instrument, found: foundByHost }: Wanted,
  sortBy: SortBy,
): Recording[] {
  const found = [...recordings].filter(
    (recording) =>
      (matches(recording, text) || foundByHost.has(recording.id)) &&
      (instrument === null || whoPlays(recording).players.some((player) => player.instrument === instrument)),
  );
  /** Those whose length is not known yet come last. */
  const length = (recording: Recording): number => secondsOf(recording) ?? -1;
  const compare: Readonly<Record<SortBy, (a: Recording, b: Recording) => number>> = {
    newest: (a, b) => b.importedAt.localeCompare(a.importedAt),
    title: (a, b) => a.title.localeCompare(b.title, undefined, { numeric: true, sensitivity: 'base' }),
    length: (a, b) => length(b) - length(a),
  };
  return found.sort((a, b) => compare[sortBy](a, b) || a.id.localeCompare(b.id));
}
