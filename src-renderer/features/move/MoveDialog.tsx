import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import type { GrantId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import { FolderChooser } from './FolderChooser.tsx';
import { follow } from './following.ts';

/** A folder that the user chose; `grantId` is undefined for the one that the host shares. */
export interface ChosenFolder {
  readonly grantId: GrantId | undefined;
  readonly name: string;
}

/** Asks for the new place of the library and begins to move it. */
export function MoveDialog({ onClose }: { readonly onClose: () => void }) {
  const text = words().relocation.dialog;
  const hasDialogs = useCapabilities()?.fileDialogs === true;
  const [folder, setFolder] = useState<ChosenFolder | null>(
    hasDialogs ? null : { grantId: undefined, name: text.root },
  );
  const [name, setName] = useState(text.fileName);
  const choose = useAction(async () => {
    const [chosen] = await api.files.openDialog({ kind: 'save-folder' });
    if (chosen !== undefined) setFolder(chosen);
  });
  const start = useAction(async () => {
    if (folder === null) return;
    const { grantId } = folder;
    await api.relocation.start({ name, ...(grantId === undefined ? {} : { folder: grantId }) });
    follow();
    onClose();
  });
  const error = start.error ?? choose.error;
  return (
    <Dialog
      open
      locked={start.busy}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.title}
      description={text.description}
      footer={
        <>
          <Button disabled={start.busy} onClick={onClose}>
            {words().common.cancel}
          </Button>
          <Button
            variant="primary"
            disabled={folder === null || name.trim() === ''}
            busy={start.busy}
            onClick={() => start.run()}
          >
            {text.start}
          </Button>
        </>
      }
    >
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {hasDialogs ? (
        <div>
          <Button icon={<FolderOpen size={15} aria-hidden="true" />} onClick={() => choose.run()}>
            {folder === null ? text.choose : text.chooseOther}
          </Button>
        </div>
      ) : (
        <FolderChooser onFolder={setFolder} />
      )}
      <TextField label={text.name} value={name} maxLength={100} onChange={setName} />
      <p className="soft small" role="status">
        {folder !== null && text.into(folder.name, name.trim())}
      </p>
    </Dialog>
  );
}
