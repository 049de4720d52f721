import { ItemKind, Tag, type ItemFilter } from '../../../src-shared/contract/item-schemas.ts';
import { parseInstrument, type DeclaredInstrument } from '../../../src-shared/project/players.ts';
import type { FoundItem } from '../../app/find-in-library.ts';
import { json, libraryOption } from './common-options.ts';
import { byDefault, choice, invalid, repeatable, value, wholeNumber } from './options.ts';
import { formatSpan } from './progress.ts';
import { onOneLine } from './terminal.ts';
import { milli } from './use-case.ts';

/** Common parts of `search` and `similar`: filters, and a list of items. */
export const filterOptions = (usualCount: number) => ({
  kind: repeatable(choice(ItemKind.options, 'only recordings, stems or excerpts')),
  instrument: value('NAME', 'only where this instrument was declared', parseInstrument),
  tag: repeatable(value('TAG', 'only what has this tag, and all others that are given', tag)),
  count: {
    ...byDefault(
      value('N', 'at most so many', (text) => wholeNumber(1, 500)(text, '-k')),
      String(usualCount),
    ),
    short: 'k',
  },
  library: libraryOption('the library'),
  json,
});

export const RESULTS =
  '{"results": [{"id", "kind", "title", "recording", "file", "from_s", "to_s", "instrument", "distance"}]}';

function tag(given: string, name: string): Tag {
  const parsed = Tag.safeParse(given);
  if (!parsed.success) throw invalid(`${name} takes 1 to 60 characters, not "${given}"`);
  return parsed.data;
}

export const filterOf = (values: {
  readonly kind: readonly ItemKind[];
  readonly instrument: DeclaredInstrument | undefined;
  readonly tag: readonly Tag[];
}): ItemFilter => ({
  ...(values.kind.length === 0 ? {} : { kinds: [...values.kind] }),
  ...(values.instrument === undefined ? {} : { instrument: values.instrument }),
  ...(values.tag.length === 0 ? {} : { tags: [...values.tag] }),
});

export const resultsToJson = (found: readonly FoundItem[]) => ({ results: found.map(toJson) });

export const resultsInWords = (found: readonly FoundItem[]): string =>
  found.length === 0 ? 'Nothing was found\n' : found.map((item) => `${toLine(item)}\n`).join('');

const toJson = (item: FoundItem) => ({
  id: item.id,
  kind: item.kind,
  title: item.title,
  recording: item.recordingTitle,
  file: item.file,
  from_s: milli(item.fromSeconds),
  to_s: milli(item.toSeconds),
  instrument: item.instruments.length === 0 ? null : item.instruments.join(','),
  distance: item.distance === null ? null : Math.round(item.distance * 1e6) / 1e6,
});

/** `0.123  stem_…  Trio in C: Viola (viola)`. */
function toLine({ distance, id, kind, title, recordingTitle, ...item }: FoundItem): string {
  const name = onOneLine(kind === 'recording' ? title : `${recordingTitle}: ${title}`);
  const place = kind === 'excerpt' ? ` ${formatSpan(item.fromSeconds)}-${formatSpan(item.toSeconds)}` : '';
  const who = item.instruments.length === 0 ? '' : ` (${item.instruments.join(', ')})`;
  const tags = item.tags.map((each) => ` #${each}`).join('');
  return `${distance === null ? '' : `${distance.toFixed(3)}  `}${id}  ${name}${place}${who}${tags}`;
}
