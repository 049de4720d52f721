import { FolderPlus, Trash2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import type { WatchedFolder, WatchId } from '../../../src-shared/contract/watch.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { onHostChange, useCapabilities } from '../../api/store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { Switch } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import './watch.css';

interface Props {
  /** Chooses a folder that the host shares. */
  renderPicker: (onPick: (file: GrantedFile) => void) => ReactNode;
}

/** The folders that Divisi watches: what it took of them, what failed, and another one. */
export function WatchPanel({ renderPicker }: Props) {
  const text = words().watch;
  const capabilities = useCapabilities();
  const readOnly = capabilities?.readOnly ?? true;
  const folders = useLoad('watched folders', (signal) => api.watch.list(undefined, { signal }));
  const { reload } = folders;
  useEffect(() => onHostChange((event) => event.type === 'watch', reload), [reload]);
  const [separate, setSeparate] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const [refused, setRefused] = useState(false);
  const add = useAction(async (folder: GrantedFile) => {
    await api.watch.add({ folder: folder.grantId, separate });
    setBrowsing(false);
    reload();
  });
  const native = useAction(async () => {
    const [folder] = await api.files.openDialog({ kind: 'folder' });
    if (folder !== undefined) add.run(folder);
  });
  const remove = useAction(async (id: WatchId) => {
    await api.watch.remove({ id });
    reload();
  });
  if (capabilities === null) return null;
  const { fileDialogs, folderBrowser } = capabilities;
  const error = folders.error ?? add.error ?? native.error ?? remove.error;
  const pick = (file: GrantedFile): void => {
    setRefused(file.kind !== 'folder');
    if (file.kind === 'folder') add.run(file);
  };
  return (
    <section className="panel watch" aria-labelledby="watch-title">
      <h2 id="watch-title">{text.title}</h2>
      <p className="soft small">{text.text}</p>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {folders.data?.length === 0 && <p className="faint">{text.none}</p>}
      <ul className="watch-list" aria-label={text.title}>
        {(folders.data ?? []).map((folder) => (
          <Folder
            key={folder.id}
            folder={folder}
            disabled={readOnly || remove.busy}
            onRemove={() => remove.run(folder.id)}
          />
        ))}
      </ul>
      {!readOnly && (fileDialogs || folderBrowser) && (
        <div className="watch-add">
          <Button
            icon={<FolderPlus size={15} aria-hidden="true" />}
            busy={native.busy || add.busy}
            aria-expanded={fileDialogs ? undefined : browsing}
            onClick={() => (fileDialogs ? native.run() : setBrowsing(!browsing))}
          >
            {text.add}
          </Button>
          <Switch label={text.separate} checked={separate} onChange={setSeparate} hint={text.separateHint} />
        </div>
      )}
      {!fileDialogs && !folderBrowser && <p className="soft small">{text.noFolders}</p>}
      {refused && <Note tone="warning" title={text.notAFolder} />}
      {browsing && renderPicker(pick)}
    </section>
  );
}

interface FolderProps {
  readonly folder: WatchedFolder;
  readonly disabled: boolean;
  onRemove: () => void;
}

function Folder({ folder, disabled, onRemove }: FolderProps) {
  const text = words().watch;
  const { name, path, state, problem, taken, last, troubles, separate } = folder;
  const when = last === null ? '' : words().units.date(new Date(last.at));
  const facts = [
    separate ? text.separates : text.imports,
    text.taken(taken),
    ...(last === null ? [] : [(last.recordingId === null ? text.lastFailed : text.last)(last.title, when)]),
  ];
  return (
    <li className="watch-folder">
      <div className="watch-text">
        <p className="watch-name ellipsis" title={path ?? name}>
          {path ?? name}
        </p>
        <p className="small" role="status">
          <span className={`watch-state watch-${state}`}>{text.states[state]}</span>{' '}
          <span className="soft">{facts.join(' · ')}</span>
        </p>
        {problem !== null && <p className="small watch-problem">{describeFailure(problem).title}</p>}
        {troubles.length > 0 && (
          <details className="small">
            <summary>{text.troubles(troubles.length)}</summary>
            <ul>
              {troubles.map(({ file, code, message, at }) => (
                <li key={`${at} ${file}`}>
                  {text.trouble(file, code === null ? message : describeFailure({ code, message }).title)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <IconButton label={text.remove(name)} disabled={disabled} onClick={onRemove}>
        <Trash2 size={15} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
