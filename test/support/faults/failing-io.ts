/**
 * Loaded into task processes with `--import`: the n-th write or sync of a file fails, and so does every later one, as
 * on a full or broken disk. For tests only; not part of the program.
 */
import { open } from 'node:fs/promises';

const failAt = Number(process.env['DIVISI_TEST_FAIL_AT']);
const code = process.env['DIVISI_TEST_FAIL_CODE'] ?? 'EIO';
const isTask = /task-process\.[tj]s$/.test(process.argv[1] ?? '');

type Operation = (...args: unknown[]) => Promise<unknown>;

if (isTask && failAt > 0) {
  const handle = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(handle) as Record<string, Operation>;
  await handle.close();
  let calls = 0;
  for (const name of ['write', 'sync', 'datasync']) {
    const original = prototype[name];
    if (original === undefined) throw new Error(`FileHandle has no ${name}`);
    prototype[name] = function failing(this: unknown, ...args: unknown[]) {
      calls += 1;
      if (calls < failAt) return original.apply(this, args);
      return Promise.reject(Object.assign(new Error(`${code}: injected, ${name}`), { code }));
    };
  }
}
