import { useState } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ExportRegion } from '../../../src-shared/contract/export.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { JobId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost, useJob } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { ExportProgress } from './ExportProgress.tsx';
import { ExportTarget } from './ExportTarget.tsx';
import { FormatSection } from './FormatSection.tsx';
import { initialForm, parseLevel, requestOf, type ExportForm, type Subject } from './form.ts';
import { LevelsSection } from './LevelsSection.tsx';
import { MatchWarning } from './MatchWarning.tsx';
import { isDate, MetadataSection } from './MetadataSection.tsx';
import { fileNames } from './names.ts';
import { NamesSection } from './NamesSection.tsx';
import { PartsSection } from './PartsSection.tsx';
import { targetOf, type Target } from './target.ts';
import { useCheck } from './use-check.ts';
import { words } from '../../words/words.ts';
import './export.css';

interface Props {
  readonly document: ProjectDocument;
  readonly recording: ReadyRecording;
  /** What can be exported besides the whole project, in its samples. */
  readonly regions: readonly ExportRegion[];
  onClose: () => void;
}

/** What to export and how; then its progress, its loudness and its files. */
export function ExportDialog({ document, recording, regions, onClose }: Props) {
  const remembered = useLoad(`export ${recording.id}`, (signal) =>
    api.exports.remembered({ recordingId: recording.id }, { signal }),
  );
  const subject: Subject = { document, recording, regions };
  if (remembered.data !== null) {
    return <Form subject={subject} initial={initialForm(subject, remembered.data)} onClose={onClose} />;
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words().exporting.title} width="lg">
      {remembered.error === null ? (
        <Spinner label={words().exporting.title} />
      ) : (
        <FailureNote {...describeFailure(remembered.error)} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly subject: Subject;
  readonly initial: ExportForm;
  onClose: () => void;
}

function Form({ subject, initial, onClose }: FormProps) {
  const texts = words().exporting;
  const dialogs = useCapabilities()?.fileDialogs ?? false;
  const { separationId } = subject.document;
  const stemVersion = useHost((host) => host.separations.get(separationId)?.version ?? 0);
  const [form, setForm] = useState(initial);
  const [target, setTarget] = useState<Target | null>(null);
  const [jobId, setJobId] = useState<JobId | null>(null);
  const job = useJob(jobId);
  const files = fileNames(form, subject);
  const { isOne } = files;
  const ready =
    files.names.length > 0 &&
    files.problem.kind === 'none' &&
    isDate(form.metadata.date) &&
    isLevel('target', form) &&
    isLevel('ceiling', form);
  const request = requestOf(form, subject);
  const checking = useCheck(ready && jobId === null ? request : null);
  const start = useAction(async (change: Partial<ExportForm>) => {
    const changed = { ...form, ...change };
    setForm(changed);
    const to = targetOf(target, { isOne, format: changed.format });
    setJobId((await api.exports.start({ ...requestOf(changed, subject), ...to })).jobId);
  });
  const set = (change: Partial<ExportForm>): void => setForm((before) => ({ ...before, ...change }));

  if (jobId !== null) {
    return (
      <ExportProgress
        job={job ?? null}
        isLossy={form.format === 'mp3' || form.format === 'opus'}
        onClose={onClose}
        onBack={() => setJobId(null)}
        onAgain={(change) => start.run(change)}
      />
    );
  }
  const [first = ''] = files.names;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={texts.title}
      width="lg"
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button variant="primary" busy={start.busy} disabled={!ready} onClick={() => start.run({})}>
            {files.names.length === 0 ? words().common.export : texts.exportFiles(files.count)}
          </Button>
        </>
      }
    >
      <div className="export-columns">
        <div className="export-column">
          <PartsSection form={form} subject={subject} onChange={set} />
        </div>
        <div className="export-column">
          <FormatSection form={form} subject={subject} onChange={set} />
          <LevelsSection form={form} subject={subject} checking={checking} onChange={set} />
          {form.parts.mix && <MatchWarning document={subject.document} stemVersion={stemVersion} />}
        </div>
      </div>
      {files.names.length === 0 && <p className="soft">{texts.nothingChosen}</p>}
      <NamesSection form={form} files={files} onChange={set} />
      <MetadataSection form={form} title={subject.recording.title} onChange={set} />
      {dialogs && (
        <ExportTarget
          format={form.format}
          isOne={isOne}
          name={first.slice(0, first.lastIndexOf('.'))}
          target={target}
          onTarget={setTarget}
        />
      )}
      {start.error !== null && <FailureNote {...describeFailure(start.error)} />}
    </Dialog>
  );
}

const isLevel = (which: 'target' | 'ceiling', form: ExportForm): boolean =>
  !form[which].isOn || parseLevel(which, form[which].text) !== null;
