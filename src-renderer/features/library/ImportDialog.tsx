import { File as FileIcon, Folder, FolderTree } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import type { Failure } from '../../../src-shared/contract/failure.ts';
import { api } from '../../api/client.ts';
import { looksLikeAudio } from '../../api/dropped.ts';
import { useAction } from '../../api/hooks.ts';
import { importFiles, importGrants, noAudio } from '../../api/imports.ts';
import { describeFailure } from '../../api/messages.ts';
import { saveSettings, useCapabilities, useSettings } from '../../api/store.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { Choices } from '../../ui/fields.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { FolderBrowser } from './FolderBrowser.tsx';
import { RecentFiles } from './RecentFiles.tsx';
import { words } from '../../words/words.ts';

interface Props {
  onClose: () => void;
}

type Mode = 'reference' | 'copy';

/** Uses native dialogs in Electron; in a browser, offers uploads and the host's own folder. */
export function ImportDialog({ onClose }: Props) {
  const capabilities = useCapabilities();
  const settings = useSettings();
  const [mode, setMode] = useState<Mode>(settings?.importMode ?? 'copy');
  const [browsing, setBrowsing] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);

  const remember = async (): Promise<void> => {
    if (settings !== null && settings.importMode !== mode) await saveSettings({ importMode: mode });
  };
  const bring = useAction(async (grants: readonly GrantedFile[]) => {
    if (grants.length === 0) return;
    await remember();
    await importGrants(grants, mode);
    onClose();
  });
  const native = useAction(async (kind: 'audio' | 'folder') =>
    bring.run(await api.files.openDialog({ kind })),
  );
  const send = (list: FileList | null, nested: boolean): void => {
    const files = [...(list ?? [])].filter((file) => !nested || looksLikeAudio(file.name, file.type));
    setRefused(files.length === 0 && nested ? noAudio() : null);
    if (files.length === 0) return;
    onClose();
    // The upload list shows progress and errors.
    void importFiles(files, 'copy');
  };

  const error = native.error ?? bring.error ?? refused;
  const busy = native.busy || bring.busy;

  if (capabilities === null) return null;
  const dialogs = capabilities.fileDialogs;
  const choosesMode = dialogs || browsing;

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words().library.importing.title}
      description={words().library.importing.formats}
      width={browsing ? 'lg' : 'md'}
    >
      {choosesMode && (
        <Choices<Mode>
          label={words().library.importing.files}
          value={mode}
          onChange={setMode}
          options={[
            {
              value: 'copy',
              label: words().library.importing.copy,
              detail: words().library.importing.copyDetail,
            },
            {
              value: 'reference',
              label: words().library.importing.inPlace,
              detail: words().library.importing.inPlaceDetail,
            },
          ]}
        />
      )}
      {browsing ? (
        <FolderBrowser
          mode={mode}
          onBeforeImport={remember}
          onDone={onClose}
          onBack={() => setBrowsing(false)}
        />
      ) : (
        <div className="import-sources">
          <SourceButton
            icon={<FileIcon size={20} strokeWidth={1.6} aria-hidden="true" />}
            title={words().library.importing.chooseFiles}
            text={
              dialogs ? words().library.importing.chooseFilesText : words().library.importing.sendFilesText
            }
            busy={busy}
            onClick={() => (dialogs ? native.run('audio') : fileInput.current?.click())}
          />
          <SourceButton
            icon={<Folder size={20} strokeWidth={1.6} aria-hidden="true" />}
            title={words().library.importing.chooseFolder}
            text={words().library.importing.chooseFolderText}
            busy={busy}
            onClick={() => (dialogs ? native.run('folder') : folderInput.current?.click())}
          />
          {capabilities.folderBrowser && (
            <SourceButton
              icon={<FolderTree size={20} strokeWidth={1.6} aria-hidden="true" />}
              title={words().library.importing.onHost}
              text={words().library.importing.onHostText}
              busy={false}
              onClick={() => setBrowsing(true)}
            />
          )}
        </div>
      )}
      {!browsing && capabilities.recentFiles && (
        <RecentFiles disabled={busy} onChoose={(file) => bring.run([file])} />
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {!browsing && (
        <p className="faint small">
          {words().library.importing.dropHint}
          {!dialogs && capabilities.uploadLimit !== null
            ? ` ${words().library.importing.limit(formatBytes(capabilities.uploadLimit))}`
            : ''}
        </p>
      )}
      <input
        ref={fileInput}
        type="file"
        multiple
        hidden
        accept="audio/*,.wav,.wave,.rf64,.w64,.aif,.aiff,.aifc,.flac,.mp3,.ogg,.oga,.opus,.m4a,.mp4,.caf"
        aria-label={words().library.importing.filesLabel}
        onChange={(event) => send(event.target.files, false)}
      />
      <input
        ref={(node) => {
          // React's types lack this attribute.
          node?.setAttribute('webkitdirectory', '');
          folderInput.current = node;
        }}
        type="file"
        hidden
        aria-label={words().library.importing.folderLabel}
        onChange={(event) => send(event.target.files, true)}
      />
    </Dialog>
  );
}

interface SourceProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly busy: boolean;
  onClick: () => void;
}

function SourceButton({ icon, title, text, busy, onClick }: SourceProps) {
  return (
    <button type="button" className="import-source" disabled={busy} onClick={onClick}>
      {icon}
      <span>
        <span className="import-source-title">{title}</span>
        <span className="soft small">{text}</span>
      </span>
    </button>
  );
}
