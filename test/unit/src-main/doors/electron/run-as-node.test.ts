import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../../..');

/** Every file of the project that is loaded with this one. */
function graphOf(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string): void => {
    if (found.has(relative(root, path)) || !existsSync(path)) return;
    const text = readFileSync(path, 'utf8');
    found.set(relative(root, path), text);
    for (const [, target = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      visit(join(dirname(path), target));
    }
  };
  visit(join(root, entry));
  return found;
}

/**
 * A packed program can't be run as plain Node (the fuse RunAsNode is off), so `fork` and `process.execPath` would start
 * a second desktop program. What the desktop program or one of its tasks starts must be a utility process, or
 * another program.
 */
test('nothing that the desktop program loads relies on Electron being run as Node', () => {
  const files = new Map([
    ...graphOf('src-main/doors/electron.ts'),
    ...graphOf('src-main/jobs/tasks/task-process.ts'),
  ]);
  expect(files.size).toBeGreaterThan(150);
  expect([...files.keys()]).toContain('src-main/doors/electron/spawn.ts');
  const suspects = [...files]
    .filter(([, text]) => /\bfork\(|process\.execPath|ELECTRON_RUN_AS_NODE|from 'node:cluster'/.test(text))
    .map(([path]) => path);
  // `utilityProcess.fork`, and the other doors' own way, which `electron.ts` replaces.
  expect(suspects.sort()).toEqual([
    'src-main/doors/electron/spawn.ts',
    'src-main/jobs/tasks/fork-process.ts',
  ]);
  expect(files.get('src-main/doors/electron.ts')).toContain('thisProgram(utilitySpawn)');
  for (const [path, text] of files) {
    const usesFork = /import \{[^}]*\bforkProcess\b/.test(text);
    if (usesFork) expect(path).toBe('src-main/app/program/program.ts');
  }
});
