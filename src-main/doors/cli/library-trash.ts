import { TrashEntryId, type TrashEntry } from '../../../src-shared/contract/trash.ts';
import { deleteTrash, restoreTrash, trashOf } from '../../app/library-upkeep.ts';
import { warningsTo } from './call.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { invalid, value, wholeNumber } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print } from './use-case.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const options = { library: libraryOption('the library'), json };

const list = command({
  name: 'library trash list',
  summary: 'Lists what was removed',
  positionals: [],
  about: 'Lists what was removed and is still there.',
  options,
  json: '{"entries": [{"id", "kind", "title", "removed_at", "bytes", "problem"}]}',
  async run({ values }, io) {
    const entries = await trashOf(values.library, warningsTo(io));
    const listed = entries.map(({ removedAt, ...entry }) => ({ ...entry, removed_at: removedAt }));
    print(io, values.json, { entries: listed }, () =>
      entries.length === 0 ? 'The trash is empty\n' : entries.map(toLine).join(''),
    );
  },
});

const restore = command({
  name: 'library trash restore',
  summary: "Brings an entry's files and rows back",
  positionals: ['ID'],
  about: "Brings an entry's files and rows back.",
  options,
  json: '{"restored"}',
  async run({ values, positionals }, io) {
    const id = TrashEntryId.safeParse(positionals[0]);
    if (!id.success) {
      throw invalid(`"${positionals[0] ?? ''}" is no entry of the trash; trash list names them`);
    }
    const done = await restoreTrash(values.library, id.data, warningsTo(io));
    print(io, values.json, { restored: done.id }, () => `Restored the ${done.kind} "${done.title}"\n`);
  },
});

const empty = command({
  name: 'library trash empty',
  summary: 'Deletes for good',
  positionals: [],
  about: 'Deletes what is in the trash for good.',
  options: {
    'older-than': value('DAYS', 'only what was removed longer ago', wholeNumber(0, 100_000)),
    ...options,
  },
  json: '{"entries", "bytes"}',
  async run({ values }, io) {
    const days = values['older-than'];
    const before = days === undefined ? null : new Date(Date.now() - days * DAY_MS);
    const done = await deleteTrash(values.library, before, warningsTo(io));
    print(
      io,
      values.json,
      done,
      () => `Deleted ${done.entries} entries, ${(done.bytes / 1e6).toFixed(1)} MB\n`,
    );
  },
});

export const trash = group(
  {
    name: 'library trash',
    summary: 'Lists, restores and deletes what was removed',
    about: 'The trash holds what was removed until you empty it.',
  },
  [list, restore, empty],
);

function toLine({ id, kind, title, removedAt, bytes, problem }: TrashEntry): string {
  const note = problem === null ? '' : ` (${problem})`;
  return `${id}  ${kind}  ${onOneLine(title)}  removed ${removedAt}  ${(bytes / 1e6).toFixed(1)} MB${note}\n`;
}
