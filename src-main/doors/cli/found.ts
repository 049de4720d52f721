import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ItemKind, Tag, type ItemFilter } from '../../../src-shared/contract/item-schemas.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { refuseLostDatabase } from '../../library/sidecar/found-files.ts';
import { fromStoredPath, insidePath, libraryFolder } from '../../library/folder.ts';
import type { StoredItem } from '../../library/rows/items.ts';
import { silentLog } from '../../library/log/log.ts';
import { openLibrary, type Library } from '../../library/open.ts';
import { getRecording } from '../../library/rows/recordings.ts';
import { getStem } from '../../library/rows/separations.ts';
import { defaultLibraryDir } from '../../app/program/paths.ts';
import { invalid, oneOf, wholeNumber } from './call.ts';
import { onOneLine } from './terminal.ts';
import { formatSpan } from './progress.ts';

/** What `search` and `similar` have in common: a library, a filter, a list of items. */
export const FILTER_OPTIONS = {
  kind: { type: 'string', multiple: true },
  instrument: { type: 'string' },
  tag: { type: 'string', multiple: true },
  count: { type: 'string', short: 'k' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const FILTER_HELP = `\
  --kind KIND        only recordings, stems or excerpts: recording, stem, excerpt; may be given again
  --instrument NAME  only where NAME was declared
  --tag TAG          only what has the tag; may be given again: all of them
  --library DIR      the library; the user's own where left out`;

export const RESULTS_HELP = `\
    {"results": [{"id", "kind", "title", "recording", "file", "from_s", "to_s", "instrument", "distance"}]}`;

export interface FilterValues {
  readonly kind?: string[] | undefined;
  readonly instrument?: string | undefined;
  readonly tag?: string[] | undefined;
  readonly count?: string | undefined;
  readonly library?: string | undefined;
}

/** @throws Failure `call/invalid`, `players/unknown-instrument` */
export function parseFilter({ kind, instrument, tag }: FilterValues): ItemFilter {
  const known = DeclaredInstrument.optional().safeParse(instrument);
  if (!known.success) {
    throw new Failure(
      'players/unknown-instrument',
      `"${instrument ?? ''}" is not an instrument Divisi knows; it knows ${DeclaredInstrument.options.join(', ')}`,
    );
  }
  return {
    ...(kind === undefined ? {} : { kinds: kind.map((value) => oneOf(value, ItemKind.options, '--kind')) }),
    ...(known.data === undefined ? {} : { instrument: known.data }),
    ...(tag === undefined ? {} : { tags: tag.map(parseTag) }),
  };
}

function parseTag(text: string): Tag {
  const tag = Tag.safeParse(text);
  if (!tag.success) throw invalid(`--tag takes 1 to 60 characters, not "${text}"`);
  return tag.data;
}

/** @throws Failure `call/invalid` */
export const parseCount = ({ count }: FilterValues, standard: number): number =>
  count === undefined ? standard : wholeNumber(count, '-k', 1, 500);

/**
 * Opens a library that is there; only to read where another program has it.
 * @throws Failure `library/*`; `library/no-database` where files say that there was one
 */
export function openExisting(libraryDir: string | undefined): Promise<Library> {
  const root = resolve(libraryDir ?? defaultLibraryDir());
  const folder = libraryFolder(root);
  refuseLostDatabase(folder);
  if (!existsSync(folder.database)) {
    throw new Failure('library/not-found', `There is no library in "${root}"`);
  }
  return openLibrary(root, { log: silentLog, access: 'read-if-locked' });
}

export interface Found {
  readonly item: StoredItem;
  /** Null where it was not looked for by its sound. */
  readonly distance: number | null;
}

export function printFound(found: readonly Found[], library: Library, json: boolean): string {
  if (json) return `${JSON.stringify({ results: found.map((one) => toJson(one, library)) })}\n`;
  if (found.length === 0) return 'Nothing was found\n';
  return found.map((one) => `${toLine(one)}\n`).join('');
}

function toJson({ item, distance }: Found, library: Library) {
  return {
    id: item.id,
    kind: item.kind,
    title: item.title,
    recording: item.recordingTitle,
    file: fileOf(item, library),
    from_s: milli(item.from / item.sampleRate),
    to_s: milli(item.to / item.sampleRate),
    instrument: item.instruments.length === 0 ? null : item.instruments.join(','),
    distance: distance === null ? null : Math.round(distance * 1e6) / 1e6,
  };
}

const milli = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** The user's own file where it is read in place, else the library's. */
function fileOf({ recordingId, stemId }: StoredItem, { folder, read }: Library): string | null {
  if (stemId !== null) {
    const stem = getStem(read, stemId);
    return stem === null ? null : insidePath(folder, stem.path);
  }
  const recording = getRecording(read, recordingId);
  if (recording?.storage === 'reference') return recording.sourcePath;
  return recording?.audioPath == null ? null : fromStoredPath(folder, recording.audioPath);
}

/** `0.123  stem_…  Trio in C: Viola (viola)`. */
function toLine({ item, distance }: Found): string {
  const own = onOneLine(item.kind === 'recording' ? item.title : `${item.recordingTitle}: ${item.title}`);
  const place =
    item.kind === 'excerpt'
      ? ` ${formatSpan(item.from / item.sampleRate)}-${formatSpan(item.to / item.sampleRate)}`
      : '';
  const who = item.instruments.length === 0 ? '' : ` (${item.instruments.join(', ')})`;
  const tags = item.tags.map((tag) => ` #${tag}`).join('');
  return `${distance === null ? '' : `${distance.toFixed(3)}  `}${item.id}  ${own}${place}${who}${tags}`;
}
