import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../src-renderer');

/** Classes whose own rule a style sheet has: `.name {`, alone. */
const classesIn = (css: string): string[] =>
  [...css.matchAll(/^\.([a-z][\w-]*) *\{/gm)].map(([, name]) => name ?? '');

test('no class has its rule in two style sheets: they all share one window', () => {
  const sheets = new Map<string, Set<string>>();
  for (const file of globSync('**/*.css', { cwd: root })) {
    for (const name of classesIn(readFileSync(join(root, file), 'utf8'))) {
      sheets.set(name, (sheets.get(name) ?? new Set()).add(file));
    }
  }
  expect(sheets.size).toBeGreaterThan(100);
  expect([...sheets].filter(([, files]) => files.size > 1).map(([name]) => name)).toEqual([]);
});
