import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { createHost } from '../../../src-main/api/host.ts';
import { migrate, MIGRATIONS } from '../../../src-main/library/migrations/index.ts';
import { LibraryTrust } from '../../../src-main/library/trust.ts';
import { ensembleOf } from '../../../src-shared/project/players.ts';
import { optionsFor } from '../../integration/host-options.ts';
import { CELLO, FLUTE, RATE, sample, scoreOf } from '../scored-duo.ts';
import { jobEnded } from '../until.ts';
import { duo, writeWav } from '../wav.ts';
import { killDuring } from './kill.ts';
import { clientOf, OPERATIONS, SEPARATED_TO, type Operation } from './operations.ts';
import { hashesIn, notesHashIn, problemsAfter, type Expected } from './verify.ts';

export interface Prepared {
  readonly dir: string;
  readonly expected: Expected;
  /** Duration of each operation in milliseconds when it is not interrupted. */
  readonly durations: ReadonlyMap<Operation, number>;
}

/**
 * Creates a library with a recording, its separation and a project, and records the expected result of every
 * operation.
 */
export async function prepare(dir: string): Promise<Prepared> {
  const base = join(dir, 'base');
  mkdirSync(base, { recursive: true });
  writeWav(join(dir, 'prepared.wav'), { seconds: 3 });
  writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: 9.5, sample });
  writeFileSync(join(dir, 'duo.musicxml'), scoreOf(FLUTE, CELLO));
  // Long enough to be killed midway.
  writeWav(join(dir, 'new.wav'), {
    seconds: 60,
    sample: (frame, channel, rate) => duo(frame, channel, rate * 1.1),
  });
  const host = await createHost(optionsFor(join(base, 'library'), { downloadsDir: join(base, 'downloads') }));
  const client = clientOf(host);
  await client.system.saveSettings({ analyseAutomatically: false });
  const { grantId } = host.grants.grantPath(join(dir, 'prepared.wav'), { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'copy' });
  const [recordingId] = recordingIds;
  if (recordingId === undefined) throw new Error('nothing was imported');
  for (const jobId of jobIds) await jobEnded(() => client.jobs.list(), jobId);
  const { jobId, separationId } = await client.separation.start({
    recordingId,
    players: ensembleOf(['flute', 'cello']),
    from: 0,
    to: SEPARATED_TO,
  });
  await jobEnded(() => client.jobs.list(), jobId);
  await client.projects.open({ separationId });
  const scored = host.grants.grantPath(join(dir, 'duo.wav'), { kind: 'file', access: 'read' });
  const second = await client.library.import({ grantId: scored.grantId, mode: 'copy' });
  for (const scoredJob of second.jobIds) await jobEnded(() => client.jobs.list(), scoredJob);
  for (const { id } of await client.jobs.list()) await client.jobs.dismiss({ jobId: id });
  await host.close();
  const stems = hashesIn(join(base, 'library', 'stems', separationId));

  const durations = new Map<Operation, number>();
  let audio = '';
  let exported: Expected['exported'] = {};
  let notes: string | null = null;
  for (const operation of OPERATIONS) {
    const copy = copyFor(dir, operation, 'whole');
    const killed = await killDuring(copy, operation, { afterMs: 10 * 60_000, withChildren: true });
    durations.set(operation, killed.took);
    const problems = await problemsAfter(copy, operation, killed, null);
    if (problems.length > 0) throw new Error(`${operation}, not killed: ${problems.join('; ')}`);
    if (operation === 'import') {
      const known = new Set(Object.keys(hashesIn(join(base, 'library', 'audio'))));
      const added = Object.entries(hashesIn(join(copy, 'library', 'audio'))).find(
        ([name]) => !known.has(name),
      );
      audio = added?.[1] ?? '';
    }
    if (operation === 'export') exported = hashesIn(join(copy, 'out'));
    if (operation === 'align') notes = await notesHashIn(copy);
    rmSync(copy, { recursive: true });
  }
  return { dir, expected: { audio, stems, exported, notes }, durations };
}

/** A working copy of the prepared library; for the migration, in an earlier version. */
export function copyFor(dir: string, operation: Operation, name: string): string {
  const copy = join(dir, name);
  cpSync(join(dir, 'base'), copy, { recursive: true });
  // A library in another place is not trusted, and its jobs would wait for trust.
  new LibraryTrust(join(copy, 'library', 'test-config')).trust(join(copy, 'library'));
  if (operation === 'migrate') toEarlierVersion(join(copy, 'library', 'library.sqlite'));
  return copy;
}

/** Copies the rows of the first version's tables into a database of that version. */
function toEarlierVersion(path: string): void {
  const earlier = `${path}.earlier`;
  const database = new BetterSqlite(earlier);
  migrate(database, MIGRATIONS.slice(0, 5));
  database.exec(`ATTACH '${path}' AS latest`);
  for (const table of [
    'recordings',
    'players',
    'separations',
    'stems',
    'projects',
    'project_revisions',
    'settings',
  ]) {
    const columns = database.pragma(`table_info(${table})`) as { name: string }[];
    if (columns.length === 0) continue;
    const names = columns.map(({ name: column }) => column).join(', ');
    database.exec(`INSERT INTO main.${table} (${names}) SELECT ${names} FROM latest.${table}`);
  }
  database.exec('DETACH latest');
  database.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  cpSync(earlier, path);
  rmSync(earlier);
}
