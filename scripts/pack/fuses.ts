import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/**
 * How Electron's fuses must stand in a packed program (`electronFuses` in electron-builder.yml): it runs its own code
 * from its own archive and nothing else, whatever the environment or the command line says.
 */
export const FUSES: Readonly<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  // Divisi sets no cookies; encrypting none of them would only make macOS ask for the keychain.
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
 * One sentence for each fuse that stands otherwise than in `FUSES`.
 * @param program the executable, or the `.app` folder on macOS
 * @throws Error where the file holds no fuses
 */
export async function fuseProblems(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(FUSES).flatMap(([name, wanted]) => {
    const state: unknown = wire[FuseV1Options[name as keyof typeof FuseV1Options]];
    if (state === (wanted ? ENABLED : DISABLED)) return [];
    return [`the fuse ${name} should be ${wanted ? 'on' : 'off'}`];
  });
}
