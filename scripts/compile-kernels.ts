/**
 * Compiles `src-main/kernels/assembly` to WebAssembly and writes it as base64 to `src-main/kernels/compiled.ts`, which is
 * committed so that the host runs from its sources without a build. A test compares the two.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');
const sources = 'src-main/kernels/assembly';
export const COMPILED_FILE = join(root, 'src-main/kernels/compiled.ts');

const OPTIONS = [
  ...['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noExportMemory'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
  // Registers of 128 bits pass between functions of one module only.
  ...['--disableWarning', '112'],
];

/** The text of `compiled.ts`. */
export async function compileKernels(): Promise<string> {
  const outputs: Uint8Array[] = [];
  const { error } = await asc.main([`${sources}/index.ts`, '--outFile', 'kernels.wasm', ...OPTIONS], {
    readFile: (name, baseDir) => read(join(baseDir, name)),
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') outputs.push(contents);
    },
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error !== null) throw error;
  const [binary] = outputs;
  if (binary === undefined) throw new Error('the compiler wrote nothing');
  return [
    '/** Written by `node scripts/compile-kernels.ts` from `assembly/`. */',
    'export const COMPILED =',
    `  '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}

/** Null where there is no such file, as the compiler asks. */
function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

if (import.meta.main) writeFileSync(COMPILED_FILE, await compileKernels());
