import { z } from 'zod';
import { GrantedFile } from '../../src-shared/contract/system.ts';

/** The API that the Electron preload script exposes as `window.divisi`; absent in a browser. */
export interface Preload {
  connect: () => void;
  grantFiles: (files: readonly File[]) => Promise<GrantedFile[]>;
  revealFile?: (grantId: string) => void;
  /** Hands a drag of one or several files that has just started over to the operating system. */
  dragFile?: (grantIds: string | readonly string[]) => void;
}

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function';

export function preload(): Preload | null {
  const offered: unknown = Reflect.get(window, 'divisi');
  if (typeof offered !== 'object' || offered === null) return null;
  const connect: unknown = Reflect.get(offered, 'connect');
  const grantFiles: unknown = Reflect.get(offered, 'grantFiles');
  const revealFile: unknown = Reflect.get(offered, 'revealFile');
  const dragFile: unknown = Reflect.get(offered, 'dragFile');
  if (!isFunction(connect) || !isFunction(grantFiles)) return null;
  return {
    connect: () => {
      connect();
    },
    grantFiles: async (files) => z.array(GrantedFile).parse(await grantFiles(files)),
    ...(isFunction(revealFile)
      ? {
          revealFile: (grantId: string) => {
            revealFile(grantId);
          },
        }
      : {}),
    ...(isFunction(dragFile)
      ? {
          dragFile: (grantIds: string | readonly string[]) => {
            dragFile(grantIds);
          },
        }
      : {}),
  };
}
