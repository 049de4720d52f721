import { spawn } from 'node:child_process';

type Env = Readonly<Record<string, string | undefined>>;

/** The program that opens a URL on this machine, or null where there is no browser to be seen. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: Env = process.env,
): { readonly command: string; readonly args: readonly string[] } | null {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // Not `start`: that is the shell's, which would read the URL as a command line.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  const hasDisplay = Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  return hasDisplay ? { command: 'xdg-open', args: [url] } : null;
}

/** Opens the URL where it can; the printed line serves everybody else. */
export function openBrowser(url: string): void {
  const found = browserCommand(url);
  if (found === null) return;
  const child = spawn(found.command, [...found.args], { detached: true, stdio: 'ignore' });
  // The opener is not installed: the URL was printed.
  child.on('error', () => undefined);
  child.unref();
}
