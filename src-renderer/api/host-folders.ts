import { useState } from 'react';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import { api } from './client.ts';
import { useLoad, type Loaded } from './hooks.ts';

type Listing = Awaited<ReturnType<typeof api.files.browse>>;

export interface HostFolders {
  /** From below the folder that the host shares down to the open one; empty for the shared folder itself. */
  readonly way: readonly GrantedFile[];
  /** The open folder; undefined for the one that the host shares. */
  readonly folder: GrantedFile | undefined;
  readonly listing: Loaded<Listing>;
  goTo: (way: readonly GrantedFile[]) => void;
}

/** Goes through the folders below the one that the host shares. */
export function useHostFolders(): HostFolders {
  const [way, goTo] = useState<readonly GrantedFile[]>([]);
  const folder = way.at(-1);
  const listing = useLoad(folder?.grantId ?? 'root', (signal) =>
    api.files.browse(folder === undefined ? {} : { folder: folder.grantId }, { signal }),
  );
  return { way, folder, listing, goTo };
}
