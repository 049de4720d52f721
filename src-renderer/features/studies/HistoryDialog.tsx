import type { StudyId } from '../../../src-shared/project/ids.ts';
import type { StudyDocument } from '../../../src-shared/studies/study.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { useLanguage, words } from '../../words/words.ts';

interface Props {
  readonly studyId: StudyId;
  readonly revision: number;
  readonly readOnly: boolean;
  onGoBack: (document: StudyDocument) => void;
  onClose: () => void;
}

/** Every version of a study, newest first. */
export function HistoryDialog({ studyId, revision, readOnly, onGoBack, onClose }: Props) {
  const w = words().studies;
  const language = useLanguage();
  const history = useLoad(`history ${studyId}`, (signal) => api.studies.history({ studyId }, { signal }));
  const goBack = useAction(async (to: number) => {
    onGoBack((await api.studies.revision({ studyId, revision: to })).document);
    onClose();
  });
  const error = history.error ?? goBack.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={w.history}
      description={w.historyText}
      footer={<Button onClick={onClose}>{words().common.close}</Button>}
    >
      <ul className="studies-list">
        {history.data?.map((version) => (
          <li key={version.revision} className="studies-row">
            <span className="studies-name">{w.version(version.revision)}</span>
            <span className="soft small">{new Date(version.savedAt).toLocaleString(language)}</span>
            {version.revision === revision ? (
              <span className="soft small">{w.current}</span>
            ) : (
              <Button
                size="sm"
                busy={goBack.busy}
                disabled={readOnly}
                aria-label={`${w.goBack}: ${w.version(version.revision)}`}
                onClick={() => goBack.run(version.revision)}
              >
                {w.goBack}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </Dialog>
  );
}
