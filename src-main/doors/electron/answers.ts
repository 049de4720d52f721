import { dialog, ipcMain, MessageChannelMain, nativeImage, shell } from 'electron';
import { z } from 'zod';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import { GrantId } from '../../../src-shared/project/ids.ts';
import type { DoorHost } from '../../api/door-host.ts';
import { isOwnPage, kindOf } from './page.ts';
import { attachPort } from './port.ts';
import type { RecentFile } from './recent-files.ts';

const DroppedPaths = z.array(z.string().min(1)).max(1000);
const DRAG_ICON_PIXELS = 64;

interface AnswerOptions {
  /** The drag image for files dragged out of the window. */
  readonly icon: string;
  /** Adds dropped files to the recent files. */
  note: (files: readonly RecentFile[]) => void;
}

/** Handles the preload's methods; only the page's main frame gets an answer. */
export function answerPage(host: Pick<DoorHost, 'router' | 'grants'>, { icon, note }: AnswerOptions): void {
  ipcMain.on('divisi:connect', (event) => {
    if (!isOwnPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    attachPort(host.router, port1);
    port1.start();
    event.senderFrame?.postMessage('divisi:port', null, [port2]);
  });
  ipcMain.handle('divisi:grant', (event, paths: unknown) => {
    if (!isOwnPage(event)) throw new Error('Not from this page');
    const files = DroppedPaths.parse(paths).map((path) => ({ path, kind: kindOf(path) }));
    const grants = files.map(({ path, kind }) => host.grants.grantPath(path, { kind, access: 'read' }));
    note(files);
    return grants;
  });

  /** Applies `use` to the path of a granted file, or reports that the file was moved. */
  const withFile = (grantId: unknown, use: (path: string) => void): void => {
    const id = GrantId.safeParse(grantId);
    if (!id.success) return;
    try {
      use(host.grants.resolve(id.data, 'read').path);
    } catch (error) {
      if (!isFailure(error)) throw error;
      void dialog.showMessageBox({ type: 'warning', message: error.message });
    }
  };
  ipcMain.on('divisi:reveal', (event, grantId: unknown) => {
    if (isOwnPage(event)) withFile(grantId, (path) => shell.showItemInFolder(path));
  });
  ipcMain.on('divisi:drag', (event, grantIds: unknown) => {
    if (!isOwnPage(event)) return;
    const ids: readonly unknown[] = Array.isArray(grantIds) ? grantIds : [grantIds];
    const files: string[] = [];
    for (const id of ids) withFile(id, (path) => files.push(path));
    const [file] = files;
    // All or nothing: a drag that silently leaves a stem out would be found much later.
    if (file === undefined || files.length < ids.length) return;
    const image = nativeImage.createFromPath(icon).resize({ width: DRAG_ICON_PIXELS });
    event.sender.startDrag(files.length === 1 ? { file, icon: image } : { file, files, icon: image });
  });
}
