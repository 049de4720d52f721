import { ArrowLeft, History, Redo2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { StoredStudy } from '../../../src-shared/contract/studies.ts';
import type { StudyId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { saveWhatWasLeft } from '../../document/autosave.ts';
import { IconButton } from '../../ui/Button.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { Segmented } from '../../ui/fields.tsx';
import { useNotify } from '../../ui/notify.ts';
import { useWindowKeys } from '../../ui/use-window-keys.ts';
import { words } from '../../words/words.ts';
import { DesignTab } from './design/DesignTab.tsx';
import { HistoryDialog } from './HistoryDialog.tsx';
import { ParticipantsTab } from './ParticipantsTab.tsx';
import { ResultsTab } from './results/ResultsTab.tsx';
import { useStudy } from './use-study.ts';
import './studies.css';

interface Props {
  readonly studyId: StudyId;
  readonly listHref: string;
}

type Tab = 'design' | 'participants' | 'results';
const TABS: readonly Tab[] = ['design', 'participants', 'results'];

/** One listening test: its design, its participants and its results. */
export function StudyPage({ studyId, listHref }: Props) {
  const study = useLoad(`study ${studyId}`, async (signal) => {
    await saveWhatWasLeft();
    return await api.studies.get({ studyId }, { signal });
  });
  return (
    <div className="page studies">
      <a className="back-link" href={listHref}>
        <ArrowLeft size={15} aria-hidden="true" /> {words().studies.back}
      </a>
      {study.error !== null && <FailureNote {...describeFailure(study.error)} />}
      {study.data !== null ? (
        <Study stored={study.data} />
      ) : (
        study.error === null && (
          <>
            <h1 className="visually-hidden">{words().studies.title}</h1>
            <Spinner label={words().studies.loading} />
          </>
        )
      )}
    </div>
  );
}

function Study({ stored }: { readonly stored: StoredStudy }) {
  const w = words().studies;
  const readOnly = useCapabilities()?.readOnly ?? false;
  const notify = useNotify();
  const study = useStudy(stored.document, stored.revision, ({ kind }) =>
    notify({ tone: 'error', ...words().common.notSaved[kind] }),
  );
  const [tab, setTab] = useState<Tab>('design');
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const { document, undo, redo } = study;
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isTyping) return;
    event.preventDefault();
    if (event.shiftKey) redo?.();
    else undo?.();
  };
  useWindowKeys({ onKeyDown });
  const status =
    study.state === 'saved' ? w.saved(study.revision) : study.state === 'saving' ? w.saving : w.unsaved;
  return (
    <>
      <header className="page-header">
        <div className="studies-title">
          <h1 className="ellipsis">{document.name}</h1>
          <p className="soft small">
            {w.kinds[document.kind]} · <span role="status">{status}</span>
          </p>
        </div>
        <div className="studies-actions">
          <IconButton label={w.undo} disabled={undo === null} onClick={() => undo?.()}>
            <Undo2 size={16} aria-hidden="true" />
          </IconButton>
          <IconButton label={w.redo} disabled={redo === null} onClick={() => redo?.()}>
            <Redo2 size={16} aria-hidden="true" />
          </IconButton>
          <IconButton label={w.history} onClick={() => setHistoryOpen(true)}>
            <History size={16} aria-hidden="true" />
          </IconButton>
        </div>
      </header>
      <Segmented
        label={w.sections}
        hideLabel
        value={tab}
        options={TABS.map((value) => ({ value, label: w.tabs[value] }))}
        onChange={setTab}
      />
      {study.error !== null && <FailureNote {...describeFailure(study.error)} />}
      {tab === 'design' && <DesignTab study={study} readOnly={readOnly} />}
      {tab === 'participants' && <ParticipantsTab studyId={document.id} readOnly={readOnly} />}
      {tab === 'results' && <ResultsTab studyId={document.id} />}
      {isHistoryOpen && (
        <HistoryDialog
          studyId={document.id}
          revision={study.revision}
          readOnly={readOnly}
          onGoBack={study.change}
          onClose={() => setHistoryOpen(false)}
        />
      )}
    </>
  );
}
