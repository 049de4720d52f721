import { app, BrowserWindow } from 'electron';

/**
 * `--probe`: ends with status 0 once a hidden, sandboxed window has run a script; whoever started it sets the time
 * limit. Needs no library, so that it works beside a running Divisi.
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
