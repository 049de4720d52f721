import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import BetterSqlite from 'better-sqlite3';
import { createHost } from '../../../src-main/api/host.ts';
import { problemsOf } from '../../../src-main/library/integrity.ts';
import { optionsFor } from '../../integration/host-options.ts';
import { clientOf, runOperation, type Operation } from '../kills/operations.ts';
import { copyFor, type Prepared } from '../kills/prepare.ts';
import { hashesIn, problemsAfter } from '../kills/verify.ts';
import { jobEnded } from '../until.ts';

export const FAULTY = ['import', 'separate', 'export'] as const satisfies readonly Operation[];

export interface FaultOutcome {
  readonly operation: Operation;
  readonly failAt: number;
  readonly code: string;
  /** The job's failure; null if the operation made fewer calls and succeeded. */
  readonly failure: string | null;
  readonly problems: readonly string[];
}

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'failing-io.ts')).href;

/** Runs an operation whose `failAt`-th write or sync fails, then repairs the disk and restarts the job. */
export async function runFault(
  { dir, expected }: Prepared,
  operation: (typeof FAULTY)[number],
  failAt: number,
  code: 'EIO' | 'ENOSPC',
): Promise<FaultOutcome> {
  const copy = copyFor(dir, operation, `fault-${operation}-${failAt}-${code}`);
  const problems: string[] = [];
  let failure: string | null = null;
  const host = await createHost(optionsFor(join(copy, 'library'), { downloadsDir: join(copy, 'downloads') }));
  const client = clientOf(host);
  setFault(failAt, code);
  try {
    await runOperation(host, copy, operation, () => undefined);
  } catch {
    // The job's state holds the outcome; read it there, as a window does.
  } finally {
    setFault(0, code);
  }
  const wanted = code === 'ENOSPC' ? 'disk/full' : 'disk/unwritable';
  for (const job of await client.jobs.list()) {
    if (job.state === 'done') continue;
    failure = job.failure?.code ?? job.state;
    if (failure !== wanted) problems.push(`ended with ${failure}: ${job.failure?.message ?? ''}`);
    if (operation === 'export' && Object.keys(hashesIn(join(copy, 'out'))).length > 0) {
      problems.push('a failed export left files');
    }
    await client.jobs.retry({ jobId: job.id });
    const again = await jobEnded(() => client.jobs.list(), job.id);
    if (again.state !== 'done')
      problems.push(`started again it ended ${again.state}: ${again.failure?.message ?? ''}`);
  }
  await host.close();
  const database = new BetterSqlite(join(copy, 'library', 'library.sqlite'));
  problems.push(...problemsOf(database));
  database.close();
  problems.push(
    ...(await problemsAfter(copy, operation, { took: 0, wasDone: true, acknowledged: null }, expected)),
  );
  if (problems.length === 0) rmSync(copy, { recursive: true });
  else problems.push(`kept: ${readdirSync(copy).join(' ')}`);
  return { operation, failAt, code, failure, problems };
}

function setFault(failAt: number, code: string): void {
  if (failAt === 0) {
    delete process.env['NODE_OPTIONS'];
    delete process.env['DIVISI_TEST_FAIL_AT'];
    return;
  }
  process.env['NODE_OPTIONS'] = `--import=${PRELOAD}`;
  process.env['DIVISI_TEST_FAIL_AT'] = String(failAt);
  process.env['DIVISI_TEST_FAIL_CODE'] = code;
}
