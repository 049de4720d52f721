import { ArrowUp, FileText, Folder } from 'lucide-react';
import { listKindOf } from '../../../src-shared/batch/list.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { useHostFolders } from '../../api/host-folders.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  onPick: (file: GrantedFile) => void;
}

/** Chooses a folder or a list below the folder that the host shares. */
export function HostPicker({ onPick }: Props) {
  const text = words().batch.host;
  const { way, folder, listing, goTo } = useHostFolders();
  const entries = (listing.data?.entries ?? []).filter(
    ({ kind, name }) => kind === 'folder' || listKindOf(name) !== null,
  );
  return (
    <section className="batch-host" aria-label={text.label}>
      <div className="batch-host-way">
        <IconButton
          size="sm"
          label={words().library.browser.up}
          disabled={folder === undefined}
          onClick={() => goTo(way.slice(0, -1))}
        >
          <ArrowUp size={15} aria-hidden="true" />
        </IconButton>
        <span className="ellipsis">
          {[words().library.browser.root, ...way.map(({ name }) => name)].join(' / ')}
        </span>
        <Button
          size="sm"
          disabled={folder === undefined}
          onClick={() => folder !== undefined && onPick(folder)}
        >
          {text.useFolder}
        </Button>
      </div>
      {listing.error !== null && <FailureNote {...describeFailure(listing.error)} />}
      <ul aria-busy={listing.loading}>
        {entries.map((entry) => {
          const Icon = entry.kind === 'folder' ? Folder : FileText;
          const isFolder = entry.kind === 'folder';
          return (
            <li key={entry.grantId}>
              <button
                type="button"
                className="batch-host-entry"
                aria-label={isFolder ? text.openFolder(entry.name) : text.useList(entry.name)}
                onClick={() => (isFolder ? goTo([...way, entry]) : onPick(entry))}
              >
                <Icon size={16} aria-hidden="true" /> {entry.name}
              </button>
            </li>
          );
        })}
        {entries.length === 0 && !listing.loading && <li className="faint">{text.none}</li>}
      </ul>
    </section>
  );
}
