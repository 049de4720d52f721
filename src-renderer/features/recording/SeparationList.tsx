import { Columns2, Gauge, RotateCcw, SlidersHorizontal, Trash2, TriangleAlert, X } from 'lucide-react';
import { separationNoteText } from '../../../src-shared/words/separation-note.ts';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ReadySeparation, Separation, Stem } from '../../../src-shared/contract/separation.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { tellRemoved } from '../../api/removed.ts';
import { useNotify } from '../../ui/notify.ts';
import { noteJob, useJobs } from '../../api/store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, ProgressBar } from '../../ui/feedback.tsx';
import { UndeclaredNote } from '../../ui/UndeclaredNote.tsx';
import { formatTime } from '../../../src-shared/format/time.ts';
import { stemWords } from '../../ui/stem-words.ts';
import { singleClick } from '../../ui/single-click.ts';
import { runToShow, type LiveRun } from './live.ts';
import { StemNames } from './naming/StemNames.tsx';
import { StemsOut } from './StemsOut.tsx';
import { StoreStems } from './StoreStems.tsx';
import { words } from '../../words/words.ts';

// It brings the audio engine with it: fetched once something is separated.
const LivePlayer = lazy(() => import('./LivePlayer.tsx'));

interface Props {
  readonly recording: ReadyRecording;
  readonly separations: readonly Separation[];
  readonly models: readonly ModelInfo[];
  /** The one that was started from this page last: it is brought into sight. */
  readonly startedId: SeparationId | null;
  readonly readOnly: boolean;
  readonly compareHref: string;
  hrefOf: (id: SeparationId) => string;
  hrefOfQuality: (id: SeparationId) => string;
  /** Tags and "more like this" of one stem. */
  renderTools: (stem: Stem) => ReactNode;
}

/** What was separated from this recording, the newest first: to open, to watch, to delete. */
export function SeparationList(props: Props) {
  const { recording, separations, models, startedId, readOnly } = props;
  const { hrefOf, hrefOfQuality, renderTools } = props;
  const jobs = useJobs();
  const [removing, setRemoving] = useState<Separation | null>(null);
  const [runKey, setRunKey] = useState<string | null>(null);
  const shown = runToShow(separations, runKey);
  if (shown !== null && shown.run.key !== runKey) setRunKey(shown.run.key);
  const notify = useNotify();
  const remove = useAction(async (separation: Separation) => {
    const { trashId } = await api.library.removeSeparation({ separationId: separation.id });
    tellRemoved(notify, words().recording.separations.one, trashId);
    setRemoving(null);
  });
  if (separations.length === 0) return null;
  return (
    <section className="panel separations" aria-labelledby="separations-title">
      <header className="panel-header">
        <h2 id="separations-title">{words().recording.separations.title}</h2>
        {separations.filter(({ state }) => state === 'ready').length > 1 && (
          <a className="button button-secondary button-sm" href={props.compareHref}>
            <Columns2 size={14} aria-hidden="true" />
            {words().compare.open}
          </a>
        )}
      </header>
      <ul className="separation-list">
        {separations.map((separation) => (
          <SeparationItem
            key={separation.id}
            separation={separation}
            recording={recording}
            job={jobs.find((job) => job.kind === 'separate' && job.separationId === separation.id) ?? null}
            modelTitle={models.find((model) => model.id === separation.modelId)?.title ?? separation.modelId}
            href={hrefOf(separation.id)}
            qualityHref={hrefOfQuality(separation.id)}
            started={separation.id === startedId}
            readOnly={readOnly}
            run={shown?.separation === separation ? shown.run : null}
            renderTools={renderTools}
            onRemove={() => {
              remove.clear();
              setRemoving(separation);
            }}
          />
        ))}
      </ul>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) setRemoving(null);
        }}
        title={words().recording.separations.removeTitle}
        action={words().recording.separations.remove}
        busy={remove.busy}
        onConfirm={() => {
          if (removing !== null) remove.run(removing);
        }}
      >
        <p>{words().recording.separations.removeText}</p>
        {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
      </ConfirmDialog>
    </section>
  );
}

interface ItemProps {
  readonly separation: Separation;
  readonly recording: ReadyRecording;
  readonly job: Job | null;
  readonly modelTitle: string;
  readonly href: string;
  readonly qualityHref: string;
  readonly started: boolean;
  readonly readOnly: boolean;
  /** What of it can be listened to here; null for what is opened in the editor. */
  readonly run: LiveRun | null;
  renderTools: (stem: Stem) => ReactNode;
  onRemove: () => void;
}

