import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packagedLicences } from '../../../../scripts/pack/licences.ts';
import { PackagedLicences } from '../../../../src-shared/contract/licences.ts';
import { tempDir } from '../../../support/temp.ts';

const root = join(import.meta.dirname, '../../../..');

describe('the licences of what is packed', () => {
  const found = packagedLicences(root);
  const names = found.map(({ name }) => name);

  it('cover every production dependency of package.json, and none that only develops', () => {
    const manifest = z
      .object({
        dependencies: z.record(z.string(), z.string()),
        devDependencies: z.record(z.string(), z.string()),
      })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    for (const name of Object.keys(manifest.dependencies)) expect(names, name).toContain(name);
    for (const name of Object.keys(manifest.devDependencies)) expect(names, name).not.toContain(name);
  });

  it('name what the dependencies need in turn, with a text for each', () => {
    expect(names).toContain('scheduler');
    expect(names).toContain('standardized-audio-context');
    expect(names.some((name) => name.startsWith('node-linux'))).toBe(false);
    for (const { name, text } of found) expect(text.length, name).toBeGreaterThan(300);
    expect(PackagedLicences.parse(found)).toEqual(found);
  });

  it('bring the GPL with what is under the LGPL', () => {
    for (const name of ['verovio', 'codec-parser']) {
      const text = found.find((entry) => entry.name === name)?.text ?? '';
      expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
      expect(text).toContain('GNU GENERAL PUBLIC LICENSE\n');
    }
  });

  it('give the standard text to a package without one, and refuse what they do not know', () => {
    const folder = tempDir();
    const put = (path: string, content: unknown): void => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
    };
    put('package-lock.json', { packages: { '': {}, 'node_modules/a': {}, 'node_modules/b': { dev: true } } });
    put('assets/licences/MIT.txt', 'Copyright (c) {holders}');
    put('node_modules/a/package.json', { name: 'a', version: '1.0.0', license: 'MIT', author: 'Ann' });
    put('node_modules/b/package.json', { name: 'b', version: '1.0.0' });
    expect(packagedLicences(folder)).toEqual([
      { name: 'a', version: '1.0.0', licence: 'MIT', homepage: '', text: 'Copyright (c) Ann' },
    ]);
    put('node_modules/a/package.json', { name: 'a', version: '1.0.0', license: 'SSPL-1.0' });
    expect(() => packagedLicences(folder)).toThrow('assets/licences');
    put('node_modules/a/package.json', { name: 'a', version: '1.0.0' });
    expect(() => packagedLicences(folder)).toThrow('states no licence');
  });
});
