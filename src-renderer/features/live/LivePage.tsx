import { MicOff } from 'lucide-react';
import { useState } from 'react';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useHost, useSettings } from '../../api/store.ts';
import { canUseInput } from '../../engine/input-devices.ts';
import { EmptyState, FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { LiveMixer } from './LiveMixer.tsx';
import { LiveSetup, startChoice, type SetupChoice } from './LiveSetup.tsx';
import { useLive, type LiveProblem } from './use-live.ts';
import './live.css';

/** A sound input that is separated while it sounds. */
export function LivePage({ modelsHref }: { readonly modelsHref: string }) {
  const loaded = useHost((host) => host.loaded);
  const models = useLoad(loaded ? 'models' : null, () => api.models.list());
  const outputId = useSettings()?.outputDeviceId ?? '';
  const { state, start, stop } = useLive();
  const [choice, setChoice] = useState<SetupChoice>(startChoice);
  const model = models.data?.find(isLive);
  const t = words().live;
  return (
    <div className="page live">
      <header className="page-header">
        <div>
          <h1>{t.title}</h1>
          <p className="soft small">{t.lead}</p>
        </div>
      </header>
      {models.error !== null && <FailureNote {...describeFailure(models.error)} />}
      {state.phase === 'idle' && state.problem !== null && <Problem problem={state.problem} />}
      {models.data === null ? (
        models.error === null && <Spinner label={t.title} />
      ) : model === undefined ? (
        <EmptyState icon={<MicOff size={36} strokeWidth={1.4} aria-hidden="true" />} title={t.noModelTitle}>
          {t.noModelText} <a href={modelsHref}>{words().shell.models}</a>
        </EmptyState>
      ) : !canUseInput() ? (
        <Note tone="warning">{t.insecure}</Note>
      ) : state.phase === 'running' ? (
        <LiveMixer session={state.session} opened={state.opened} onStop={stop} />
      ) : (
        <LiveSetup
          model={model}
          choice={choice}
          busy={state.phase === 'starting'}
          onChange={setChoice}
          onStart={() =>
            start({
              inputId: choice.inputId,
              outputId,
              instruments: choice.instruments,
              delay: choice.delay,
            })
          }
          onCancel={stop}
        />
      )}
    </div>
  );
}

const isLive = ({ task, causal, problem }: ModelInfo): boolean =>
  task === 'separation' && causal && problem === null;

function Problem({ problem }: { readonly problem: LiveProblem }) {
  if (problem.kind === 'failure') return <FailureNote {...describeFailure(problem.error)} />;
  const { title, text } = words().live.problems[problem.why];
  return <FailureNote title={title} advice={text} />;
}
