/** Emits the host as JavaScript, file by file, to dist/ (what the packaged program runs), and bundles the preload. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { COMMIT_FILE, commitOf } from '../src-main/app/program/provenance.ts';

const root = join(import.meta.dirname, '..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const result = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (result.status !== 0) process.exit(result.status ?? 1);

// A sandboxed preload is one CommonJS file that may require nothing but `electron`.
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    outDir: join(root, 'dist/src-main/doors'),
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    lib: { entry: join(root, 'src-main/doors/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});

// A packaged program has no Git to ask.
writeFileSync(join(root, COMMIT_FILE), `${(await commitOf(root)) ?? 'unknown'}\n`);
