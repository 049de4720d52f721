import { Ear, FileMusic, PencilLine } from 'lucide-react';
import { useRef, useState, type ChangeEvent } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { GrantId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive, latestJob, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { useNotesOf } from '../../api/notes.ts';
import { noteJob, noteQueued, useCapabilities, useJobs } from '../../api/store.ts';
import { upload } from '../../api/uploads.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { singleClick } from '../../ui/single-click.ts';
import { BarFits } from './BarFits.tsx';
import { PartsTable } from './PartsTable.tsx';
import { isScoreReplaced, ScoreNotInUse } from './ScoreNotInUse.tsx';
import { RepeatsChoice } from './RepeatsChoice.tsx';
import { words } from '../../words/words.ts';
import './notes.css';

interface Props {
  readonly recording: ReadyRecording;
  readonly notesHref: string;
}

/** A score's files by their endings; what a file is is told by its content. */
const SCORE_FILES = '.musicxml,.xml,.mxl,.mid,.midi,.mei,.krn,.abc';

/** Who plays what: a score is added and aligned here, and its notes are opened from here. */
export function NotesPanel({ recording, notesHref }: Props) {
  const capabilities = useCapabilities();
  const readOnly = capabilities?.readOnly ?? false;
  const notes = useNotesOf(recording.id);
  const job = latestJob(
    useJobs(),
    ({ kind, recordingId }) => (kind === 'align' || kind === 'hear') && recordingId === recording.id,
  );
  const input = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState(false);

  const align = async (score: GrantId): Promise<void> => {
    const { jobId } = await api.notes.align({ recordingId: recording.id, score });
    await noteQueued(jobId);
  };
  const send = useAction(async (file: File) => {
    await align((await upload(file, () => undefined, new AbortController().signal)).grantId);
  });
  const choose = useAction(async () => {
    const [granted] = await api.files.openDialog({ kind: 'score' });
    if (granted !== undefined) await align(granted.grantId);
  });
  const hear = useAction(async () => {
    const { jobId } = await api.notes.hear({ recordingId: recording.id });
    await noteQueued(jobId);
  });
  const cancel = useAction(async () => {
    if (job !== null) noteJob(await api.jobs.cancel({ jobId: job.id }));
  });
  const onFile = (event: ChangeEvent<HTMLInputElement>): void => {
    const [file] = event.target.files ?? [];
    event.target.value = '';
    if (file !== undefined) send.run(file);
  };

  const { data } = notes;
  const score = data?.score ?? null;
  const total = data?.document?.notes.length ?? 0;
  const isHeard = data?.document?.notes.some(({ origin }) => origin === 'heard') ?? false;
  const isReplaced = data?.document != null && isScoreReplaced(data.document);
  const active = job !== null && isActive(job);
  const error = notes.error ?? send.error ?? choose.error ?? hear.error ?? cancel.error;
  return (
    <section className="panel notes-panel" aria-labelledby="notes-title">
      <header className="panel-header">
        <div>
          <h2 id="notes-title">{words().notes.title}</h2>
          <p className="soft small">
            {total === 0
              ? words().notes.panel.text
              : isHeard
                ? words().notes.panel.notesHeard(total)
                : score === null
                  ? words().notes.panel.notes(total)
                  : words().notes.panel.notesFrom(total, score.fileName)}
          </p>
        </div>
        <div className="notes-actions">
          <Button
            icon={<FileMusic size={15} aria-hidden="true" />}
            busy={send.busy || choose.busy}
            disabled={readOnly || active || !recording.available}
            onClick={() => (capabilities?.fileDialogs === true ? choose.run() : input.current?.click())}
          >
            {score === null ? words().notes.panel.add : words().notes.panel.replace}
          </Button>
          {recording.players.length > 0 && (
            <Button
              icon={<Ear size={15} aria-hidden="true" />}
              busy={hear.busy}
              // Until the notes are loaded, nobody knows whether there are any to ask about.
              disabled={readOnly || active || !recording.available || data === null}
              onClick={() => {
                if (total === 0) hear.run();
                else setAsking(true);
              }}
            >
              {words().notes.panel.hear}
            </Button>
          )}
          {recording.players.length > 0 && (
            <a className="button button-secondary button-md" href={notesHref}>
              <PencilLine size={15} aria-hidden="true" />{' '}
              {total === 0 ? words().notes.panel.draw : words().notes.panel.edit}
            </a>
          )}
        </div>
      </header>
      <input
        ref={input}
        type="file"
        hidden
        accept={SCORE_FILES}
        aria-label={words().notes.panel.file}
        onChange={onFile}
      />
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {active && (
        <div className="notes-running">
          <ProgressBar
            label={job.kind === 'hear' ? words().notes.panel.hearing : words().notes.panel.aligning}
            value={job.state === 'queued' ? 0 : job.progress}
            phase={phaseText(job)}
            secondsLeft={job.secondsLeft}
          />
          <Button size="sm" busy={cancel.busy} onClick={singleClick(() => cancel.run())}>
            {words().common.cancel}
          </Button>
        </div>
      )}
      {job?.state === 'failed' && job.failure !== null && <FailureNote {...describeFailure(job.failure)} />}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={words().notes.panel.hearTitle}
        action={words().notes.panel.hearAction}
        onConfirm={() => {
          setAsking(false);
          hear.run();
        }}
      >
        {score === null ? words().notes.panel.hearText : words().notes.panel.hearOverScore}
      </ConfirmDialog>
      {score !== null && (
        <>
          {isReplaced && (
            <ScoreNotInUse
              recordingId={recording.id}
              {...{ fileName: score.fileName, report: score.report, disabled: readOnly || active }}
            />
          )}
          <BarFits report={score.report} sampleRate={recording.sampleRate} />
          {!isReplaced && (
            <>
              <PartsTable recording={recording} report={score.report} disabled={readOnly || active} />
              <RepeatsChoice
                key={score.report.scoreSha256}
                recordingId={recording.id}
                report={score.report}
                disabled={readOnly || active}
              />
            </>
          )}
          {score.report.notices.map((notice) => (
            <Note key={notice} title={notice} />
          ))}
        </>
      )}
    </section>
  );
}
