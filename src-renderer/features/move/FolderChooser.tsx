import { ArrowUp, Folder } from 'lucide-react';
import { useState } from 'react';
import type { GrantId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import type { ChosenFolder } from './MoveDialog.tsx';

interface Props {
  onFolder: (folder: ChosenFolder) => void;
}

/** Goes through the folders that the host shares; the one that is open is chosen. */
export function FolderChooser({ onFolder }: Props) {
  const text = words().relocation.dialog;
  const [folder, setFolder] = useState<GrantId | undefined>(undefined);
  const listing = useLoad(folder ?? 'root', (signal) =>
    api.files.browse(folder === undefined ? {} : { folder }, { signal }),
  );
  const path = listing.data?.path ?? [];
  const folders = (listing.data?.entries ?? []).filter(({ kind }) => kind === 'folder');
  const open = (grantId: GrantId | undefined, name: string): void => {
    setFolder(grantId);
    onFolder({ grantId, name });
  };
  const up = (): void => {
    const parent = listing.data?.parent ?? undefined;
    open(parent, path.at(-2) ?? text.root);
  };
  return (
    <div className="browser">
      <div className="browser-path">
        <IconButton label={text.up} size="sm" disabled={path.length === 0} onClick={up}>
          <ArrowUp size={15} aria-hidden="true" />
        </IconButton>
        <span className="ellipsis">{[text.root, ...path].join(' / ')}</span>
      </div>
      {listing.error !== null && <FailureNote {...describeFailure(listing.error)} />}
      <ul className="browser-list place-folders" aria-label={text.folders} aria-busy={listing.loading}>
        {folders.map(({ grantId, name }) => (
          <li key={grantId} className="browser-entry">
            <button type="button" className="browser-name" onClick={() => open(grantId, name)}>
              <Folder size={16} aria-hidden="true" /> {name}
            </button>
          </li>
        ))}
        {folders.length === 0 && !listing.loading && <li className="browser-none faint">{text.none}</li>}
      </ul>
    </div>
  );
}
