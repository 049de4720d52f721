import { useState } from 'react';
import { Pencil } from 'lucide-react';
import type { Group } from '../../../../src-shared/project/buses.ts';
import { LONGEST_TRACK_NAME } from '../../../../src-shared/project/limits.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { NameDialog } from '../../../ui/NameDialog.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly group: Group;
  readonly groups: readonly Group[];
  readonly store: DocumentStore;
}

/** Renames a group; exports of groups are called by their names. */
export function RenameGroup({ group, groups, store }: Props) {
  const [open, setOpen] = useState(false);
  const text = words().processors;
  return (
    <>
      <IconButton size="sm" label={text.renameGroup(group.name)} onClick={() => setOpen(true)}>
        <Pencil size={13} aria-hidden="true" />
      </IconButton>
      {open && (
        <GroupName
          group={group}
          taken={groups.filter((other) => other !== group).map(({ name }) => name)}
          onName={(name) => store.apply({ type: 'setGroup', groupId: group.id, patch: { name } })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

interface NameProps {
  readonly group: Group;
  readonly taken: readonly string[];
  onName: (name: string) => void;
  onClose: () => void;
}

function GroupName({ group, taken, onName, onClose }: NameProps) {
  const text = words().processors;
  const [name, setName] = useState(group.name);
  const wanted = name.trim().toLowerCase();
  const isTaken = taken.some((other) => other.toLowerCase() === wanted);
  return (
    <NameDialog
      title={text.renameGroupTitle}
      label={text.groupNameLabel}
      value={name}
      maxLength={LONGEST_TRACK_NAME}
      onChange={setName}
      problem={wanted === '' ? text.groupNameMissing : isTaken ? text.groupNameTaken : null}
      action={words().common.rename}
      busy={false}
      failure={null}
      onSubmit={() => {
        onName(name.trim());
        onClose();
      }}
      onClose={onClose}
    />
  );
}