function SeparationItem(props: ItemProps) {
  const { separation, recording, job, modelTitle, href, started, readOnly, run, onRemove } = props;
  const item = useRef<HTMLLIElement>(null);
  const cancel = useAction(async (running: Job) => noteJob(await api.jobs.cancel({ jobId: running.id })));
  const retry = useAction(async (ended: Job) => noteJob(await api.jobs.retry({ jobId: ended.id })));
  useEffect(() => {
    if (!started) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    item.current?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  }, [started]);
  const whole = separation.from === 0 && separation.to === recording.frames;
  const active = job !== null && isActive(job);
  const names = words().units.listOf(separation.players.map((player) => player.label));
  const failure = job?.failure ?? null;
  const error = cancel.error ?? retry.error;
  return (
    <li ref={item} className="separation">
      <div className="separation-text">
        <p className="separation-title">
          {names}
          {!whole && (
            <span className="tag tabular">
              {formatTime(separation.from / recording.sampleRate)}–
              {formatTime(separation.to / recording.sampleRate)}
            </span>
          )}
        </p>
        <p className="faint small">
          {modelTitle}
          {separation.effort === 'fast' && `, ${words().recording.separate.fast}`} ·{' '}
          {words().units.date(new Date(separation.createdAt))}
          {separation.state === 'ready' &&
            ` · ${words().recording.separations.took(words().units.span(separation.tookSeconds))}`}
          {separation.notesSha256 !== null && ` · ${words().recording.separations.withNotes}`}
        </p>
        {active && (
          <ProgressBar
            label={words().recording.separations.separating(names)}
            value={job.state === 'queued' ? 0 : job.progress}
            phase={phaseText(job)}
            secondsLeft={job.secondsLeft}
          />
        )}
        {separation.state === 'cancelled' && !active && (
          <p className="soft small">{words().recording.separations.cancelled}</p>
        )}
        {separation.state === 'failed' && !active && (
          <p className="separation-error">
            {failure === null
              ? words().recording.separations.notFinished
              : `${describeFailure(failure).title} ${describeFailure(failure).advice}`}
          </p>
        )}
        {separation.state === 'ready' && (
          <StemChecks separation={separation} renderTools={props.renderTools} />
        )}
        <UndeclaredNote undeclared={separation.undeclared} />
        {separation.state === 'ready' && <StemNames {...{ separation, readOnly }} />}
        {separation.notes
          .map((note) => separationNoteText(note, words()))
          .map((note) => (
            <p key={note} className="soft small">
              {note}
            </p>
          ))}
        {separation.state === 'ready' && (
          <StoreStems separation={separation} recording={recording} readOnly={readOnly} />
        )}
        {error !== null && <p className="separation-error">{describeFailure(error).title}</p>}
      </div>
      <div className="separation-actions">
        {separation.state === 'ready' && <StemsOut separation={separation} title={recording.title} />}
        {separation.state === 'ready' && (
          <a className="button button-secondary button-md" href={props.qualityHref}>
            <Gauge size={15} aria-hidden="true" />
            {words().recording.separations.quality}
          </a>
        )}
        {separation.state === 'ready' && (
          <a className="button button-primary button-md" href={href}>
            <SlidersHorizontal size={15} aria-hidden="true" />
            {words().recording.separations.openTracks}
          </a>
        )}
        {active && (
          <Button
            icon={<X size={15} aria-hidden="true" />}
            busy={cancel.busy}
            onClick={singleClick(() => cancel.run(job))}
          >
            {words().common.cancel}
          </Button>
        )}
        {job !== null && !active && separation.state !== 'ready' && (
          <Button
            icon={<RotateCcw size={15} aria-hidden="true" />}
            busy={retry.busy}
            disabled={readOnly}
            onClick={singleClick(() => retry.run(job))}
          >
            {words().recording.separations.startAgain}
          </Button>
        )}
        {!active && (
          <IconButton
            label={words().recording.separations.delete(names)}
            disabled={readOnly}
            onClick={onRemove}
          >
            <Trash2 size={15} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {run !== null && (
        <Suspense>
          <LivePlayer
            key={run.key}
            run={run}
            recording={recording}
            from={separation.from}
            players={separation.players}
          />
        </Suspense>
      )}
    </li>
  );
}

interface ChecksProps {
  readonly separation: ReadySeparation;
  renderTools: (stem: Stem) => ReactNode;
}

/** Each player's stem with what it sounds like to the listening model. */
function StemChecks({ separation, renderTools }: ChecksProps) {
  const job =
    useJobs().find((item) => item.kind === 'analyse' && item.separationId === separation.id) ?? null;
  const checking = job !== null && isActive(job);
  return (
    <ul className="stem-checks" aria-label={words().recording.separations.stems}>
      {separation.stems
        .filter((stem) => !stem.isRest)
        .map((stem) => {
          const check = stemWords(stem, separation.stems);
          return (
            <li key={stem.id}>
              <span className="stem-name">{stem.label}</span>
              {check === null ? (
                <span className="stem-check stem-check-faint">
                  {checking ? words().recording.separations.beingHeard : ''}
                </span>
              ) : (
                <span className={`stem-check stem-check-${check.tone}`} title={check.detail}>
                  {check.tone === 'warning' && <TriangleAlert size={13} aria-hidden="true" />}
                  {check.text}
                </span>
              )}
              {renderTools(stem)}
            </li>
          );
        })}
    </ul>
  );
}
