/** Runs sandboxed in the window, before its page; exposes the only parts of Electron that the page can reach. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void;
};

// Ports can't cross the context bridge; a window message passes them to the page's own world.
ipcRenderer.on('divisi:port', (event) => {
  window.postMessage({ type: 'divisi:port' }, window.location.origin, event.ports);
});

contextBridge.exposeInMainWorld('divisi', {
  connect: () => ipcRenderer.send('divisi:connect'),
  grantFiles: (files: readonly File[]) =>
    ipcRenderer.invoke(
      'divisi:grant',
      files.map((file) => webUtils.getPathForFile(file)),
    ),
  revealFile: (grantId: string) => ipcRenderer.send('divisi:reveal', grantId),
  /** Call this when an element's drag starts, after preventing the default action. */
  dragFile: (grantIds: string | readonly string[]) => ipcRenderer.send('divisi:drag', grantIds),
});
