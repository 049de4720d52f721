import type { Storage } from '../../../src-shared/contract/storage.ts';
import { cleanStorage, storageIn } from '../../app/library-upkeep.ts';
import { warningsTo } from './call.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { byDefault, choice, value, wholeNumber } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print } from './use-case.ts';

export const storage = command({
  name: 'storage',
  summary: 'Shows what takes space in a library, and frees some of it',
  positionals: [],
  about: `Adds up the library's files by kind, by age (when they were last changed) and by recording, the largest first, and says
    what cleaning up would free. Cached spectrograms are computed again when they are shown; versions of stems that are not in
    use, and covers and impulse responses that nothing uses (unused), move to the trash; the trash is deleted for good.`,
  options: {
    count: {
      ...byDefault(
        value('N', 'lists at most so many recordings', (text) => wholeNumber(1, 1000)(text, '-k')),
        '20',
      ),
      short: 'k',
    },
    clean: choice(['spectrograms', 'versions', 'unused', 'trash'], 'frees what it names'),
    library: libraryOption('the library'),
    json,
  },
  json: `{"bytes", "freeBytes", "vectorBytes", "kinds": [{"kind", "bytes", "files", "ages": {"month", "year", "older"}}],
    "recordings": [{"id", "title", "importedAt", "bytes", "audio", "stems", "versions", "peaks", "sourceBytes"}],
    "recordingCount", "cleanUps": [{"what", "bytes", "items"}]}; with --clean: {"cleaned", "bytes"}`,
  async run({ values }, io) {
    const { clean } = values;
    if (clean !== undefined) {
      const bytes = await cleanStorage(values.library, clean, warningsTo(io));
      const moved = clean === 'versions' || clean === 'unused' ? 'moved to the trash' : 'freed';
      print(io, values.json, { cleaned: clean, bytes }, () => `${clean}: ${megabytes(bytes)} ${moved}\n`);
      return;
    }
    const found = await storageIn(values.library, values.count);
    print(io, values.json, found, () => inWords(found));
  },
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function inWords({ bytes, freeBytes, kinds, recordings, recordingCount, cleanUps }: Storage): string {
  const used = kinds.filter((kind) => kind.bytes > 0).sort((a, b) => b.bytes - a.bytes);
  const cell = (text: string): string => text.padStart(12);
  return [
    `${megabytes(bytes)} in the library, ${megabytes(freeBytes)} free on the disk`,
    '',
    `${'kind'.padEnd(14)}${['all', '30 days', 'a year', 'older'].map(cell).join('')}`,
    ...used.map(({ kind, bytes: all, ages }) =>
      [
        kind.padEnd(14),
        ...[all, ages.month, ages.year, ages.older].map((size) => cell(megabytes(size))),
      ].join(''),
    ),
    '',
    ...recordings.map(
      ({ id, title, bytes: own, sourceBytes }) =>
        `${cell(megabytes(own))}  ${id}  ${onOneLine(title)}${sourceBytes > 0 ? ` (source outside: ${megabytes(sourceBytes)})` : ''}`,
    ),
    ...(recordings.length < recordingCount ? [`${recordings.length} of ${recordingCount} recordings`] : []),
    '',
    'Cleaning up would free:',
    ...cleanUps.map(
      ({ what, bytes: freed, items }) =>
        `${cell(megabytes(freed))}  ${what}${what === 'flac' ? ' (estimated; stems stored as FLAC, in the window)' : ''}, ${items} ${items === 1 ? 'item' : 'items'}`,
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
