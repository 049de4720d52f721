import { isFailure } from '../../src-shared/contract/failure.ts';
import type { TrashEntryId } from '../../src-shared/contract/trash.ts';
import { api } from './client.ts';
import { describeFailure } from './messages.ts';
import { words } from '../words/words.ts';

/** A toast message. */
interface Message {
  readonly tone: 'info' | 'error';
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; run: () => void };
}

/** Reports that something was moved to the trash, with an undo action. */
export function tellRemoved(
  notify: (message: Message) => void,
  what: string,
  trashId: TrashEntryId | null,
): void {
  const title = words().common.inTrash(what);
  if (trashId === null) return notify({ tone: 'info', title });
  const undo = (): void => {
    api.trash.restore({ id: trashId }).catch((error: unknown) => {
      if (!isFailure(error)) throw error;
      const { title: problem, advice } = describeFailure(error);
      notify({ tone: 'error', title: problem, text: advice });
    });
  };
  notify({ tone: 'info', title, action: { label: words().common.undo, run: undo } });
}
