import { useRef } from 'react';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import type { Removed } from '../../../../src-shared/contract/trash.ts';
import { api } from '../../../api/client.ts';
import { tellAllRemoved } from '../../../api/removed.ts';
import { Button } from '../../../ui/Button.tsx';
import { useNotify } from '../../../ui/notify.ts';
import { words } from '../../../words/words.ts';
import { EachDialog } from './EachDialog.tsx';
import { Titles } from './Titles.tsx';
import { useEach } from './use-each.ts';

interface Props {
  readonly recordings: readonly Recording[];
  onClose: () => void;
}

/** Moves recordings to the trash, and offers to undo it. */
export function RemoveSelected({ recordings, onClose }: Props) {
  const t = words().library.selection;
  const notify = useNotify();
  const removed = useRef<Removed['trashId'][]>([]);
  const each = useEach<Recording>(
    async ({ id }) => {
      removed.current.push((await api.library.remove({ recordingId: id })).trashId);
    },
    (problems) => {
      const { length } = removed.current;
      if (length > 0) tellAllRemoved(notify, words().library.selection.removed(length), removed.current);
      removed.current = [];
      if (problems.length === 0) onClose();
    },
  );
  return (
    <EachDialog
      title={t.removeTitle(recordings.length)}
      each={each}
      phase={t.removing}
      failed={t.removeFailed}
      action={
        <Button variant="danger" onClick={() => each.run(recordings)}>
          {words().library.remove.action}
        </Button>
      }
      onClose={onClose}
    >
      <Titles recordings={recordings} />
      <p>{t.removeText}</p>
    </EachDialog>
  );
}
