import { Boxes, FolderPlus, GraduationCap, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { EmptyState, FailureNote, Note } from '../../ui/feedback.tsx';
import { formatBytes, formatHz } from '../../../src-shared/format/numbers.ts';
import { Markdown } from '../../ui/Markdown.tsx';
import { limitSentences, purposeSentence } from '../../ui/model-words.ts';
import { MetricsTable } from './MetricsTable.tsx';
import './models.css';

const TASKS: Readonly<Record<ModelInfo['task'], string>> = {
  separation: 'Separation',
  embedding: 'Similarity',
  tagging: 'Instruments',
};

/** The installed models: what each is for, what was measured, what it can't do. */
interface Props {
  /** Where a model is adapted to the user's own recordings. */
  readonly adaptHref: string;
}

export function ModelsPage({ adaptHref }: Props) {
  const revision = useHost((host) => host.modelsRevision);
  const loaded = useHost((host) => host.loaded);
  const capabilities = useCapabilities();
  const models = useLoad(loaded ? `models ${revision}` : null, (signal) =>
    api.models.list(undefined, { signal }),
  );
  const [selected, setSelected] = useState<string | null>(null);
  const add = useAction(async () => {
    const [folder] = await api.files.openDialog({ kind: 'folder' });
    if (folder === undefined) return;
    const added = await api.models.add({ folder: folder.grantId });
    models.reload();
    setSelected(added.id);
  });
  const list = models.data ?? [];
  const model = list.find((item) => item.id === selected) ?? list.find((item) => item.isDefault) ?? list[0];
  const error = models.error ?? add.error;
  return (
    <div className="page models">
      <header className="page-header">
        <div>
          <h1>Models</h1>
          <p className="soft small">
            What Divisi separates and listens with, and how well each was measured to do it.
          </p>
        </div>
        <div className="models-actions">
          <a className="button button-secondary" href={adaptHref}>
            <GraduationCap size={16} aria-hidden="true" /> Adapt to my recordings…
          </a>
        {capabilities?.fileDialogs === true && (
          <Button
            icon={<FolderPlus size={16} aria-hidden="true" />}
            busy={add.busy}
            disabled={capabilities.readOnly}
            onClick={() => add.run()}
          >
            Add a model…
          </Button>
        )}
        </div>
      </header>
      {error !== null && (
        <FailureNote {...describeFailure(error)} />
      )}
      {model === undefined ? (
        !models.loading &&
        loaded && (
          <EmptyState
            icon={<Boxes size={36} strokeWidth={1.4} aria-hidden="true" />}
            title="No model is installed"
          >
            Divisi needs one to separate. Install it again, or add one with “divisi models add DIR”.
          </EmptyState>
        )
      ) : (
        <div className="models-columns">
          <ul className="model-list" aria-label="Installed models">
            {list.map((item) => (
              <li key={item.id}>
                <button
                  type="button"
                  className="model-item"
                  aria-current={item.id === model.id}
                  onClick={() => setSelected(item.id)}
                >
                  <span className="model-item-title">{item.title}</span>
                  <span className="faint small">
                    {TASKS[item.task]} · version {item.version}
                    {item.isDefault && ' · default'}
                  </span>
                  {item.problem !== null && <span className="model-problem small">Can’t be used</span>}
                </button>
              </li>
            ))}
            {capabilities?.fileDialogs === false && (
              <li className="faint small model-hint">
                Add others on the command line: <code>divisi models add DIR</code>
              </li>
            )}
          </ul>
          <ModelDetails key={model.id} model={model} onRemoved={models.reload} />
        </div>
      )}
    </div>
  );
}

interface DetailsProps {
  readonly model: ModelInfo;
  onRemoved: () => void;
}

function ModelDetails({ model, onRemoved }: DetailsProps) {
  const card = useLoad(`${model.id} ${model.version}`, (signal) =>
    api.models.card({ modelId: model.id }, { signal }),
  );
  const [asking, setAsking] = useState(false);
  const remove = useAction(async () => {
    await api.models.remove({ modelId: model.id });
    setAsking(false);
    onRemoved();
  });
  const facts: readonly (readonly [string, string])[] = [
    ['Id', model.id],
    ['Architecture', model.architecture],
    ['Rate', formatHz(model.sampleRate)],
    ['Size', formatBytes(model.bytes)],
    ['Licence', model.licence],
    ['Origin', model.origin === 'built-in' ? 'Came with Divisi' : 'Added here, unverified'],
  ];
  return (
    <article className="panel model" aria-labelledby="model-title">
      <header className="model-head">
        <h2 id="model-title">{model.title}</h2>
        {model.origin === 'added' && (
          <Button
            size="sm"
            variant="quiet"
            icon={<Trash2 size={14} aria-hidden="true" />}
            onClick={() => setAsking(true)}
          >
            Remove
          </Button>
        )}
      </header>
      {model.problem !== null && (
        <FailureNote {...describeFailure(model.problem)} />
      )}
      <p>{purposeSentence(model)}</p>
      <ul className="model-limits">
        {limitSentences(model).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="model-figures">
        <h3 id="model-figures">Measured</h3>
        <MetricsTable metrics={model.metrics} />
      </section>
      <section aria-label="Card" className="model-card">
        {card.error !== null && (
          <Note tone="warning" title={describeFailure(card.error).title}>
            {describeFailure(card.error).advice}
          </Note>
        )}
        {card.data !== null && <Markdown source={card.data.markdown} title={model.title} />}
      </section>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Remove “${model.title}”?`}
        action="Remove model"
        busy={remove.busy}
        onConfirm={() => remove.run()}
      >
        <p>Divisi’s copy goes to the trash. Separations made with it stay.</p>
        {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
      </ConfirmDialog>
    </article>
  );
}
