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
export const tellRemoved = (
  notify: (message: Message) => void,
  what: string,
  trashId: TrashEntryId | null,
): void => tellAllRemoved(notify, words().common.inTrash(what), [trashId]);

/** Reports that several things were moved to the trash; its undo action restores those that can be restored. */
export function tellAllRemoved(
  notify: (message: Message) => void,
  title: string,
  trashIds: readonly (TrashEntryId | null)[],
): void {
  const restorable = trashIds.filter((id) => id !== null);
  if (restorable.length === 0) return notify({ tone: 'info', title });
  const restoreAll = async (): Promise<void> => {
    for (const id of restorable) {
      try {
        await api.trash.restore({ id });
      } catch (error) {
        if (!isFailure(error)) throw error;
        const { title: problem, advice } = describeFailure(error);
        notify({ tone: 'error', title: problem, text: advice });
      }
    }
  };
  const undo = (): void => void restoreAll();
  notify({ tone: 'info', title, action: { label: words().common.undo, run: undo } });
}
