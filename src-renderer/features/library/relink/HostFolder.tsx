import { ArrowUp, Folder } from 'lucide-react';
import { useState } from 'react';
import type { GrantedFile } from '../../../../src-shared/contract/system.ts';
import { api } from '../../../api/client.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  onPick: (folder: GrantedFile) => void;
}

/** Chooses a folder below the one that the host shares. */
export function HostFolder({ onPick }: Props) {
  const t = words().library;
  const [way, setWay] = useState<readonly GrantedFile[]>([]);
  const folder = way.at(-1);
  const listing = useLoad(folder?.grantId ?? 'root', (signal) =>
    api.files.browse(folder === undefined ? {} : { folder: folder.grantId }, { signal }),
  );
  const folders = (listing.data?.entries ?? []).filter(({ kind }) => kind === 'folder');
  return (
    <div className="browser">
      <div className="browser-path">
        <IconButton
          label={t.browser.up}
          size="sm"
          disabled={folder === undefined}
          onClick={() => setWay(way.slice(0, -1))}
        >
          <ArrowUp size={15} aria-hidden="true" />
        </IconButton>
        <span className="ellipsis">{[t.browser.root, ...way.map(({ name }) => name)].join(' / ')}</span>
      </div>
      {listing.error !== null && <FailureNote {...describeFailure(listing.error)} />}
      <ul className="browser-list" aria-label={t.browser.list} aria-busy={listing.loading}>
        {folders.map((entry) => (
          <li key={entry.grantId} className="browser-entry">
            <button type="button" className="browser-name" onClick={() => setWay([...way, entry])}>
              <Folder size={16} aria-hidden="true" /> {entry.name}
            </button>
            <Button size="sm" aria-label={t.relink.lookIn(entry.name)} onClick={() => onPick(entry)}>
              {t.relink.look}
            </Button>
          </li>
        ))}
        {folders.length === 0 && !listing.loading && (
          <li className="browser-none faint">{t.relink.noFoldersHere}</li>
        )}
      </ul>
    </div>
  );
}
