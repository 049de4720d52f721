import { ClipboardList, FileInput, Plus, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { StudySummary } from '../../../src-shared/contract/studies.ts';
import type { StudyId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { useStudyData } from '../../api/studies.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { EmptyState, FailureNote } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { words } from '../../words/words.ts';
import { ImportYamlDialog } from './ImportYamlDialog.tsx';
import { NewStudyDialog } from './NewStudyDialog.tsx';
import './studies.css';

interface Props {
  hrefOf: (id: StudyId) => string;
  onOpen: (id: StudyId) => void;
}

/** Every listening test of the library. */
export function StudiesPage({ hrefOf, onOpen }: Props) {
  const w = words().studies;
  const readOnly = useCapabilities()?.readOnly ?? false;
  const list = useStudyData('studies', null, (signal) => api.studies.list(undefined, { signal }));
  const [dialog, setDialog] = useState<'new' | 'yaml' | null>(null);
  const notify = useNotify();
  const restore = useAction(async (studyId: StudyId) => api.studies.restore({ studyId }));
  const remove = useAction(async (studyId: StudyId) => {
    await api.studies.remove({ studyId });
    notify({ tone: 'success', title: w.removed, action: { label: w.undo, run: () => restore.run(studyId) } });
  });
  const error = list.error ?? remove.error ?? restore.error;
  const shown = list.data?.filter(({ isRemoved }) => !isRemoved) ?? [];
  const removed = list.data?.filter(({ isRemoved }) => isRemoved) ?? [];
  const actions = (
    <>
      <Button
        icon={<FileInput size={15} aria-hidden="true" />}
        disabled={readOnly}
        onClick={() => setDialog('yaml')}
      >
        {w.importYaml}
      </Button>
      <Button
        variant="primary"
        icon={<Plus size={15} aria-hidden="true" />}
        disabled={readOnly}
        onClick={() => setDialog('new')}
      >
        {w.create}
      </Button>
    </>
  );
  return (
    <div className="page studies">
      <header className="page-header">
        <div>
          <h1>{w.title}</h1>
          <p className="soft small">{w.lead}</p>
        </div>
        {shown.length > 0 && <div className="studies-actions">{actions}</div>}
      </header>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {list.data !== null && shown.length === 0 && (
        <EmptyState
          icon={<ClipboardList size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={w.none}
          actions={actions}
        >
          {w.noneText}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <ul className="studies-list">
          {shown.map((study) => (
            <li key={study.id} className="studies-row">
              <a className="studies-name ellipsis" href={hrefOf(study.id)}>
                {study.name}
              </a>
              <span className="soft small">{factsOf(study)}</span>
              <IconButton
                label={w.removeNamed(study.name)}
                size="sm"
                disabled={readOnly}
                onClick={() => remove.run(study.id)}
              >
                <Trash2 size={15} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {removed.length > 0 && (
        <details className="studies-removed">
          <summary>{w.removedStudies}</summary>
          <ul className="studies-list">
            {removed.map((study) => (
              <li key={study.id} className="studies-row">
                <span className="studies-name ellipsis">{study.name}</span>
                <span className="soft small">{factsOf(study)}</span>
                <IconButton
                  label={w.restoreNamed(study.name)}
                  size="sm"
                  disabled={readOnly}
                  onClick={() => restore.run(study.id)}
                >
                  <Undo2 size={15} aria-hidden="true" />
                </IconButton>
              </li>
            ))}
          </ul>
        </details>
      )}
      {dialog === 'new' && <NewStudyDialog onClose={() => setDialog(null)} onMade={onOpen} />}
      {dialog === 'yaml' && <ImportYamlDialog onClose={() => setDialog(null)} onMade={onOpen} />}
    </div>
  );
}

function factsOf({ kind, trials, participants, finished, preparedRevision }: StudySummary): string {
  const w = words().studies;
  return [
    w.kinds[kind],
    w.trials(trials),
    participants === 0 ? w.participants(0) : w.finishedOf(finished, participants),
    preparedRevision === null ? w.notPrepared : w.preparedVersion(preparedRevision),
  ].join(' · ');
}
