import { headerOf, secondsOf, type Recording } from '../../../src-shared/contract/recording.ts';
import type { DeclaredInstrument, Ensemble } from '../../../src-shared/project/players.ts';
import { fold } from '../../../src-shared/format/fold.ts';
import { words } from '../../words/words.ts';

export type SortBy = 'newest' | 'title' | 'length';

/** Returns the declared players, or else those that the listening model detected. */
export function whoPlays(recording: Recording): { readonly players: Ensemble; readonly heard: boolean } {
  const { players, heard } = recording;
  return players.length > 0 || heard === null
    ? { players, heard: false }
    : { players: heard.proposal, heard: true };
}

/** Whether every word of `text` occurs in the title, file name, format or a player. Ignores case and accents. */
export function matches(recording: Recording, text: string): boolean {
  const header = headerOf(recording);
  const haystack = fold(
    [
      recording.title,
      recording.fileName,
      ...Object.values(recording.metadata),
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

/** Returns all instruments that play in any of the recordings, in alphabetical order. */
export function instrumentsOf(recordings: Iterable<Recording>): DeclaredInstrument[] {
  const found = [...recordings].flatMap((recording) => whoPlays(recording).players);
  return [...new Set(found.map((player) => player.instrument))].sort();
}

export interface Wanted {
  readonly text: string;
  readonly instrument: DeclaredInstrument | null;
  /** The host's matches for the same text, which also cover tags. */
  readonly found: ReadonlySet<string>;
}

/** Returns recordings that match the text, locally or at the host, and contain the instrument, if one is selected. */
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
  /** Recordings of unknown length sort as the shortest. */
  const length = (recording: Recording): number => secondsOf(recording) ?? -1;
  const compare: Readonly<Record<SortBy, (a: Recording, b: Recording) => number>> = {
    newest: (a, b) => b.importedAt.localeCompare(a.importedAt),
    title: (a, b) => a.title.localeCompare(b.title, undefined, { numeric: true, sensitivity: 'base' }),
    length: (a, b) => length(b) - length(a),
  };
  return found.sort((a, b) => compare[sortBy](a, b) || a.id.localeCompare(b.id));
}
