import { FolderOpen } from 'lucide-react';
import type { ExportFormat } from '../../../src-shared/contract/export.ts';
import type { SaveTarget } from '../../../src-shared/contract/system.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import type { Target } from './target.ts';

interface Props {
  readonly format: ExportFormat;
  /** The export is one file, which has a name of its own. */
  readonly isOne: boolean;
  /** Suggested without extension. */
  readonly name: string;
  /** Null: the folder for exports. */
  readonly target: Target | null;
  onTarget: (target: Target) => void;
}

/** Where the export goes: one file to a file, several to a folder, each chosen in the system's own dialog. */
export function ExportTarget({ format, isOne, name: suggested, target, onTarget }: Props) {
  const choose = useAction(async () => {
    if (isOne) {
      const extension = format;
      const chosen: SaveTarget | null = await api.files.saveDialog({ name: suggested, extension });
      if (chosen !== null) {
        const { folder, name, replace } = chosen;
        onTarget({ folder, file: { name, extension, replace } });
      }
    } else {
      const [folder] = await api.files.openDialog({ kind: 'save-folder' });
      if (folder !== undefined) onTarget({ folder, file: null });
    }
  });
  const file = isOne && target !== null && target.file !== null ? target.file : null;
  const folder = target === null ? words().exporting.downloads : target.folder.name;
  return (
    <>
      <div className="export-folder">
        <span className="field-label">{isOne ? words().desktop.file : words().exporting.folder}</span>
        <span className="ellipsis">{file === null ? folder : `${folder} › ${file.name}.${format}`}</span>
        <Button
          size="sm"
          icon={<FolderOpen size={14} aria-hidden="true" />}
          busy={choose.busy}
          onClick={() => choose.run()}
        >
          {isOne ? words().desktop.saveAs : words().exporting.choose}
        </Button>
      </div>
      {choose.error !== null && <FailureNote {...describeFailure(choose.error)} />}
    </>
  );
}
