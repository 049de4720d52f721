import { Activity, Download, FolderOpen, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import { MEDIA } from '../../src-shared/contract/contract.ts';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { api } from '../api/client.ts';
import { downloadAll } from '../api/downloads.ts';
import { canDragOut, dragOut } from '../api/drag-out.ts';
import { useAction } from '../api/hooks.ts';
import { isActive, phaseText } from '../api/host-state.ts';
import { askedFor, dismissUpload, useUploads } from '../api/imports.ts';
import type { Upload } from '../api/imports.ts';
import { describeFailure } from '../api/messages.ts';
import { preload } from '../api/preload.ts';
import { forgetJob, noteJob, useCapabilities, useJobs } from '../api/store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { DraggableName } from '../ui/DraggableName.tsx';
import { CopyDetails, ProgressBar } from '../ui/feedback.tsx';
import { formatBytes, formatDb, formatNumber } from '../../src-shared/format/numbers.ts';
import { Popover } from '../ui/Popover.tsx';
import { ChannelsDialog } from './ChannelsDialog.tsx';
import { hashOf } from './router.ts';
import { words } from '../words/words.ts';
import './jobs.css';

interface Props {
  /** Where a finished job leads, if anywhere. */
  hrefOf: (job: Job) => string | null;
}

/** All jobs with their progress; opens from the rail. */
export function JobsTray({ hrefOf }: Props) {
  // A finished import shows in the library itself, what was heard or judged on its recording's pages.
  const jobs = useJobs().filter(
    (job) => job.state !== 'done' || ['separate', 'export', 'adapt'].includes(job.kind),
  );
  const uploads = useUploads();
  const [open, setOpen] = useState(false);
  const [choosing, setChoosing] = useState<Job | null>(null);
  const active = jobs.filter(isActive);
  const busy =
    active.length + uploads.filter((upload) => upload.error === null && upload.leftOut.length === 0).length;
  const troubled =
    jobs.some((job) => job.state === 'failed' && existingRecording(job.failure) === null) ||
    uploads.some((upload) => upload.error !== null);
  const finished = jobs.filter((job) => !isActive(job));
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
              {busy > 0 && <span className="rail-badge tabular">{busy}</span>}
              {busy === 0 && troubled && <span className="rail-badge rail-badge-error">!</span>}
            </span>
            {words().jobs.title}
          </button>
        }
      >
        <header className="jobs-header">
          <h2>{words().jobs.title}</h2>
          {finished.length > 0 && (
            <Button size="sm" variant="quiet" busy={clear.busy} onClick={() => clear.run()}>
              {words().jobs.clearFinished}
            </Button>
          )}
        </header>
        {jobs.length + uploads.length === 0 ? (
          <p className="jobs-none soft">{words().jobs.none}</p>
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

/** What the import of a folder left out, until it is dismissed. */
function LeftOutItem({ upload }: { readonly upload: Upload }) {
  return (
    <li className="job">
      <div className="job-head">
        <span className="job-title ellipsis">{upload.name}</span>
        <IconButton
          size="sm"
          label={words().jobs.dismiss(upload.name)}
          onClick={() => dismissUpload(upload.id)}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {upload.leftOut.map((text) => (
        <p key={text} className="job-note">
          {text}
        </p>
      ))}
    </li>
  );
}

function UploadItem({ upload }: { readonly upload: Upload }) {
  if (upload.leftOut.length > 0) return <LeftOutItem upload={upload} />;
  const failed = upload.error !== null;
  const described = failed ? describeFailure(upload.error) : null;
  return (
    <li className="job">
      <div className="job-head">
        <span className="job-title ellipsis">{upload.name}</span>
        <IconButton
          size="sm"
          label={failed ? words().jobs.dismiss(upload.name) : words().jobs.cancelSending(upload.name)}
          onClick={() => (failed ? dismissUpload(upload.id) : upload.cancel())}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {described === null ? (
        <ProgressBar
          label={words().jobs.sending(upload.name)}
          value={upload.bytes === 0 ? null : upload.sent / upload.bytes}
          phase={words().jobs.sent(formatBytes(upload.sent), formatBytes(upload.bytes))}
        />
      ) : (
        <p className="job-error">
          {described.title} {described.advice}
        </p>
      )}
    </li>
  );
}

interface ItemProps {
  readonly job: Job;
  readonly href: string | null;
  onFollow: () => void;
  onChooseChannels: () => void;
}

function JobItem({ job, href, onFollow, onChooseChannels }: ItemProps) {
  const cancel = useAction(async () => noteJob(await api.jobs.cancel({ jobId: job.id })));
  const retry = useAction(async () => noteJob(await api.jobs.retry({ jobId: job.id })));
  const dismiss = useAction(async () => {
    await api.jobs.dismiss({ jobId: job.id });
    forgetJob(job.id);
  });
  const active = isActive(job);
  const error = cancel.error ?? retry.error ?? dismiss.error;
  const described = job.failure === null ? null : describeFailure(job.failure);
  const existing = existingRecording(job.failure);
  const needsChannels = job.failure?.code === 'audio/channels' && askedFor(job.id) !== undefined;
  return (
    <li className="job" data-state={job.state}>
      <div className="job-head">
        <span className="job-kind">{words().jobs.kinds[job.kind]}</span>
        {href !== null ? (
          <a className="job-title ellipsis" href={href} onClick={onFollow}>
            {job.title}
          </a>
        ) : (
          <span className="job-title ellipsis">{job.title}</span>
        )}
        {(job.state === 'failed' || job.state === 'cancelled') && !needsChannels && existing === null && (
          <IconButton
            size="sm"
            label={words().jobs.startAgain(job.title)}
            disabled={retry.busy}
            onClick={() => retry.run()}
          >
            <RotateCcw size={14} aria-hidden="true" />
          </IconButton>
        )}
        <IconButton
          size="sm"
          label={active ? words().jobs.cancel(job.title) : words().jobs.dismiss(job.title)}
          disabled={cancel.busy || dismiss.busy}
          onClick={() => (active ? cancel.run() : dismiss.run())}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      {active && (
        <ProgressBar
          label={words().jobs.progressOf(words().jobs.kinds[job.kind], job.title)}
          value={job.state === 'queued' ? 0 : job.progress}
          phase={phaseText(job)}
          secondsLeft={job.secondsLeft}
          unknownLeft={job.kind === 'adapt' && job.state === 'running' ? words().jobs.estimating : ''}
        />
      )}
      {job.state === 'cancelled' && <p className="job-note">{words().jobs.cancelled}</p>}
      {existing !== null && (
        <>
          <p className="job-note">{described?.title}</p>
          <div className="job-ways">
            <a
              className="button button-secondary button-sm"
              href={hashOf({ page: 'recording', recordingId: existing })}
              onClick={onFollow}
            >
              {words().jobs.openIt}
            </a>
            <Button size="sm" variant="quiet" busy={retry.busy} onClick={() => retry.run()}>
              {words().jobs.importAgain}
            </Button>
          </div>
        </>
      )}
      {job.state === 'failed' && existing === null && described !== null && (
        <p className="job-error">
          {described.title} {needsChannels ? '' : described.advice}{' '}
          {described.details !== undefined && <CopyDetails details={described.details} />}
        </p>
      )}
      {needsChannels && (
        <Button size="sm" onClick={onChooseChannels}>
          {words().jobs.chooseChannels}
        </Button>
      )}
      {job.state === 'done' && <JobResult job={job} />}
      {error !== null && <p className="job-error">{describeFailure(error).title}</p>}
    </li>
  );
}

function JobResult({ job }: { readonly job: Job }) {
  const downloads = useCapabilities()?.download ?? false;
  const all = useAction(downloadAll);
  const reveal = preload()?.revealFile;
  return (
    <div className="job-result">
      {job.loudness !== null && job.loudness.truePeakDbtp !== null && (
        <p className="job-note tabular">
          {job.loudness.integratedLufs === null
            ? words().jobs.tooQuiet
            : `${formatNumber(job.loudness.integratedLufs, 1)} LUFS`}
          {` · ${words().jobs.truePeak(formatDb(job.loudness.truePeakDbtp).replace('dB', 'dBTP'))}`}
          {job.loudness.clippedSamples > 0 && ` · ${words().jobs.clipped(job.loudness.clippedSamples)}`}
        </p>
      )}
      {downloads && job.files.length > 1 && (
        <Button
          size="sm"
          icon={<Download size={13} aria-hidden="true" />}
          busy={all.busy}
          onClick={() => all.run(job.files)}
        >
          {words().jobs.downloadAll(job.files.length)}
        </Button>
      )}
      {job.files.map((file) => (
        <div key={file.grantId} className="job-file">
          {downloads ? (
            <a href={MEDIA.download(file.grantId)} download={file.name}>
              <Download size={13} aria-hidden="true" /> {file.name}
            </a>
          ) : (
            <DraggableName
              className="ellipsis"
              title={file.path ?? file.name}
              onDrag={canDragOut() ? () => dragOut(file.grantId) : null}
            >
              {file.path ?? file.name}
            </DraggableName>
          )}
          <span className="faint tabular">{formatBytes(file.bytes)}</span>
          {reveal !== undefined && (
            <IconButton
              size="sm"
              label={words().jobs.showInFolder(file.name)}
              onClick={() => reveal(file.grantId)}
            >
              <FolderOpen size={13} aria-hidden="true" />
            </IconButton>
          )}
        </div>
      ))}
    </div>
  );
}
