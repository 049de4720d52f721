import { Activity } from 'lucide-react';
import { useState } from 'react';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { api } from '../api/client.ts';
import { useAction } from '../api/hooks.ts';
import { isActive, needsChannels } from '../api/host-state.ts';
import { useUploads } from '../api/imports.ts';
import { forgetJob, noteJob, useHost, useJobs } from '../api/store.ts';
import { describeFailure } from '../api/messages.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/feedback.tsx';
import { Popover } from '../ui/Popover.tsx';
import { BatchItem } from './BatchItem.tsx';
import { ChannelsDialog } from './ChannelsDialog.tsx';
import { PausedNote, PauseQueue } from './PauseQueue.tsx';
import { words } from '../words/words.ts';
import { JobItem } from './JobItem.tsx';
import { UploadItem } from './UploadItem.tsx';
import './jobs.css';

interface Props {
  /** Returns the link for a finished job, or null. */
  hrefOf: (job: Job) => string | null;
}

/** A list of all jobs and their progress, opened from the rail. */
export function JobsTray({ hrefOf }: Props) {
  // Finished imports already appear in the library, and analysis and quality results on their recording's pages.
  const jobs = useJobs().filter(
    (job) => job.state !== 'done' || ['separate', 'export', 'adapt'].includes(job.kind),
  );
  const uploads = useUploads();
  const batch = useHost((host) => host.batch);
  const [open, setOpen] = useState(false);
  const [choosing, setChoosing] = useState<Job | null>(null);
  const active = jobs.filter(isActive);
  const busy =
    active.length + uploads.filter((upload) => upload.error === null && upload.leftOut.length === 0).length;
  const troubled = jobs.some(hasFailed) || uploads.some((upload) => upload.error !== null);
  const finished = jobs.filter((job) => !isActive(job));
  const waiting = jobs.filter((job) => job.state === 'queued' && !isBackground(job));
  const failed = jobs.filter(hasFailed);
  const unchosen = failed.filter(needsChannels);
  const retryable = failed.filter((job) => !needsChannels(job));
  const retry = useAction(async () => {
    for (const { id } of retryable) noteJob(await api.jobs.retry({ jobId: id }));
  });
  const clear = useAction(async () => {
    for (const job of finished) {
      await api.jobs.dismiss({ jobId: job.id });
      forgetJob(job.id);
    }
  });
  return (
    <>
      <Popover
        label={words().jobs.title}
        side="right"
        align="end"
        open={open}
        onOpenChange={setOpen}
        className="jobs-popover"
        trigger={
          <button
            type="button"
            className="rail-item"
            data-troubled={troubled || undefined}
            aria-label={
              busy > 0 ? words().jobs.running(busy) : troubled ? words().jobs.troubled : words().jobs.title
            }
          >
            <span className="rail-icon">
              <Activity size={20} strokeWidth={1.7} aria-hidden="true" />
              {busy > 0 && <span className="rail-badge tabular" data-text={busy} />}
              {busy === 0 && troubled && <span className="rail-badge rail-badge-error" data-text="!" />}
            </span>
            <span className="rail-label">{words().jobs.title}</span>
          </button>
        }
      >
        <header className="jobs-header">
          <h2>{words().jobs.title}</h2>
          <PauseQueue />
          {retryable.length > 1 && (
            <Button size="sm" variant="quiet" busy={retry.busy} onClick={() => retry.run()}>
              {words().jobs.retryFailed(retryable.length)}
            </Button>
          )}
          {finished.length > 0 && (
            <Button size="sm" variant="quiet" busy={clear.busy} onClick={() => clear.run()}>
              {words().jobs.clearFinished}
            </Button>
          )}
        </header>
        <PausedNote />
        {unchosen.length > 0 && retryable.length > 0 && (
          <p className="jobs-paused small">{words().jobs.needChannels(unchosen.length)}</p>
        )}
        <BatchItem />
        {retry.error !== null && <FailureNote {...describeFailure(retry.error)} />}
        {jobs.length + uploads.length === 0 ? (
          batch === null && <p className="jobs-none soft">{words().jobs.none}</p>
        ) : (
          <ul className="jobs-list">
            {uploads.map((upload) => (
              <UploadItem key={upload.id} upload={upload} />
            ))}
            {jobs.map((job) => (
              <JobItem
                key={job.id}
                job={job}
                href={hrefOf(job)}
                canBeRaised={waiting.indexOf(job) > 0}
                onFollow={() => setOpen(false)}
                onChooseChannels={() => {
                  setOpen(false);
                  setChoosing(job);
                }}
              />
            ))}
          </ul>
        )}
      </Popover>
      {choosing !== null && <ChannelsDialog job={choosing} onClose={() => setChoosing(null)} />}
      <p className="visually-hidden" role="status">
        {busy > 0 ? words().jobs.runningNow(busy) : ''}
      </p>
    </>
  );
}

/** An import that the library already had is not a failure. */
const hasFailed = ({ state, failure }: Job): boolean =>
  state === 'failed' && existingRecording(failure) === null;

/** These start only while nothing else waits, so putting one first would change nothing. */
const isBackground = ({ kind }: Job): boolean => kind === 'analyse' || kind === 'quality';
