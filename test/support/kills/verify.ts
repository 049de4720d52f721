import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { createHost } from '../../../src-main/api/host.ts';
import { listBackups } from '../../../src-main/library/backup/backup-folder.ts';
import { libraryFolder } from '../../../src-main/library/folder.ts';
import { checkDatabase, problemsOf } from '../../../src-main/library/integrity.ts';
import { LATEST_VERSION, versionOf } from '../../../src-main/library/migrations/index.ts';
import { optionsFor } from '../../integration/host-options.ts';
import { jobEnded } from '../until.ts';
import { clientOf, theRecording, type Operation } from './operations.ts';
import type { Killed } from './kill.ts';

/** File hashes by name. */
export type Hashes = Readonly<Record<string, string>>;

export interface Expected {
  /** Hashes of the imported copy, the stems and the exported files after an uninterrupted run. */
  readonly audio: string;
  readonly stems: Hashes;
  readonly exported: Hashes;
  /** Hash of the aligned notes. */
  readonly notes: string | null;
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

export function hashesIn(dir: string): Hashes {
  if (!existsSync(dir)) return {};
  return Object.fromEntries(
    readdirSync(dir)
      .filter((name) => statSync(join(dir, name)).isFile() && name.endsWith('.wav'))
      .map((name) => [name, hashOf(join(dir, name))]),
  );
}

/** Hash of the notes from an alignment; null if there are none. */
export async function notesHashIn(dir: string): Promise<string | null> {
  const host = await createHost(optionsFor(join(dir, 'library'), { downloadsDir: join(dir, 'downloads') }));
  const client = clientOf(host);
  const { hash } = await client.notes.get({ recordingId: await theRecording(client, 'duo') });
  await host.close();
  return hash;
}

const LEFTOVER = /\.part$|-journal$|\.divisi-|\.adding-/;
const leftoversIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true })
    .map(String)
    .filter((name) => LEFTOVER.test(name));

/**
 * Reopens the library, lets its jobs resume, and checks the result.
 * @returns the problems, in words
 */
export async function problemsAfter(
  dir: string,
  operation: Operation,
  killed: Killed,
  expected: Expected | null,
): Promise<string[]> {
  const problems: string[] = [];
  const root = join(dir, 'library');
  const folder = libraryFolder(root);
  const host = await createHost(optionsFor(root, { downloadsDir: join(dir, 'downloads') }));
  const client = clientOf(host);
  for (const { id, kind } of await client.jobs.list()) {
    const { state, failure } = await jobEnded(() => client.jobs.list(), id);
    if (state !== 'done') problems.push(`${kind} ended ${state}: ${failure?.message ?? ''}`);
  }
  const recordings = await client.library.list({});
  for (const { title, state, available } of recordings) {
    if (state !== 'ready' || !available)
      problems.push(`${title} is ${state}, ${available ? 'there' : 'missing'}`);
  }
  if (operation === 'import') {
    const added = recordings.find(({ title }) => title === 'new');
    const hash = added === undefined ? null : hashOf(join(folder.audio, `${added.id}.wav`));
    if (expected !== null && hash !== null && hash !== expected.audio) problems.push('the copy differs');
    if (killed.wasDone && added === undefined) problems.push('an import that was done is gone');
  }
  const prepared = recordings.find(({ title }) => title === 'prepared');
  if (prepared === undefined) {
    if (operation !== 'remove') problems.push('the prepared recording is gone');
    else if ((await client.trash.list()).length !== 1) problems.push('what was removed is not in the trash');
  } else {
    if (operation === 'remove' && killed.wasDone) problems.push('it was removed, and is there again');
    const { separations } = await client.library.get({ recordingId: prepared.id });
    for (const { id, state } of separations) {
      if (state !== 'ready') problems.push(`a separation is ${state}`);
      const stems = hashesIn(join(folder.stems, id));
      const same = expected === null || JSON.stringify(stems) === JSON.stringify(expected.stems);
      if (!same) problems.push(`stems differ: ${Object.keys(stems).join(' ')}`);
    }
    if (operation === 'save') {
      const [separation] = separations;
      const project = separation && (await client.projects.open({ separationId: separation.id }));
      const revision = project?.revision ?? -1;
      if (revision < (killed.acknowledged ?? 0)) {
        problems.push(`revision ${revision}, though ${killed.acknowledged} was acknowledged`);
      }
    }
  }
  if (operation === 'export' && expected !== null) {
    const files = hashesIn(join(dir, 'out'));
    const isStarted = (await client.jobs.list()).some(({ kind }) => kind === 'export');
    if (isStarted && JSON.stringify(files) !== JSON.stringify(expected.exported)) {
      problems.push(`exported files differ: ${Object.keys(files).join(' ')}`);
    }
  }
  if (operation === 'align') {
    const { hash, score } = await client.notes.get({ recordingId: await theRecording(client, 'duo') });
    if (killed.wasDone && hash === null) problems.push('notes that were aligned are gone');
    if (expected !== null && hash !== null && hash !== expected.notes) problems.push('the notes differ');
    if ((hash === null) !== (score === null)) problems.push('notes and score do not belong together');
  }
  await host.close();
  for (const { name } of listBackups(folder)) {
    const { problems: found } = checkDatabase({ path: join(folder.backups, name), isCopy: false });
    if (found.length > 0) problems.push(`the backup ${name} is damaged: ${found[0]}`);
  }
  const database = new BetterSqlite(folder.database);
  problems.push(...problemsOf(database));
  if (versionOf(database) !== LATEST_VERSION) problems.push('the database was not migrated');
  database.close();
  problems.push(...leftoversIn(dir).map((name) => `left: ${name}`));
  return problems;
}
