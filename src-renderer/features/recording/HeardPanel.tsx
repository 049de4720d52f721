import { Check, Ear, X } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Job } from '../../../src-shared/contract/job.ts';
import type { Heard } from '../../../src-shared/contract/listening.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { ReadyRecording, Recording } from '../../../src-shared/contract/recording.ts';
import { isSeparable } from '../../../src-shared/project/players.ts';
import type { Ensemble, Instrument } from '../../../src-shared/project/players.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { isActive, latestJob, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteJob, useJobs, useLiesOutside, useSettings } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, ProgressBar, Spinner } from '../../ui/feedback.tsx';
import { singleClick } from '../../ui/single-click.ts';
import { namedEnsemble, trackColourOf } from './ensemble.ts';
import { byProbability, compared, formatProbability, inSentence, withHeard } from './heard.ts';
import { WhoPlaysWhen } from './WhoPlaysWhen.tsx';
import type { TrackColour } from './WhoPlaysWhen.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: Recording;
  readonly players: Ensemble;
  /** The separation model: colours follow what it makes tracks of. */
  readonly model: ModelInfo | null;
  /** Null until the models are known. */
  readonly models: readonly ModelInfo[] | null;
  readonly readOnly: boolean;
  onPlayers: (players: Ensemble) => void;
}

