import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ProgramPaths } from './paths.ts';

/** What computed a result: recorded because other programs and processors may round differently. */
export interface Provenance {
  readonly program: string;
  /** The commit of the sources, with `-dirty` if they were changed since; null where that is unknown. */
  readonly commit: string | null;
  readonly platform: string;
  readonly cpu: string;
}

/** Where `scripts/build-host.ts` keeps the commit that a packaged program was built from. */
export const COMMIT_FILE = join('dist', 'commit.txt');

/** Git is asked for no longer than this. */
const GIT_MS = 10_000;

export async function provenanceOf(paths: Pick<ProgramPaths, 'root' | 'version'>): Promise<Provenance> {
  return {
    program: `divisi ${paths.version}, node ${process.versions.node}`,
    commit: await commitOf(paths.root),
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
  };
}

/** The sources' own commit in a checkout, else the one that the program was built from. */
export async function commitOf(root: string): Promise<string | null> {
  if (existsSync(join(root, '.git'))) return describeHead(root);
  const built = join(root, COMMIT_FILE);
  if (!existsSync(built)) return null;
  return commitIn(await readFile(built, 'utf8'));
}

/** Null where Git is missing or refuses the folder, as it does for folders of other users. */
const describeHead = (root: string): Promise<string | null> =>
  new Promise((answer) => {
    execFile(
      'git',
      ['-C', root, 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'],
      { timeout: GIT_MS, windowsHide: true },
      (error, stdout) => {
        answer(error === null ? commitIn(stdout) : null);
      },
    );
  });

const commitIn = (text: string): string | null => /^[0-9a-f]{40}(-dirty)?$/.exec(text.trim())?.[0] ?? null;
