import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { FUSES, fuseProblems } from '../../../../scripts/pack/fuses.ts';
import { stubExecutable } from '../../../../scripts/pack/stub-runtime.ts';
import { tempDir } from '../../../support/temp.ts';

/** `npm run pack:check` reads the fuses that electron-builder.yml sets; here is what that reading finds. */
describe('fuses', () => {
  it('as Electron ships them let foreign code in, and each is named', async () => {
    const program = join(tempDir(), 'divisi');
    stubExecutable(program);
    expect(await fuseProblems(program)).toEqual([
      'the fuse RunAsNode should be off',
      'the fuse EnableNodeOptionsEnvironmentVariable should be off',
      'the fuse EnableNodeCliInspectArguments should be off',
      'the fuse EnableEmbeddedAsarIntegrityValidation should be on',
      'the fuse OnlyLoadAppFromAsar should be on',
      'the fuse GrantFileProtocolExtraPrivileges should be off',
    ]);
  });

  it('are right once they are set, and a single one that is not is found', async () => {
    const program = join(tempDir(), 'divisi');
    stubExecutable(program);
    const wanted = Object.fromEntries(
      Object.entries(FUSES).map(([name, on]) => [FuseV1Options[name as keyof typeof FuseV1Options], on]),
    );
    await flipFuses(program, { version: FuseVersion.V1, ...wanted });
    expect(await fuseProblems(program)).toEqual([]);
    await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: true });
    expect(await fuseProblems(program)).toEqual(['the fuse RunAsNode should be off']);
  });

  it('can not be read from a file that is not Electron', async () => {
    const program = join(tempDir(), 'divisi');
    writeFileSync(program, '#!/bin/sh\n');
    await expect(fuseProblems(program)).rejects.toThrow('sentinel');
  });
});
