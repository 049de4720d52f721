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
import { words } from '../../words/words.ts';
import './models.css';

/** Lists the installed models with their purpose, measured quality and limitations. */
interface Props {
  /** The URL of the page for adapting a model to the user's own recordings. */
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
          <h1>{words().models.title}</h1>
          <p className="soft small">
            {words().models.lead}
          </p>
        </div>
        <div className="models-actions">
          <a className="button button-secondary" href={adaptHref}>
            <GraduationCap size={16} aria-hidden="true" /> {words().models.adapt}
          </a>
        {capabilities?.fileDialogs === true && (
          <Button
            icon={<FolderPlus size={16} aria-hidden="true" />}
            busy={add.busy}
            disabled={capabilities.readOnly}
            onClick={() => add.run()}
          >
            {words().models.add}
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
            title={words().models.none}
          >
            {words().models.noneText}
          </EmptyState>
        )
      ) : (
        <div className="models-columns">
          <ul className="model-list" aria-label={words().models.installed}>
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
                    {words().models.tasks[item.task]} {` · ${words().models.version(item.version)}`}
                    {item.isDefault && ` · ${words().models.default}`}
                  </span>
                  {item.problem !== null && <span className="model-problem small">{words().models.unusable}</span>}
                </button>
              </li>
            ))}
            {capabilities?.fileDialogs === false && (
              <li className="faint small model-hint">
                {words().models.addByCommand} <code>divisi models add DIR</code>
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
    [words().models.facts.id, model.id],
    [words().models.facts.architecture, model.architecture],
    [words().models.facts.rate, formatHz(model.sampleRate)],
    [words().models.facts.size, formatBytes(model.bytes)],
    [words().models.facts.licence, model.licence],
    [words().models.facts.origin, model.origin === 'built-in' ? words().models.facts.builtIn : words().models.facts.added],
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
            {words().common.remove}
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
        <h3 id="model-figures">{words().models.measured}</h3>
        <MetricsTable metrics={model.metrics} />
      </section>
      <section aria-label={words().models.card} className="model-card">
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
        title={words().models.removeTitle(model.title)}
        action={words().models.removeAction}
        busy={remove.busy}
        onConfirm={() => remove.run()}
      >
        <p>{words().models.removeText}</p>
        {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
      </ConfirmDialog>
    </article>
  );
}
