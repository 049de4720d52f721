import { dialog, ipcMain, MessageChannelMain, shell } from 'electron';
import { z } from 'zod';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import { GrantId } from '../../../src-shared/project/ids.ts';
import type { DoorHost } from '../../api/door-host.ts';
import { isOwnPage, kindOf } from './page.ts';
import { attachPort } from './port.ts';

const DroppedPaths = z.array(z.string().min(1)).max(1000);

/** What the preload's methods reach; the page's main frame alone is answered. */
export function answerPage(host: Pick<DoorHost, 'router' | 'grants'>): void {
  ipcMain.on('divisi:connect', (event) => {
    if (!isOwnPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    attachPort(host.router, port1);
    port1.start();
    event.senderFrame?.postMessage('divisi:port', null, [port2]);
  });
  ipcMain.handle('divisi:grant', (event, paths: unknown) => {
    if (!isOwnPage(event)) throw new Error('Not from this page');
    return DroppedPaths.parse(paths).map((path) =>
      host.grants.grantPath(path, { kind: kindOf(path), access: 'read' }),
    );
  });
  ipcMain.on('divisi:reveal', (event, grantId: unknown) => {
    const id = GrantId.safeParse(grantId);
    if (!isOwnPage(event) || !id.success) return;
    try {
      shell.showItemInFolder(host.grants.resolve(id.data, 'read').path);
    } catch (error) {
      if (!isFailure(error)) throw error;
      // The exported file was moved or removed meanwhile.
      void dialog.showMessageBox({ type: 'warning', message: error.message });
    }
  });
}