/** Who plays, as the listening model hears it: its proposal, and a timeline; or why there is none yet. */
export function HeardPanel(props: Props) {
  const { recording, players, models, readOnly, onPlayers } = props;
  const { heard } = recording;
  const isBlocked = useLiesOutside(recording);
  const automatic = useSettings()?.analyseAutomatically ?? true;
  const jobs = useJobs().filter((item) => item.kind === 'analyse' && item.separationId === null);
  const job = latestJob(jobs, (item) => item.recordingId === recording.id);
  /** What is new or was not heard by this model yet is listened to in one go. */
  const catchingUp = heard === null && jobs.some((item) => item.recordingId === null && isActive(item));
  const start = useAction(async () => {
    await api.analysis.start({ recordingId: recording.id });
  });
  const retry = useAction(async (ended: Job) => noteJob(await api.jobs.retry({ jobId: ended.id })));
  const cancel = useAction(async (running: Job) => noteJob(await api.jobs.cancel({ jobId: running.id })));
  const listener = (models ?? []).find((model) => model.task === 'embedding') ?? null;
  const usable = listener !== null && listener.problem === null;

  if (models === null) return null;
  if (recording.state !== 'ready') {
    if (recording.state === 'failed' || !usable || !automatic) return null;
    return (
      <section className="panel heard" aria-label={words().recording.heard.title}>
        <div className="heard-line">
          <Ear className="heard-icon" size={17} aria-hidden="true" />
          <p className="soft">{words().recording.heard.willListen}</p>
        </div>
      </section>
    );
  }
  const active = job !== null && isActive(job);
  const error = start.error ?? retry.error ?? cancel.error;
  const listenNow = (label: string): ReactNode => (
    <Button
      size="sm"
      icon={<Ear size={14} aria-hidden="true" />}
      busy={start.busy || retry.busy}
      disabled={readOnly || !recording.available}
      onClick={() => {
        if (job !== null && (job.state === 'failed' || job.state === 'cancelled')) retry.run(job);
        else start.run();
      }}
    >
      {label}
    </Button>
  );

  return (
    <section className="panel heard" aria-labelledby="heard-title">
      <h2 id="heard-title" className="visually-hidden">
        {words().recording.heard.title}
      </h2>
      {active && (
        <div className="heard-progress">
          <ProgressBar
            label={words().recording.heard.listeningTo(recording.title)}
            value={job.state === 'queued' ? 0 : job.progress}
            phase={job.state === 'queued' ? phaseText(job) : words().recording.heard.listening}
            secondsLeft={job.secondsLeft}
          />
          <Button
            size="sm"
            icon={<X size={14} aria-hidden="true" />}
            busy={cancel.busy}
            onClick={singleClick(() => cancel.run(job))}
          >
            {words().recording.heard.stop}
          </Button>
        </div>
      )}
      {heard !== null && (
        <Proposal heard={heard} players={players} readOnly={readOnly} onPlayers={onPlayers} />
      )}
      {heard !== null && !heard.silent && (
        <Rows recording={recording} players={players} model={props.model} heard={heard} />
      )}
      {heard === null && !active && catchingUp && (
        <div className="heard-line">
          <Ear className="heard-icon" size={17} aria-hidden="true" />
          <p className="soft">{words().recording.heard.catchingUp}</p>
        </div>
      )}
      {heard === null && !active && !catchingUp && (
        <div className="heard-line">
          <Ear className="heard-icon" size={17} aria-hidden="true" />
          {!usable ? (
            <p className="soft">
              {listener?.problem == null
                ? words().recording.heard.noModel
                : words().recording.heard.modelProblem(describeFailure(listener.problem).title)}
            </p>
          ) : (
            <>
              <p className="soft">
                {job?.state === 'failed'
                  ? words().recording.heard.failed(
                      job.failure === null ? '' : describeFailure(job.failure).title,
                    )
                  : job?.state === 'cancelled'
                    ? words().recording.heard.stopped
                    : isBlocked
                      ? words().recording.heard.untrusted
                      : !recording.available
                        ? words().recording.heard.fileGone
                        : automatic
                          ? words().recording.heard.notYet
                          : words().recording.heard.onlyAsked}
              </p>
              {listenNow(job === null ? words().recording.heard.find : words().recording.heard.again)}
            </>
          )}
        </div>
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </section>
  );
}

interface ProposalProps {
  readonly heard: Heard;
  readonly players: Ensemble;
  readonly readOnly: boolean;
  onPlayers: (players: Ensemble) => void;
}

/** What is heard in a sentence, and what can be done with it without taking anything from the user's list. */
function Proposal({ heard, players, readOnly, onPlayers }: ProposalProps) {
  const { proposal } = heard;
  const state = compared(players, proposal);
  const comparison = useRef<HTMLParagraphElement>(null);
  if (heard.silent) {
    return (
      <div className="heard-line">
        <Ear className="heard-icon" size={17} aria-hidden="true" />
        <p className="soft">{words().recording.heard.silent}</p>
      </div>
    );
  }
  if (proposal.length === 0) {
    const nearest = heard.instruments.slice(0, 2);
    return (
      <div className="heard-line">
        <Ear className="heard-icon" size={17} aria-hidden="true" />
        <p>
          {words().recording.heard.nobody}{' '}
          <span className="soft">
            {words().recording.heard.nearest(
              words().units.listOf(
                nearest.map(
                  (item) => `${inSentence([item.instrument])} ${formatProbability(item.probability)}`,
                ),
              ),
            )}
          </span>
        </p>
      </div>
    );
  }
  return (
    <div className="heard-line">
      <Ear className="heard-icon" size={17} aria-hidden="true" />
      <div className="heard-words">
        <p>
          {words().recording.heard.hears}{' '}
          {byProbability(heard).map(({ instrument, probability }, index) => (
            <span key={instrument}>
              {index > 0 && ', '}
              <strong>{inSentence([instrument])}</strong>{' '}
              <span className="soft tabular">{formatProbability(probability)}</span>
            </span>
          ))}
        </p>
        <p ref={comparison} className="soft small heard-compared" tabIndex={-1} aria-live="polite">
          {state.kind === 'free' && words().recording.heard.oneEach}
          {state.kind === 'same' && words().recording.heard.same}
          {state.kind === 'differs' && state.missing.length > 0 && (
            <>
              {readOnly ? words().recording.heard.notInList : words().recording.heard.notInListAdd}{' '}
              {state.missing.map((instrument, index) => (
                <span key={instrument}>
                  {index > 0 && ', '}
                  {readOnly ? (
                    inSentence([instrument])
                  ) : (
                    <button
                      type="button"
                      className="link-button"
                      aria-label={words().recording.heard.add(inSentence([instrument]))}
                      onClick={() => {
                        onPlayers(withHeard(players, [instrument]));
                        // This button goes away; the next one is a Tab further.
                        comparison.current?.focus();
                      }}
                    >
                      {inSentence([instrument])}
                    </button>
                  )}
                </span>
              ))}
              {'. '}
            </>
          )}
          {state.kind === 'differs' &&
            state.unheard.length > 0 &&
            words().recording.heard.notHeard(inSentence(state.unheard))}
        </p>
      </div>
      {state.kind === 'free' && (
        <Button
          variant="primary"
          disabled={readOnly}
          onClick={() => onPlayers(namedEnsemble(proposal.map(({ instrument }) => instrument)))}
        >
          {words().recording.heard.use}
        </Button>
      )}
      {state.kind === 'same' && <Check className="heard-same" size={18} aria-hidden="true" />}
    </div>
  );
}

interface RowsProps extends Pick<Props, 'players' | 'model'> {
  readonly recording: ReadyRecording;
  readonly heard: Heard;
}

function Rows({ recording, players, model, heard }: RowsProps) {
  const timeline = useLoad(
    `${recording.id} ${heard.modelId} ${heard.modelVersion} ${JSON.stringify(heard.instruments)}`,
    (signal) => api.analysis.timeline({ audioId: recording.id }, { signal }),
  );
  const colours = useMemo(() => {
    const named = players.length === 0 ? heard.proposal : players;
    const found = new Map<Instrument, TrackColour>();
    for (const player of named) {
      const colour = trackColourOf(player, named, model);
      const { instrument } = player;
      if (colour !== null && isSeparable(instrument) && !found.has(instrument)) found.set(instrument, colour);
    }
    return found;
  }, [players, heard, model]);
  if (timeline.error !== null) return <FailureNote {...describeFailure(timeline.error)} />;
  if (timeline.data === null)
    return timeline.loading ? <Spinner label={words().recording.heard.loading} /> : null;
  return (
    <WhoPlaysWhen
      recording={recording}
      heard={heard}
      timeline={timeline.data}
      players={players}
      colours={colours}
    />
  );
}
