import { Download, FolderOpen } from 'lucide-react';
import { MEDIA } from '../../../src-shared/contract/contract.ts';
import type { FileLoudness } from '../../../src-shared/contract/export.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import { api } from '../../api/client.ts';
import { downloadAll } from '../../api/downloads.ts';
import { canDragOut, dragOut } from '../../api/drag-out.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive, missingImpulsesOf, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { preload } from '../../api/preload.ts';
import { noteJob, useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DraggableName } from '../../ui/DraggableName.tsx';
import { FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { singleClick } from '../../ui/single-click.ts';
import { formatBytes, formatDb, formatNumber } from '../../../src-shared/format/numbers.ts';
import type { ExportForm } from './form.ts';
import { words } from '../../words/words.ts';

interface Props {
  /** Null until the store has heard of it. */
  readonly job: Job | null;
  /** The format has no 32-bit float to offer instead. */
  readonly isLossy: boolean;
  onClose: () => void;
  /** Back to the form. */
  onBack: () => void;
  /** The same again with something changed. */
  onAgain: (change: Partial<ExportForm>) => void;
}

/** A running or finished export. It may be closed: the jobs tray goes on showing it. */
export function ExportProgress({ job, isLossy, onClose, onBack, onAgain }: Props) {
  const downloads = useCapabilities()?.download ?? false;
  const cancel = useAction(async (running: Job) => noteJob(await api.jobs.cancel({ jobId: running.id })));
  const reveal = preload()?.revealFile;
  const all = useAction(downloadAll);
  const active = job === null || isActive(job);
  const several = job?.state === 'done' && downloads && job.files.length > 1;
  const failure = job?.failure ?? null;
  const missing = missingImpulsesOf(job);
  const gainDb = failure?.details?.['gainDb'];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={
        active
          ? words().exporting.running
          : job.state === 'done'
            ? words().exporting.done
            : job.state === 'cancelled'
              ? words().exporting.cancelled
              : words().exporting.failed
      }
      footer={
        <>
          {active && job !== null && (
            <Button busy={cancel.busy} onClick={singleClick(() => cancel.run(job))}>
              {words().exporting.cancel}
            </Button>
          )}
          {!active && job.state !== 'done' && <Button onClick={onBack}>{words().exporting.back}</Button>}
          {several && (
            <Button
              variant="primary"
              icon={<Download size={15} aria-hidden="true" />}
              busy={all.busy}
              onClick={() => all.run(job.files)}
            >
              {words().jobs.downloadAll(job.files.length)}
            </Button>
          )}
          <Button variant={active || several ? 'secondary' : 'primary'} onClick={onClose}>
            {active ? words().exporting.background : words().common.close}
          </Button>
        </>
      }
    >
      {active && (
        <ProgressBar
          label={words().exporting.title}
          value={job?.progress ?? null}
          phase={job === null ? words().jobs.starting : phaseText(job)}
          secondsLeft={job?.secondsLeft ?? null}
        />
      )}
      {cancel.error !== null && <FailureNote {...describeFailure(cancel.error)} />}
      {job?.state === 'cancelled' && <p className="soft">{words().exporting.nothing}</p>}
      {failure !== null && <FailureNote {...describeFailure(failure)} />}
      {failure?.code === 'audio/clips' && (
        <div className="export-ways">
          {!isLossy && (
            <Button onClick={() => onAgain({ format: 'wav', depth: '32f' })}>
              {words().exporting.asFloat}
            </Button>
          )}
          {typeof gainDb === 'number' && (
            <Button onClick={() => onAgain({ gainDb })}>
              {words().exporting.lower(formatNumber(-gainDb, 1))}
            </Button>
          )}
        </div>
      )}
      {job?.state === 'done' && (
        <>
          {missing.length > 0 && (
            <Note tone="warning">{words().exporting.dryRooms(words().units.listOf(missing))}</Note>
          )}
          <ul className="export-files">
            {job.files.map((file) => (
              <li key={file.grantId}>
                <DraggableName
                  className="export-file-name"
                  title={file.path ?? file.name}
                  onDrag={canDragOut() ? () => dragOut(file.grantId) : null}
                >
                  {downloads ? file.name : (file.path ?? file.name)}
                </DraggableName>
                {file.loudness !== null && <FileLevels loudness={file.loudness} />}
                <span className="faint small tabular">{formatBytes(file.bytes)}</span>
                {downloads && (
                  <a
                    className="button button-secondary button-sm"
                    href={MEDIA.download(file.grantId)}
                    download={file.name}
                    aria-label={words().exporting.downloadFile(file.name)}
                  >
                    <Download size={14} aria-hidden="true" /> {words().exporting.download}
                  </a>
                )}
                {reveal !== undefined && (
                  <Button
                    size="sm"
                    icon={<FolderOpen size={14} aria-hidden="true" />}
                    aria-label={words().jobs.showInFolder(file.name)}
                    onClick={() => reveal(file.grantId)}
                  >
                    {words().exporting.show}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="visually-hidden" role="status">
        {job?.state === 'done' ? words().exporting.finished : ''}
      </p>
    </Dialog>
  );
}

/** Loudness and true peak of one file, and what of it clipped. */
function FileLevels({ loudness }: { readonly loudness: FileLoudness }) {
  const texts = words().exporting;
  const { integratedLufs, truePeakDbtp, clippedSamples } = loudness;
  return (
    <span className="export-file-levels small tabular">
      <span title={texts.loudness}>
        {integratedLufs === null ? texts.tooQuiet : `${formatNumber(integratedLufs, 1)} LUFS`}
      </span>
      <span title={texts.truePeak}>
        {truePeakDbtp === null ? texts.silence : formatDb(truePeakDbtp).replace('dB', 'dBTP')}
      </span>
      {clippedSamples > 0 && <span className="export-clipped">{texts.clipped(clippedSamples)}</span>}
    </span>
  );
}
