import { Check, RotateCcw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { Adaptation, AdaptationFigure } from '../../../src-shared/contract/adaptation.ts';
import { gotBetter } from '../../../src-shared/contract/adaptation.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteJob, useJob } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { count } from '../../ui/format.ts';
import { ClipTable } from './ClipTable.tsx';
import { changeText, figureWords, PRETRAINING_WORDS, stateWords, verdict } from './words.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly adaptation: Adaptation;
  readonly readOnly: boolean;
  readonly modelsHref: string;
  onChanged: () => void;
}

/** One adaptation: how far it is, or what came of it. */
export function AdaptationCard({ adaptation, readOnly, modelsHref, onChanged }: Props) {
  const { id, name, from, state, result, minutes } = adaptation;
  const job = useJob(adaptation.jobId);
  const [asking, setAsking] = useState(false);
  const cancel = useAction(async () => {
    noteJob(await api.jobs.cancel({ jobId: adaptation.jobId }));
    onChanged();
  });
  const resume = useAction(async () => {
    await api.adaptations.resume({ adaptationId: id });
    onChanged();
  });
  const keep = useAction(async () => {
    await api.adaptations.keep({ adaptationId: id });
    onChanged();
  });
  const remove = useAction(async () => {
    await api.adaptations.remove({ adaptationId: id });
    setAsking(false);
    onChanged();
  });
  const error = cancel.error ?? resume.error ?? keep.error ?? remove.error;
  const stopped = state === 'failed' || state === 'cancelled';
  const better = result !== null && gotBetter(result);
  const titleId = `${id}-title`;
  return (
    <section className="panel adaptation" data-state={state} aria-labelledby={titleId}>
      <header className="adaptation-head">
        <div>
          <h2 id={titleId}>{name}</h2>
          <p className="faint small">
            from {from.id} {from.version} · {count(adaptation.recordings, 'recording')},{' '}
            {count(adaptation.solos, 'solo')} · {words().units.span(minutes * 60)}
            {adaptation.pretraining === 'masked-prediction' &&
              ` · ${PRETRAINING_WORDS['masked-prediction'].short}`}
          </p>
        </div>
        <span className="adaptation-state" data-state={state}>
          {stateWords(state)}
        </span>
      </header>
      {job !== undefined && isActive(job) && (
        <ProgressBar
          label={`Adapting ${name}`}
          value={job.state === 'queued' ? 0 : job.progress}
          phase={phaseText(job)}
          secondsLeft={job.secondsLeft}
          unknownLeft={job.state === 'running' ? 'estimating the time' : ''}
        />
      )}
      {state === 'failed' && (
        <FailureNote
          {...(job?.failure == null
            ? { title: 'It did not finish.', advice: '' }
            : describeFailure(job.failure))}
        />
      )}
      {state === 'cancelled' && (
        <p className="soft small">What it learnt is kept; it can go on from there.</p>
      )}
      {result !== null && (
        <>
          <Note tone={verdict(result).tone} title={verdict(result).title}>
            {verdict(result).text}
          </Note>
          <div className="adaptation-figures">
            {result.figures.map((figure) => (
              <FigureTable key={figure.kind} figure={figure} />
            ))}
          </div>
          <ClipTable clips={result.clips} name={name} />
          <p className="faint small">
            {count(result.steps, 'step')} of training. The weights lie {Math.round(result.share * 100)} % of
            the way from the model as it was to where the training ended: what did best on the part kept for
            choosing.
          </p>
        </>
      )}
      {state === 'kept' && (
        <p className="small">
          It is among your <a href={modelsHref}>models</a> as “{name}”, and can be chosen when you separate.
        </p>
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <div className="adaptation-actions">
        {state === 'running' && (
          <Button
            icon={<X size={15} aria-hidden="true" />}
            busy={cancel.busy}
            disabled={readOnly}
            onClick={() => cancel.run()}
          >
            Stop
          </Button>
        )}
        {stopped && (
          <Button
            variant="primary"
            icon={<RotateCcw size={15} aria-hidden="true" />}
            busy={resume.busy}
            disabled={readOnly}
            onClick={() => resume.run()}
          >
            Go on
          </Button>
        )}
        {state === 'ready' && (
          <Button
            variant={better ? 'primary' : 'secondary'}
            icon={<Check size={15} aria-hidden="true" />}
            busy={keep.busy}
            disabled={readOnly}
            onClick={() => keep.run()}
          >
            {better ? 'Keep this model' : 'Keep it all the same'}
          </Button>
        )}
        {state !== 'running' && (
          <Button
            variant={state === 'ready' && !better ? 'primary' : 'quiet'}
            icon={<Trash2 size={15} aria-hidden="true" />}
            disabled={readOnly}
            onClick={() => setAsking(true)}
          >
            {state === 'ready' ? 'Discard' : 'Remove'}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={state === 'ready' ? `Discard “${name}”?` : `Remove “${name}” from this page?`}
        action={state === 'ready' ? 'Discard' : 'Remove'}
        danger
        busy={remove.busy}
        onConfirm={() => remove.run()}
      >
        <p>
          {state === 'kept'
            ? 'The model stays among your models. What was measured and can be heard here goes to the trash.'
            : 'What was learnt goes to the trash, with the passages to listen to. Your recordings stay as they are.'}
        </p>
      </ConfirmDialog>
    </section>
  );
}

function FigureTable({ figure }: { readonly figure: AdaptationFigure }) {
  return (
    <table className="adaptation-figure">
      <caption>
        {figureWords(figure.kind)} <span className="faint">({count(figure.mixtures, 'mixture')})</span>
        {figure.kind === 'recordings' && (
          <span className="faint adaptation-caveat">
            There are no originals to compare with: this tells one recording’s players from another’s, nothing
            more.
          </span>
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col">SI-SDR improvement, dB</th>
          <th scope="col" className="numeric">
            Before
          </th>
          <th scope="col" className="numeric">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {(figure.kind === 'solos' ? figure.instruments : []).map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name.replaceAll('-', ' ')}</th>
            <td className="numeric tabular">{formatNumber(before, 1)}</td>
            <td className="numeric tabular">{formatNumber(after, 1)}</td>
          </tr>
        ))}
        <tr className="adaptation-mean">
          <th scope="row">
            mean <span className="faint">{changeText(figure)}</span>
          </th>
          <td className="numeric tabular">{formatNumber(figure.before, 1)}</td>
          <td className="numeric tabular">{formatNumber(figure.after, 1)}</td>
        </tr>
      </tbody>
    </table>
  );
}
