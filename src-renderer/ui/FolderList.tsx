import { ArrowUp, Folder } from 'lucide-react';
import type { ReactNode } from 'react';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import { IconButton } from './Button.tsx';

interface Props {
  /** Names from the shared folder down. */
  readonly path: readonly string[];
  readonly entries: readonly GrantedFile[];
  readonly loading: boolean;
  readonly labels: { readonly up: string; readonly list: string; readonly none: string };
  readonly className?: string;
  /** Why they could not be listed. */
  readonly failure: ReactNode;
  /** What else can be done with a folder. */
  actionFor?: (folder: GrantedFile) => ReactNode;
  onOpen: (folder: GrantedFile) => void;
  onUp: () => void;
}

/** The folders in one that the host shares, to be opened. */
export function FolderList(props: Props) {
  const { path, entries, loading, labels, className = '', failure, actionFor, onOpen, onUp } = props;
  const folders = entries.filter(({ kind }) => kind === 'folder');
  return (
    <div className="browser">
      <div className="browser-path">
        <IconButton label={labels.up} size="sm" disabled={path.length < 2} onClick={onUp}>
          <ArrowUp size={15} aria-hidden="true" />
        </IconButton>
        <span className="ellipsis">{path.join(' / ')}</span>
      </div>
      {failure}
      <ul className={`browser-list ${className}`} aria-label={labels.list} aria-busy={loading}>
        {folders.map((folder) => (
          <li key={folder.grantId} className="browser-entry">
            <button type="button" className="browser-name" onClick={() => onOpen(folder)}>
              <Folder size={16} aria-hidden="true" /> {folder.name}
            </button>
            {actionFor?.(folder)}
          </li>
        ))}
        {folders.length === 0 && !loading && <li className="browser-none faint">{labels.none}</li>}
      </ul>
    </div>
  );
}
