import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/**
 * The required state of Electron's fuses in a packed program (`electronFuses` in electron-builder.yml): it runs only
 * code from its own archive, regardless of the environment and the command line.
 */
export const FUSES: Readonly<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  // Divisi sets no cookies; enabling encryption would only make macOS ask for access to the keychain.
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  // The page comes from divisi://, never from file://.
  GrantFileProtocolExtraPrivileges: false,
};

const DISABLED = 0x30;
const ENABLED = 0x31;

/**
 * One sentence for each fuse that differs from `FUSES`.
 * @param program the executable, or the `.app` folder on macOS
 * @throws Error if the file contains no fuses
 */
export async function fuseProblems(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(FUSES).flatMap(([name, wanted]) => {
    const state: unknown = wire[FuseV1Options[name as keyof typeof FuseV1Options]];
    if (state === (wanted ? ENABLED : DISABLED)) return [];
    return [`the fuse ${name} should be ${wanted ? 'on' : 'off'}`];
  });
}
