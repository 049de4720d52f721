import { RECORDING_SORTS } from '../../../src-shared/contract/finding.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { listRecordings, type ListedRecording } from '../../app/find-in-library.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { byDefault, choice, flag, value, wholeNumber } from './options.ts';
import { onOneLine } from './terminal.ts';
import { milli, print } from './use-case.ts';

export const list = command({
  name: 'list',
  summary: 'Lists the recordings of a library, found and sorted',
  positionals: ['[QUERY…]'],
  about: `Lists the recordings that answer a query, as "divisi search" understands it, or all of them. What a recording lacks
    comes last, whichever way the list is sorted.`,
  options: {
    sort: byDefault(choice(RECORDING_SORTS, 'what the list is sorted by'), 'imported'),
    reverse: flag(
      'the other way round: imported, length and quality begin with the most, the others with the least',
    ),
    count: {
      ...byDefault(
        value('N', 'at most so many', (text) => wholeNumber(1, 500)(text, '-k')),
        '100',
      ),
      short: 'k',
    },
    offset: byDefault(value('N', 'leaves out the first N', wholeNumber(0, 1_000_000_000)), '0'),
    library: libraryOption('the library'),
    json,
  },
  json: '{"total", "recordings": [{"id", "title", "composer", "date", "length_s", "players", "file"}]}',
  async run({ values, positionals }, io) {
    const { sort: by, reverse, count: limit, offset } = values;
    const mostFirst = by === 'imported' || by === 'length' || by === 'quality';
    const found = await listRecordings(values.library, {
      text: positionals.join(' '),
      sort: { by, descending: mostFirst !== reverse },
      offset,
      limit,
    });
    const recordings = found.recordings.map(toJson);
    print(io, values.json, { total: found.total, recordings }, () => inWords(found, offset));
  },
});

export const toJson = ({ id, title, metadata, seconds, instruments, file }: ListedRecording) => ({
  id,
  title,
  composer: metadata.composer,
  date: metadata.date,
  length_s: seconds === null ? null : milli(seconds),
  players: instruments,
  file,
});

export function inWords(
  { total, recordings }: { readonly total: number; readonly recordings: readonly ListedRecording[] },
  offset: number,
): string {
  if (total === 0) return 'Nothing was found\n';
  const lines = recordings.map(({ id, title, seconds, instruments }) => {
    const length = seconds === null ? '' : `  ${formatTime(seconds)}`;
    const who = instruments.length === 0 ? '' : ` (${instruments.join(', ')})`;
    return `${id}  ${onOneLine(title)}${length}${who}`;
  });
  const place = `${offset + 1} to ${offset + recordings.length} of ${total}`;
  return [
    ...lines,
    ...(recordings.length < total ? [recordings.length === 0 ? `${total} in all` : place] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
