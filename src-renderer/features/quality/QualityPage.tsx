import { ArrowLeft, Download, Gauge, Ruler } from 'lucide-react';
import { useState } from 'react';
import type { ReportFormat } from '../../../src-shared/contract/quality.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { downloadAll } from '../../api/downloads.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive, latestJob, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteJob, noteQueued, useCapabilities, useJobs } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, FailureNote, Note, ProgressBar, Spinner } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { singleClick } from '../../ui/single-click.ts';
import { EstimateSection } from './EstimateSection.tsx';
import { MeasuredSection } from './MeasuredSection.tsx';
import { ReferencesDialog } from './ReferencesDialog.tsx';
import { useReport } from './use-report.ts';
import { words } from '../../words/words.ts';
import './quality.css';

interface Props {
  readonly separationId: SeparationId;
  readonly editorHref: string;
}

/** Shows a separation's quality: estimated from the stems alone, and measured where references are available. */
export function QualityPage({ separationId, editorHref }: Props) {
  const readOnly = useCapabilities()?.readOnly ?? false;
  const report = useReport(separationId);
  const [asking, setAsking] = useState(false);
  const job = latestJob(useJobs(), (item) => item.kind === 'quality' && item.separationId === separationId);
  const active = job !== null && isActive(job);
  const start = useAction(async () => {
    const { jobId } = await api.quality.start({ separationId });
    await noteQueued(jobId);
  });
  const error = report.error ?? start.error;
  const { data } = report;
  return (
    <div className="page quality">
      <a className="back-link" href={editorHref}>
        <ArrowLeft size={15} aria-hidden="true" /> {words().quality.tracks}
      </a>
      <header className="page-header">
        <div>
          <h1>{words().quality.title}</h1>
          {data !== null && (
            <p className="soft small">
              {data.title} · {data.model.id} {data.model.version}
            </p>
          )}
        </div>
        <div className="quality-actions">
          {data !== null && <SaveReport separationId={separationId} />}
          {data !== null && (
            <Button
              icon={<Ruler size={15} aria-hidden="true" />}
              disabled={readOnly}
              onClick={() => setAsking(true)}
            >
              {words().quality.measure}
            </Button>
          )}
        </div>
      </header>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {active && <Running job={job} />}
      {job?.state === 'failed' && job.failure !== null && <FailureNote {...describeFailure(job.failure)} />}
      {data === null ? (
        report.loading ? (
          <Spinner label={words().quality.loading} />
        ) : (
          !active && (
            <EmptyState
              icon={<Gauge size={36} strokeWidth={1.4} aria-hidden="true" />}
              title={words().quality.none}
              actions={
                <Button variant="primary" busy={start.busy} disabled={readOnly} onClick={() => start.run()}>
                  {words().quality.judge}
                </Button>
              }
            >
              {words().quality.noneText}
            </EmptyState>
          )
        )
      ) : (
        <>
          <MeasuredSection report={data} />
          {data.estimator === null ? (
            <Note title={words().quality.noEstimate}>{words().quality.noEstimateText}</Note>
          ) : (
            <EstimateSection report={data} />
          )}
          {!active && (
            <p>
              <Button size="sm" busy={start.busy} disabled={readOnly} onClick={() => start.run()}>
                {words().quality.judgeAgain}
              </Button>
            </p>
          )}
        </>
      )}
      {asking && data !== null && (
        <ReferencesDialog
          separationId={separationId}
          names={data.stems.map(({ name }) => name)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Running({ job }: { readonly job: Job }) {
  const cancel = useAction(async () => noteJob(await api.jobs.cancel({ jobId: job.id })));
  return (
    <div className="quality-running">
      <ProgressBar
        label={words().quality.judging}
        value={job.state === 'queued' ? 0 : job.progress}
        phase={phaseText(job)}
        secondsLeft={job.secondsLeft}
      />
      <Button size="sm" busy={cancel.busy} onClick={singleClick(() => cancel.run())}>
        {words().common.cancel}
      </Button>
    </div>
  );
}

function SaveReport({ separationId }: { readonly separationId: SeparationId }) {
  const notify = useNotify();
  const downloads = useCapabilities()?.download ?? false;
  const save = useAction(async (format: ReportFormat) => {
    try {
      const file = await api.quality.export({ separationId, format });
      if (downloads) await downloadAll([file]);
      else notify({ tone: 'success', title: words().quality.saved, text: file.path ?? file.name });
    } catch (error) {
      const described = describeFailure(error);
      notify({ tone: 'error', title: described.title, text: described.advice });
    }
  });
  return (
    <>
      {(['html', 'csv'] as const).map((format) => (
        <Button
          key={format}
          icon={<Download size={15} aria-hidden="true" />}
          busy={save.busy}
          onClick={() => save.run(format)}
        >
          {format === 'html' ? words().quality.report : 'CSV'}
        </Button>
      ))}
    </>
  );
}
