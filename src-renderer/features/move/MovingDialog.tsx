import { useEffect, useState } from 'react';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { LibraryPlace, Relocation } from '../../../src-shared/contract/relocation.ts';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { follow, unfollow, useFollowing } from './following.ts';

/** Shows every window how far the move of the library has come, and what came of it. */
export function MovingDialog() {
  const isMoving = useHost(({ problem }) => isFailure(problem) && problem.code === 'library/moving');
  const follows = useFollowing();
  // Once a window has noticed a move, it follows it to its end.
  useEffect(() => {
    if (isMoving) follow();
  }, [isMoving]);
  return follows > 0 ? <Following key={follows} onClose={unfollow} /> : null;
}

function Following({ onClose }: { readonly onClose: () => void }) {
  const text = words().relocation.moving;
  const [move, setMove] = useState<Relocation | null>(null);
  const [isCancelling, setCancelling] = useState(false);
  const { run, error } = useAction(async (signal: AbortSignal) => {
    for await (const state of await api.relocation.follow(undefined, { signal })) setMove(state);
  });
  useEffect(() => {
    const leaving = new AbortController();
    run(leaving.signal);
    return () => leaving.abort();
  }, [run]);
  const cancel = (): void => {
    setCancelling(true);
    void api.relocation.cancel();
  };
  // A window that was away when the move ended has nothing to tell.
  useEffect(() => {
    if (move?.state === 'none') onClose();
  }, [move, onClose]);
  if (move === null || move.state === 'none' || move.state === 'moving') {
    const { progress, secondsLeft } = move?.state === 'moving' ? move : { progress: 0, secondsLeft: null };
    return (
      <Dialog
        open
        locked={error === null}
        onOpenChange={onClose}
        title={text.title}
        description={text.text}
        footer={
          <Button busy={isCancelling} disabled={error !== null} onClick={cancel}>
            {words().common.cancel}
          </Button>
        }
      >
        {error !== null && <FailureNote {...describeFailure(error)} />}
        <ProgressBar label={text.title} value={progress} phase={text.phase} secondsLeft={secondsLeft} />
      </Dialog>
    );
  }
  return <Ended move={move} onClose={onClose} />;
}

interface EndedProps {
  readonly move: Exclude<Relocation, { state: 'none' | 'moving' }>;
  onClose: () => void;
}

function Ended({ move, onClose }: EndedProps) {
  const text = words().relocation;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={move.state === 'moved' ? text.moved.title : text.dialog.title}
      footer={
        <Button variant="primary" onClick={onClose}>
          {words().common.close}
        </Button>
      }
    >
      {move.state === 'cancelled' && <p role="status">{text.moving.cancelled}</p>}
      {move.state === 'failed' && (
        <>
          <FailureNote {...describeFailure(move.failure)} />
          <p>{text.moving.failed}</p>
        </>
      )}
      {move.state === 'moved' && (
        <>
          <div role="status">
            <Note tone="success" title={text.moved.place(shown(move.place))}>
              {text.moved.done(move.files, formatBytes(move.bytes))}
            </Note>
          </div>
          <p>{text.moved.old(shown(move.old))}</p>
          {!move.isDefault && <p>{text.moved.notDefault}</p>}
        </>
      )}
    </Dialog>
  );
}

const shown = ({ path, name }: LibraryPlace): string => path ?? name;
