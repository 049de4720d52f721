import { File as FileIcon, Folder } from 'lucide-react';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly disabled: boolean;
  onChoose: (file: GrantedFile) => void;
}

/** Recently imported files and folders; renders nothing if there are none. */
export function RecentFiles({ disabled, onChoose }: Props) {
  const { data, error, reload } = useLoad('recent', (signal) =>
    api.desktop.recentFiles(undefined, { signal }),
  );
  const clear = useAction(async () => {
    await api.desktop.clearRecentFiles();
    reload();
  });
  const failure = error ?? clear.error;
  if (failure !== null) return <FailureNote {...describeFailure(failure)} />;
  if (data === null || data.length === 0) return null;
  return (
    <section className="recent" aria-labelledby="recent-title">
      <header className="recent-head">
        <h3 id="recent-title">{words().desktop.recentFiles}</h3>
        <Button size="sm" variant="quiet" busy={clear.busy} onClick={() => clear.run()}>
          {words().desktop.clearRecent}
        </Button>
      </header>
      <ul className="recent-list">
        {data.map((file) => (
          <li key={file.grantId}>
            <button
              type="button"
              className="recent-file"
              aria-label={words().desktop.importFile(file.name)}
              disabled={disabled}
              onClick={() => onChoose(file)}
            >
              {file.kind === 'folder' ? (
                <Folder size={15} strokeWidth={1.6} aria-hidden="true" />
              ) : (
                <FileIcon size={15} strokeWidth={1.6} aria-hidden="true" />
              )}
              <span className="ellipsis">{file.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
