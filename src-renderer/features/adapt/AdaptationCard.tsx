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
import { singleClick } from '../../ui/single-click.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { ClipTable } from './ClipTable.tsx';
import { changeText, verdict } from './words.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly adaptation: Adaptation;
  readonly readOnly: boolean;
  readonly modelsHref: string;
  onChanged: () => void;
}

/** One adaptation, with its progress or results. */
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
            {words().adapt.card.from(from.id, from.version)} ·{' '}
            {words().units.listOf([
              words().adapt.card.recordings(adaptation.recordings),
              words().adapt.card.solos(adaptation.solos),
            ])}{' '}
            · {words().units.span(minutes * 60)}
            {adaptation.pretraining === 'masked-prediction' &&
              ` · ${words().adapt.methods['masked-prediction'].short}`}
          </p>
        </div>
        <span className="adaptation-state" data-state={state}>
          {words().adapt.states[state]}
        </span>
      </header>
      {job !== undefined && isActive(job) && (
        <ProgressBar
          label={words().adapt.card.adapting(name)}
          value={job.state === 'queued' ? 0 : job.progress}
          phase={phaseText(job)}
          secondsLeft={job.secondsLeft}
          unknownLeft={job.state === 'running' ? words().adapt.card.estimating : ''}
        />
      )}
      {state === 'failed' && (
        <FailureNote
          {...(job?.failure == null
            ? { title: words().adapt.card.notFinished, advice: '' }
            : describeFailure(job.failure))}
        />
      )}
      {state === 'cancelled' && <p className="soft small">{words().adapt.card.cancelled}</p>}
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
            {words().adapt.card.training(result.steps, Math.round(result.share * 100))}
          </p>
        </>
      )}
      {state === 'kept' && (
        <p className="small">
          {words().adapt.card.kept(name)} <a href={modelsHref}>{words().adapt.card.seeModels}</a>
        </p>
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <div className="adaptation-actions">
        {state === 'running' && (
          <Button
            icon={<X size={15} aria-hidden="true" />}
            busy={cancel.busy}
            disabled={readOnly}
            onClick={singleClick(() => cancel.run())}
          >
            {words().adapt.card.stop}
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
            {words().adapt.card.continue}
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
            {better ? words().adapt.card.keep : words().adapt.card.keepAnyway}
          </Button>
        )}
        {state !== 'running' && (
          <Button
            variant={state === 'ready' && !better ? 'primary' : 'quiet'}
            icon={<Trash2 size={15} aria-hidden="true" />}
            disabled={readOnly}
            onClick={() => setAsking(true)}
          >
            {state === 'ready' ? words().adapt.card.discard : words().common.remove}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={
          state === 'ready' ? words().adapt.card.discardTitle(name) : words().adapt.card.removeTitle(name)
        }
        action={state === 'ready' ? words().adapt.card.discard : words().common.remove}
        danger
        busy={remove.busy}
        onConfirm={() => remove.run()}
      >
        <p>{state === 'kept' ? words().adapt.card.removeKept : words().adapt.card.discardText}</p>
      </ConfirmDialog>
    </section>
  );
}

function FigureTable({ figure }: { readonly figure: AdaptationFigure }) {
  return (
    <table className="adaptation-figure">
      <caption>
        {words().adapt.figures[figure.kind]}{' '}
        <span className="faint">{words().adapt.figures.mixtures(figure.mixtures)}</span>
        {figure.kind === 'recordings' && (
          <span className="faint adaptation-caveat">{words().adapt.figures.caveat}</span>
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words().adapt.figures.improvement}</th>
          <th scope="col" className="numeric">
            {words().adapt.figures.before}
          </th>
          <th scope="col" className="numeric">
            {words().adapt.figures.after}
          </th>
        </tr>
      </thead>
      <tbody>
        {(figure.kind === 'solos' ? figure.instruments : []).map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{words().instruments.name(name)}</th>
            <td className="numeric tabular">{formatNumber(before, 1)}</td>
            <td className="numeric tabular">{formatNumber(after, 1)}</td>
          </tr>
        ))}
        <tr className="adaptation-mean">
          <th scope="row">
            {words().adapt.figures.mean} <span className="faint">{changeText(figure)}</span>
          </th>
          <td className="numeric tabular">{formatNumber(figure.before, 1)}</td>
          <td className="numeric tabular">{formatNumber(figure.after, 1)}</td>
        </tr>
      </tbody>
    </table>
  );
}
