import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Every module that a module loads when it runs (type imports don't count), itself included. */
function loaded(module: URL, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(module.href)) return seen;
  const source = readFileSync(module, 'utf8');
  const imports = [...source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from\s+'([^']+)'/gm)].flatMap(
    ([, specifier]) => (specifier === undefined ? [] : [specifier]),
  );
  seen.set(module.href, imports);
  for (const specifier of imports.filter((name) => name.startsWith('.')))
    loaded(new URL(specifier, module), seen);
  return seen;
}

it('the mixer loads mixing, hearing, dsp and plain numbers only: an audio worklet has no Node, no DOM and no room for a schema library', () => {
  const modules = loaded(new URL('../../../../src-shared/mixing/mixer.ts', import.meta.url));
  expect(modules.size).toBeGreaterThan(8);
  for (const [href, imports] of modules) {
    expect(href).toMatch(/\/src-shared\/(dsp\/|hearing\/|mixing\/|project\/limits\.ts$)/);
    // fft.js is arithmetic in plain JavaScript.
    expect(imports.filter((name) => !name.startsWith('.') && name !== 'fft.js')).toEqual([]);
  }
});
