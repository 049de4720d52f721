import { spawn } from 'node:child_process';

type Env = Readonly<Record<string, string | undefined>>;

/** The command that opens a URL on this machine, or null if there is no display for a browser. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: Env = process.env,
): { readonly command: string; readonly args: readonly string[] } | null {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // Not `start`, which is a shell command: the shell would interpret the URL as part of a command line.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  const hasDisplay = Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  return hasDisplay ? { command: 'xdg-open', args: [url] } : null;
}

/** Opens the URL if possible; otherwise the user follows the printed link. */
export function openBrowser(url: string): void {
  const found = browserCommand(url);
  if (found === null) return;
  const child = spawn(found.command, [...found.args], { detached: true, stdio: 'ignore' });
  // The opener is not installed; the URL has been printed.
  child.on('error', () => undefined);
  child.unref();
}
