import { useRef } from 'react';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import type { Removed } from '../../../../src-shared/contract/trash.ts';
import { api } from '../../../api/client.ts';
import { tellAllRemoved } from '../../../api/removed.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { ProgressBar } from '../../../ui/feedback.tsx';
import { useNotify } from '../../../ui/notify.ts';
import { words } from '../../../words/words.ts';
import { Problems, Titles } from './Titles.tsx';
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
  const { running, problems } = each;
  const isOver = running === null && problems.length > 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t.removeTitle(recordings.length)}
      width="sm"
      locked={running !== null}
      footer={
        running !== null ? (
          <Button onClick={each.stop}>{words().common.stop}</Button>
        ) : isOver ? (
          <Button onClick={onClose}>{words().common.close}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{words().common.cancel}</Button>
            <Button variant="danger" onClick={() => each.run(recordings)}>
              {words().library.remove.action}
            </Button>
          </>
        )
      }
    >
      {running !== null ? (
        <ProgressBar
          label={t.removing}
          value={running.done / running.total}
          phase={t.removing}
          secondsLeft={running.secondsLeft}
        />
      ) : isOver ? (
        <Problems title={t.removeFailed(problems.length)} problems={problems} />
      ) : (
        <>
          <Titles recordings={recordings} />
          <p>{t.removeText}</p>
        </>
      )}
    </Dialog>
  );
}
