import { resolve } from 'node:path';
import { TrashEntryId } from '../../../src-shared/contract/trash.ts';
import { writable } from '../../app/services.ts';
import { openLibrary, type LibraryAccess } from '../../library/open.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../../library/trash/restore.ts';
import { defaultLibraryDir } from '../../app/program/paths.ts';
import { invalid, oneOf, parseCall, required, warningsTo, wholeNumber, type Io } from './call.ts';
import { onOneLine } from './terminal.ts';

const COMMON = { library: { type: 'string' }, json: { type: 'boolean' } } as const;

export async function trash(args: readonly string[], io: Io): Promise<void> {
  const [first, ...rest] = args;
  const action = oneOf(
    required(first, 'list, restore or empty'),
    ['list', 'restore', 'empty'],
    'library trash',
  );
  switch (action) {
    case 'list':
      return list(rest, io);
    case 'restore':
      return restore(rest, io);
    case 'empty':
      return empty(rest, io);
  }
}

async function withLibrary<T>(
  dir: string | undefined,
  access: LibraryAccess,
  io: Io,
  work: (library: Awaited<ReturnType<typeof openLibrary>>) => Promise<T>,
): Promise<T> {
  const library = await openLibrary(resolve(dir ?? defaultLibraryDir()), { log: warningsTo(io), access });
  try {
    return await work(library);
  } finally {
    library.close();
  }
}

async function list(args: readonly string[], io: Io): Promise<void> {
  const { values } = parseCall(args, COMMON, []);
  const entries = await withLibrary(values.library, 'read', io, ({ read, folder }) =>
    listTrash(read, folder),
  );
  if (values.json === true) {
    const listed = entries.map(({ removedAt, ...entry }) => ({ ...entry, removed_at: removedAt }));
    return io.out(`${JSON.stringify({ entries: listed })}\n`);
  }
  if (entries.length === 0) return io.out('The trash is empty\n');
  for (const { id, kind, title, removedAt, bytes, problem } of entries) {
    const note = problem === null ? '' : ` (${problem})`;
    io.out(
      `${id}  ${kind}  ${onOneLine(title)}  removed ${removedAt}  ${(bytes / 1e6).toFixed(1)} MB${note}\n`,
    );
  }
}

async function restore(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, COMMON, ['ID']);
  const id = TrashEntryId.safeParse(positionals[0]);
  if (!id.success) throw invalid(`"${positionals[0] ?? ''}" is no entry of the trash; trash list names them`);
  const done = await withLibrary(values.library, 'write', io, (library) =>
    restoreFromTrash({ write: writable({ library }), folder: library.folder, log: warningsTo(io) }, id.data),
  );
  io.out(
    values.json === true
      ? `${JSON.stringify({ restored: done.id })}\n`
      : `Restored the ${done.kind} "${done.title}"\n`,
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;

async function empty(args: readonly string[], io: Io): Promise<void> {
  const { values } = parseCall(args, { ...COMMON, 'older-than': { type: 'string' } }, []);
  const days = values['older-than'];
  const before =
    days === undefined
      ? null
      : new Date(Date.now() - wholeNumber(days, '--older-than', 0, 100_000) * DAY_MS).toISOString();
  const done = await withLibrary(values.library, 'write', io, ({ folder }) => emptyTrash(folder, before));
  io.out(
    values.json === true
      ? `${JSON.stringify(done)}\n`
      : `Deleted ${done.entries} entries, ${(done.bytes / 1e6).toFixed(1)} MB\n`,
  );
}
