import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireSpared } from '../../../../../src-main/app/files/spared-files.ts';
import { tempDir } from '../../../../support/temp.ts';

it('refuses to replace a file that is read, and any file below a folder that is kept', async () => {
  const dir = tempDir();
  const at = (...names: string[]): string => join(dir, ...names);
  mkdirSync(at('stems', 'sep', 'v1'), { recursive: true });
  mkdirSync(at('exports'));
  writeFileSync(at('take.wav'), '');
  writeFileSync(at('exports', 'old.wav'), '');
  writeFileSync(at('stems', 'sep', 'v1', 'viola.wav'), '');
  symlinkSync(at('stems', 'sep'), at('link'));
  const spared = (output: string) => requireSpared([at('take.wav'), at('stems')], [output]);

  await expect(spared(at('take.wav'))).rejects.toThrow('over what it is made from');
  await expect(spared(at('stems', 'sep', 'v1', 'viola.wav'))).rejects.toThrow('over a file of the library');
  await expect(spared(at('exports', 'old.wav'))).resolves.toBeUndefined();
  await expect(spared(at('stems', 'sep', 'new.wav'))).resolves.toBeUndefined();
  // A link to the folder of a separation.
  await expect(spared(at('link', 'v1', 'viola.wav'))).rejects.toThrow('over a file of the library');
});
