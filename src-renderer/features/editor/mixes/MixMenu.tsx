import { useState } from 'react';
import { ChevronDown } from 'lucide-react';
import type { Mix } from '../../../../src-shared/contract/mixes.ts';
import type { ProjectId } from '../../../../src-shared/project/ids.ts';
import { MOST_MIXES } from '../../../../src-shared/project/limits.ts';
import { api } from '../../../api/client.ts';
import { useAction } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../../ui/Menu.tsx';
import { useNotify } from '../../../ui/notify.ts';
import { words } from '../../../words/words.ts';
import type { EditorSession } from '../session.ts';
import { useDocumentState } from '../use-store.ts';
import { MixDialog, type MixQuestion } from './MixDialog.tsx';
import { useMixList } from './use-mix-list.ts';
import './mixes.css';

interface Props {
  readonly session: EditorSession;
  readonly readOnly: boolean;
  /** Opens another mix of the separation; null for the one that was opened last. */
  onOpen: (projectId: ProjectId | null) => void;
}

/** The mixes of the separation: opens, makes, renames, deletes and restores them. */
export function MixMenu({ session, readOnly, onOpen }: Props) {
  const { id, mix, separationId } = useDocumentState(session.store).document;
  const [question, setQuestion] = useState<MixQuestion | null>(null);
  const notify = useNotify();
  const text = words().mixes;
  const { list, onOpenChange } = useMixList(separationId, id);
  const others = list.filter(({ projectId }) => projectId !== id);
  const kept = others.filter(({ removed }) => !removed);
  const shown = mix === '' ? text.unnamed : mix;

  const act = useAction(async (work: () => Promise<ProjectId | null>) => {
    try {
      await session.saveNow();
      onOpen(await work());
    } catch (error) {
      const { title, advice } = describeFailure(error);
      notify({ tone: 'error', title, text: advice });
    }
  });
  const restore = (projectId: ProjectId) => (): void =>
    act.run(async () => {
      await api.mixes.restore({ projectId });
      return projectId;
    });
  const remove = (): void =>
    act.run(async () => {
      await api.mixes.remove({ projectId: id });
      notify({
        tone: 'info',
        title: text.removed(shown),
        action: { label: words().common.undo, run: restore(id) },
      });
      return null;
    });
  const submit = (asked: MixQuestion, name: string): void => {
    setQuestion(null);
    if (asked === 'rename') session.store.apply({ type: 'renameMix', name });
    else {
      const copyOf = asked === 'duplicate' ? id : null;
      act.run(async () => (await api.mixes.create({ separationId, name, copyOf })).projectId);
    }
  };

  const isFull = kept.length + 1 >= MOST_MIXES;
  const edits: MenuEntry[] = [
    { kind: 'separator' },
    { kind: 'item', label: text.create, disabled: isFull, onSelect: () => setQuestion('create') },
    { kind: 'item', label: text.duplicate, disabled: isFull, onSelect: () => setQuestion('duplicate') },
    { kind: 'item', label: text.rename, onSelect: () => setQuestion('rename') },
    { kind: 'item', label: text.remove, danger: true, disabled: kept.length === 0, onSelect: remove },
  ];
  const deleted = others
    .filter(({ removed }) => removed)
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, MOST_DELETED);
  const bin: MenuEntry[] =
    deleted.length === 0
      ? []
      : [
          { kind: 'separator' },
          { kind: 'heading', label: text.deleted },
          ...deleted.map((gone): MenuEntry => {
            const label = text.restore(nameOf(gone));
            return { kind: 'item', id: gone.projectId, label, onSelect: restore(gone.projectId) };
          }),
        ];
  return (
    <>
      <Menu
        align="start"
        onOpenChange={onOpenChange}
        trigger={
          <Button
            size="sm"
            variant="quiet"
            className="mix-menu"
            aria-label={text.menu(shown)}
            title={text.open}
            busy={act.busy}
          >
            <span className="ellipsis">{shown}</span>
            <ChevronDown size={13} aria-hidden="true" />
          </Button>
        }
        entries={[
          { kind: 'heading', label: text.open },
          { kind: 'check', label: shown, checked: true, onChange: () => undefined },
          ...kept.map((other): MenuEntry => ({
            kind: 'check',
            id: other.projectId,
            label: nameOf(other),
            checked: false,
            onChange: () => act.run(() => Promise.resolve(other.projectId)),
          })),
          ...(readOnly ? [] : [...edits, ...bin]),
        ]}
      />
      {question !== null && (
        <MixDialog
          question={question}
          present={shown}
          taken={others.map(nameOf)}
          onSubmit={(name) => submit(question, name)}
          onClose={() => setQuestion(null)}
        />
      )}
    </>
  );
}

/** Of the deleted mixes, the menu offers those that changed last. */
const MOST_DELETED = 20;

const nameOf = ({ name }: Mix): string => (name === '' ? words().mixes.unnamed : name);
