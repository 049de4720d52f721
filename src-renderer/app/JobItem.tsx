import { ChevronsUp, Download, FolderOpen, RotateCcw, X } from 'lucide-react';
import { MEDIA } from '../../src-shared/contract/contract.ts';
import { existingRecording } from '../../src-shared/contract/duplicate.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { api } from '../api/client.ts';
import { downloadAll } from '../api/downloads.ts';
import { canDragOut, dragOut } from '../api/drag-out.ts';
import { useAction } from '../api/hooks.ts';
import { isActive, missingImpulsesOf, needsChannels, phaseText } from '../api/host-state.ts';
import { describeFailure } from '../api/messages.ts';
import { preload } from '../api/preload.ts';
import { forgetJob, noteJob, useCapabilities } from '../api/store.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { DraggableName } from '../ui/DraggableName.tsx';
import { CopyDetails, ProgressBar } from '../ui/feedback.tsx';
import { formatBytes, formatDb, formatNumber } from '../../src-shared/format/numbers.ts';
import { hashOf } from './router.ts';
import { words } from '../words/words.ts';
import { nameOfKind } from './job-kinds.ts';

interface ItemProps {
  readonly job: Job;
  readonly href: string | null;
  /** Whether other jobs would start before this one, so that it can be put first. */
  readonly canBeRaised: boolean;
  onFollow: () => void;
  onChooseChannels: () => void;
}

/** A job's title, progress, result and available actions. */
export function JobItem({ job, href, canBeRaised, onFollow, onChooseChannels }: ItemProps) {
  const cancel = useAction(async () => noteJob(await api.jobs.cancel({ jobId: job.id })));
  const retry = useAction(async () => noteJob(await api.jobs.retry({ jobId: job.id })));
  const raise = useAction(async () => noteJob(await api.jobs.raise({ jobId: job.id })));
  const dismiss = useAction(async () => {
    await api.jobs.dismiss({ jobId: job.id });
    forgetJob(job.id);
  });
  const active = isActive(job);
  const error = cancel.error ?? retry.error ?? raise.error ?? dismiss.error;
  const described = job.failure === null ? null : describeFailure(job.failure);
  const existing = existingRecording(job.failure);
  const isUnchosen = needsChannels(job);
  return (
    <li className="job" data-state={job.state}>
      <div className="job-head">
        <span className="job-kind">{nameOfKind(job.kind)}</span>
        {href !== null ? (
          <a className="job-title ellipsis" href={href} onClick={onFollow}>
            {job.title}
          </a>
        ) : (
          <span className="job-title ellipsis">{job.title}</span>
        )}
        {canBeRaised && (
          <IconButton
            size="sm"
            label={words().jobs.next(job.title)}
            disabled={raise.busy}
            onClick={() => raise.run()}
          >
            <ChevronsUp size={14} aria-hidden="true" />
          </IconButton>
        )}
        {(job.state === 'failed' || job.state === 'cancelled') && !isUnchosen && existing === null && (
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
          label={words().jobs.progressOf(nameOfKind(job.kind), job.title)}
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
          {described.title} {isUnchosen ? '' : described.advice}{' '}
          {described.details !== undefined && <CopyDetails details={described.details} />}
        </p>
      )}
      {isUnchosen && (
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
  const missing = missingImpulsesOf(job);
  return (
    <div className="job-result">
      {missing.length > 0 && (
        <p className="job-note">{words().exporting.dryRooms(words().units.listOf(missing))}</p>
      )}
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
