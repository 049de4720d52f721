import { ArrowUp, FileAudio, Folder } from 'lucide-react';
import { useState } from 'react';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import type { GrantId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { looksLikeAudio } from '../../api/dropped.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { importGrants } from '../../api/imports.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly mode: 'reference' | 'copy';
  onBeforeImport: () => Promise<void>;
  onDone: () => void;
  onBack: () => void;
}

/** Browses the host folder granted by `--root`, and selects files and folders to import. */
export function FolderBrowser({ mode, onBeforeImport, onDone, onBack }: Props) {
  const [folder, setFolder] = useState<GrantId | undefined>(undefined);
  const [chosen, setChosen] = useState<ReadonlyMap<GrantId, GrantedFile>>(new Map());
  const listing = useLoad(folder ?? 'root', (signal) =>
    api.files.browse(folder === undefined ? {} : { folder }, { signal }),
  );
  const start = useAction(async () => {
    await onBeforeImport();
    await importGrants([...chosen.values()], mode);
    onDone();
  });
  const open = (id: GrantId | undefined): void => {
    setFolder(id);
    setChosen(new Map());
  };
  const mark = (entry: GrantedFile, on: boolean): void => {
    const next = new Map(chosen);
    if (on) next.set(entry.grantId, entry);
    else next.delete(entry.grantId);
    setChosen(next);
  };
  const error = listing.error ?? start.error;
  const parent = listing.data?.parent ?? null;
  const entries = (listing.data?.entries ?? []).filter(
    (entry) => entry.kind === 'folder' || looksLikeAudio(entry.name, ''),
  );
  return (
    <div className="browser">
      <div className="browser-path">
        <IconButton
          label={words().library.browser.up}
          size="sm"
          disabled={parent === null}
          onClick={() => open(parent ?? undefined)}
        >
          <ArrowUp size={15} aria-hidden="true" />
        </IconButton>
        <span className="ellipsis">
          {[words().library.browser.root, ...(listing.data?.path ?? [])].join(' / ')}
        </span>
      </div>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <ul className="browser-list" aria-label={words().library.browser.list} aria-busy={listing.loading}>
        {entries.map((entry) => (
          <li key={entry.grantId} className="browser-entry">
            <input
              type="checkbox"
              aria-label={words().library.browser.importEntry(entry.name)}
              checked={chosen.has(entry.grantId)}
              onChange={(event) => mark(entry, event.target.checked)}
            />
            {entry.kind === 'folder' ? (
              <button type="button" className="browser-name" onClick={() => open(entry.grantId)}>
                <Folder size={16} aria-hidden="true" /> {entry.name}
              </button>
            ) : (
              <button
                type="button"
                className="browser-name"
                onClick={() => mark(entry, !chosen.has(entry.grantId))}
              >
                <FileAudio size={16} aria-hidden="true" /> {entry.name}
              </button>
            )}
            <span className="faint small tabular">
              {entry.bytes === null ? '' : formatBytes(entry.bytes)}
            </span>
          </li>
        ))}
        {entries.length === 0 && !listing.loading && (
          <li className="browser-none faint">{words().library.browser.none}</li>
        )}
      </ul>
      <div className="browser-foot">
        <Button variant="quiet" onClick={onBack}>
          {words().library.browser.back}
        </Button>
        <Button variant="primary" disabled={chosen.size === 0} busy={start.busy} onClick={() => start.run()}>
          {chosen.size === 0 ? words().common.import : words().library.browser.importItems(chosen.size)}
        </Button>
      </div>
    </div>
  );
}
