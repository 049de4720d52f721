/**
 * Compiles `src-main/kernels/assembly` to WebAssembly and writes it as base64 to `src-main/kernels/compiled.ts`, which is
 * committed so that the host runs from its sources without a build. A test compares the two.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** A program of its own, because importing it would bring AssemblyScript's global types along. */
const COMPILER = join(root, 'node_modules/assemblyscript/bin/asc.js');
export const COMPILED_FILE = join(root, 'src-main/kernels/compiled.ts');

const OPTIONS = [
  ...['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noExportMemory'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
  // Registers of 128 bits pass between functions of one module only.
  ...['--disableWarning', '112'],
];

/** The text of `compiled.ts`. */
export function compileKernels(): string {
  const folder = mkdtempSync(join(tmpdir(), 'divisi-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const { status, stderr } = spawnSync(
      process.execPath,
      [COMPILER, 'src-main/kernels/assembly/index.ts', '--outFile', file, ...OPTIONS],
      { cwd: root, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`the compiler failed: ${stderr}`);
    return [
      '/** Written by `node scripts/compile-kernels.ts` from `assembly/`. */',
      'export const COMPILED =',
      `  '${readFileSync(file).toString('base64')}';`,
      '',
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) writeFileSync(COMPILED_FILE, compileKernels());
