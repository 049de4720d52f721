import { useState } from 'react';
import { LONGEST_VERSION_NAME, type ProjectRevision } from '../../../src-shared/contract/project.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { editNamed } from '../../document/past.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import type { EditorSession } from './session.ts';

interface Props {
  readonly session: EditorSession;
  readonly readOnly: boolean;
  onClose: () => void;
}

/** The saved versions of the project, newest first: the present one can be named, and any can be restored. */
export function VersionsDialog({ session, readOnly, onClose }: Props) {
  const { store } = session;
  const projectId = store.getSnapshot().document.id;
  const text = words().editor.versions;
  const [name, setName] = useState('');
  const list = useLoad(projectId, async (signal) => {
    // What was just edited is the newest version.
    await session.saveNow();
    return api.projects.history({ projectId }, { signal });
  });
  const rename = useAction(async (revision: number, next: string | null) => {
    await api.projects.nameRevision({ projectId, revision, name: next });
    setName('');
    list.reload();
  });
  const restore = useAction(async (revision: number) => {
    store.restore((await api.projects.revision({ projectId, revision })).document);
    await session.saveNow();
    onClose();
  });
  const error = list.error ?? rename.error ?? restore.error;
  const newest = list.data?.[0];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.title}
      description={text.description}
      locked={restore.busy}
    >
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {newest !== undefined && !readOnly && (
        <form
          className="version-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '') rename.run(newest.revision, name.trim());
          }}
        >
          <TextField label={text.name} value={name} maxLength={LONGEST_VERSION_NAME} onChange={setName} />
          <Button type="submit" disabled={name.trim() === ''} busy={rename.busy}>
            {text.keep}
          </Button>
        </form>
      )}
      {list.data === null ? (
        list.error === null && <Spinner label={text.loading} />
      ) : (
        <ol className="versions" role="list" aria-label={text.title} tabIndex={0}>
          {list.data.map((version) => (
            <Version
              key={version.revision}
              version={version}
              isPresent={version === newest}
              readOnly={readOnly}
              busy={restore.busy || rename.busy}
              onRestore={() => restore.run(version.revision)}
              onForget={() => rename.run(version.revision, null)}
            />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

interface VersionProps {
  readonly version: ProjectRevision;
  readonly isPresent: boolean;
  readonly readOnly: boolean;
  readonly busy: boolean;
  onRestore: () => void;
  onForget: () => void;
}

function Version({ version, isPresent, readOnly, busy, onRestore, onForget }: VersionProps) {
  const text = words().editor.versions;
  const when = words().units.dateWithSeconds(new Date(version.savedAt));
  const edit = version.edit === null ? text.first : words().edits[editNamed(version.edit)];
  return (
    <li className="version">
      <div className="version-text">
        <strong className="ellipsis">{version.name ?? edit}</strong>
        <span className="soft small tabular">
          {version.name === null ? when : `${edit} · ${when}`}
          {isPresent && ` · ${text.present}`}
        </span>
      </div>
      {!readOnly && version.name !== null && (
        <Button
          size="sm"
          variant="quiet"
          disabled={busy}
          onClick={onForget}
          aria-label={text.forgetNamed(version.name)}
        >
          {text.forget}
        </Button>
      )}
      {!readOnly && !isPresent && (
        <Button
          size="sm"
          disabled={busy}
          onClick={onRestore}
          aria-label={text.restoreOf(version.name ?? when)}
        >
          {text.restore}
        </Button>
      )}
    </li>
  );
}
