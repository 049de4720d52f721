import { app, BrowserWindow } from 'electron';

/**
 * `--probe`: exits with status 0 after a hidden, sandboxed window has run a script; the caller sets the time limit.
 * Needs no library, so it also works while Divisi is running.
 */
export async function probe(): Promise<void> {
  try {
    await app.whenReady();
    const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
    await window.loadURL('data:text/html,<title>probe</title>');
    const title: unknown = await window.webContents.executeJavaScript('document.title');
    if (title !== 'probe') throw new Error('the window answered something else');
    app.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    app.exit(1);
  }
}
