import { File as FileIcon, FileText, Folder, FolderTree } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { api } from '../../api/client.ts';
import { looksLikeAudio } from '../../api/dropped.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { upload } from '../../api/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { HostPicker } from './HostPicker.tsx';

interface Props {
  onChosen: (sources: readonly GrantedFile[]) => void;
}

/** Chooses lists, folders and files: by the system's dialogs, by sending them, or on the host. */
export function BatchSources({ onChosen }: Props) {
  const text = words().batch;
  const capabilities = useCapabilities();
  const [browsing, setBrowsing] = useState(false);
  const [sending, setSending] = useState<string | null>(null);
  const listInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const audioInput = useRef<HTMLInputElement>(null);
  const native = useAction(async (kind: 'list' | 'folder' | 'audio') => {
    const chosen = await api.files.openDialog({ kind });
    if (chosen.length > 0) onChosen(chosen);
  });
  const send = useAction(async (files: readonly File[]) => {
    const granted: GrantedFile[] = [];
    try {
      for (const [index, file] of files.entries()) {
        setSending(text.sending(index + 1, files.length));
        granted.push(await upload(file, () => undefined, new AbortController().signal));
      }
    } finally {
      setSending(null);
    }
    if (granted.length > 0) onChosen(granted);
  });
  if (capabilities === null) return null;
  const { fileDialogs, folderBrowser } = capabilities;
  const busy = native.busy || send.busy;
  const error = native.error ?? send.error;
  const choose = (kind: 'list' | 'folder' | 'audio'): void => {
    if (fileDialogs) native.run(kind);
    else if (kind === 'list') listInput.current?.click();
    else if (kind === 'folder') folderInput.current?.click();
    else audioInput.current?.click();
  };
  const canList = fileDialogs || folderBrowser;
  return (
    <section className="batch-sources">
      <div className="batch-ways">
        <SourceButton
          icon={<FileText size={16} aria-hidden="true" />}
          disabled={busy || !canList}
          onClick={() => choose('list')}
        >
          {text.chooseList}
        </SourceButton>
        <SourceButton
          icon={<Folder size={16} aria-hidden="true" />}
          disabled={busy}
          onClick={() => choose('folder')}
        >
          {text.chooseFolder}
        </SourceButton>
        <SourceButton
          icon={<FileIcon size={16} aria-hidden="true" />}
          disabled={busy}
          onClick={() => choose('audio')}
        >
          {text.chooseFiles}
        </SourceButton>
        {folderBrowser && (
          <SourceButton
            icon={<FolderTree size={16} aria-hidden="true" />}
            disabled={busy}
            expanded={browsing}
            onClick={() => setBrowsing(!browsing)}
          >
            {text.onHost}
          </SourceButton>
        )}
      </div>
      <p className="soft small">
        {fileDialogs ? text.pathsBesideList : folderBrowser ? text.pathsShared : text.pathsNowhere}
      </p>
      {canList && <p className="faint small">{text.listFormat}</p>}
      <p className="soft small" role="status">
        {sending ?? ''}
      </p>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {browsing && (
        <HostPicker
          onPick={(file) => {
            setBrowsing(false);
            onChosen([file]);
          }}
        />
      )}
      <input
        ref={listInput}
        type="file"
        hidden
        multiple
        accept=".csv,.tsv,.m3u,.m3u8"
        aria-label={text.listLabel}
        onChange={(event) => send.run(filesOf(event.target))}
      />
      <input
        ref={audioInput}
        type="file"
        hidden
        multiple
        aria-label={text.filesLabel}
        onChange={(event) => send.run(filesOf(event.target))}
      />
      <input
        ref={(node) => {
          // React's types lack this attribute.
          node?.setAttribute('webkitdirectory', '');
          folderInput.current = node;
        }}
        type="file"
        hidden
        aria-label={text.folderLabel}
        onChange={(event) =>
          send.run(filesOf(event.target).filter(({ name, type }) => looksLikeAudio(name, type)))
        }
      />
    </section>
  );
}

/** Empties the input, so that a list that was corrected can be chosen again. */
function filesOf(input: HTMLInputElement): File[] {
  const files = [...(input.files ?? [])];
  input.value = '';
  return files;
}

interface SourceButtonProps {
  readonly icon: ReactNode;
  readonly disabled: boolean;
  readonly expanded?: boolean;
  readonly children: ReactNode;
  onClick: () => void;
}

function SourceButton({ icon, disabled, expanded, children, onClick }: SourceButtonProps) {
  return (
    <Button icon={icon} disabled={disabled} aria-expanded={expanded} onClick={onClick}>
      {children}
    </Button>
  );
}
