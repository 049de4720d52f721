import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testConfigDir } from '../support/config-dir.ts';
import { tempFolder } from '../support/temp.ts';

/** The recipes of docs/batches.md, run by a shell: the real command checks every option, and then finds no recordings. */

const root = join(import.meta.dirname, '..', '..');
const docs = readFileSync(join(root, 'docs', 'batches.md'), 'utf8');
const folder = tempFolder();
afterAll(() => folder.remove());

const cli = join(root, 'src-main/doors/cli.ts');

function shell(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<{ status: number; err: string; said: string }> {
  const bin = join(folder.path, 'bin');
  mkdirSync(bin, { recursive: true });
  const log = join(folder.path, 'arguments');
  writeFileSync(log, '');
  const run = `printf '%s\\n' "$@" >> '${log}'; exec '${process.execPath}' --disable-warning=ExperimentalWarning '${cli}' "$@"\n`;
  writeFileSync(join(bin, 'divisi'), `#!/bin/sh\n${run}`);
  // The image starts node with a flag and the program's own path, and then the command's arguments.
  writeFileSync(join(bin, 'node'), `#!/bin/sh\nshift 2\n${run}`);
  for (const name of ['divisi', 'node']) chmodSync(join(bin, name), 0o755);
  return new Promise((resolve) => {
    const options = {
      env: {
        ...process.env,
        ...env,
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        DIVISI_CONFIG: testConfigDir(),
      },
    };
    execFile('sh', ['-c', script], options, (error, _, err) => {
      const status = typeof error?.code === 'number' ? error.code : 0;
      resolve({ status, err, said: readFileSync(log, 'utf8') });
    });
  });
}

const block = (heading: string, language: string): string => {
  const after = docs.slice(docs.indexOf(`### ${heading}`));
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(after);
  if (found?.[1] === undefined) throw new Error(`docs/batches.md has no recipe for ${heading}`);
  return found[1];
};

test.skipIf(process.platform === 'win32')(
  'the Slurm array gives each task its shard and a library of its own',
  async () => {
    const ran = await shell(block('Slurm', 'sh'), {
      TAKES: '/no/takes',
      RESULTS: join(folder.path, 'shards'),
      SLURM_ARRAY_TASK_ID: '3',
      SLURM_ARRAY_TASK_COUNT: '64',
    });
    expect(ran.err).toContain('"/no/takes" is not there');
    expect(ran.status).toBe(2);
    expect(ran.said).toContain(`--shard\n3/64\n--library\n${join(folder.path, 'shards', '3')}\n`);
  },
);

test.skipIf(process.platform === 'win32')('the indexed Job counts its shards from 1', async () => {
  const yaml = block('Kubernetes', 'yaml');
  const folded = yaml
    .slice(yaml.indexOf('- >-') + 4)
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const ran = await shell(folded.join(' '), { JOB_COMPLETION_INDEX: '63' });
  expect(ran.err).toContain('"/data/takes" is not there');
  expect(ran.status).toBe(2);
  expect(ran.said).toContain('--shard\n64/64\n--library\n/data/shards/63\n');
});
