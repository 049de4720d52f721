import { useState } from 'react';
import type { Region } from '../../../../src-shared/project/document.ts';
import { LONGEST_REGION_NAME } from '../../../../src-shared/project/limits.ts';
import { NameDialog } from '../../../ui/NameDialog.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly region: Region;
  onRename: (name: string) => void;
  onClose: () => void;
}

export function RenameRegion({ region, onRename, onClose }: Props) {
  const [name, setName] = useState(region.name);
  const text = words().regions;
  return (
    <NameDialog
      title={region.end === null ? text.renameMarker : text.renameRegion}
      label={text.name}
      value={name}
      onChange={setName}
      problem={name.trim() === '' ? text.noName : null}
      maxLength={LONGEST_REGION_NAME}
      action={words().common.rename}
      busy={false}
      failure={null}
      onSubmit={() => {
        onRename(name);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
