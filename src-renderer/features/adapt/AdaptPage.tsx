import { ArrowLeft, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AdaptationCheck } from '../../../src-shared/contract/adaptation.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost, useTrust } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { AdaptationCard } from './AdaptationCard.tsx';
import { NewAdaptation } from './NewAdaptation.tsx';
import { words } from '../../words/words.ts';
import './adapt.css';

interface Props {
  /** A notice about the library, shown above the page; may render nothing. */
  readonly notice: ReactNode;
  readonly modelsHref: string;
  hrefOfRecording: (recordingId: RecordingId) => string;
}

/** Adapts a model to the user's own recordings: the requirements, the progress and the results. */
export function AdaptPage({ notice, modelsHref, hrefOfRecording }: Props) {
  const loaded = useHost((host) => host.loaded);
  const revision = useHost((host) => host.adaptationsRevision);
  const models = useHost((host) => host.modelsRevision);
  const trusted = useTrust()?.trusted === true;
  const readOnly = useCapabilities()?.readOnly ?? false;
  const check = useLoad(loaded ? `check ${models} ${trusted}` : null, (signal) =>
    api.adaptations.check(undefined, { signal }),
  );
  const adaptations = useLoad(loaded ? `adaptations ${revision}` : null, (signal) =>
    api.adaptations.list(undefined, { signal }),
  );
  const list = adaptations.data ?? [];
  const running = list.some(({ state }) => state === 'running');
  const error = check.error ?? adaptations.error;
  return (
    <div className="page adapt">
      <header className="page-header">
        <div>
          <a className="back-link" href={modelsHref}>
            <ArrowLeft size={14} aria-hidden="true" /> {words().models.title}
          </a>
          <h1>{words().adapt.title}</h1>
          <p className="soft small adapt-lead">{words().adapt.lead}</p>
        </div>
      </header>
      {notice}
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {list.map((adaptation) => (
        <AdaptationCard
          key={adaptation.id}
          adaptation={adaptation}
          readOnly={readOnly}
          modelsHref={modelsHref}
          onChanged={adaptations.reload}
        />
      ))}
      {check.data === null && check.error === null && (
        <p className="adapt-looking soft">
          <Spinner label={words().adapt.looking} /> {words().adapt.lookingFor}
        </p>
      )}
      {check.data !== null && check.data.python.problem !== null && (
        <PythonNote check={check.data} busy={check.loading} onLook={check.reload} />
      )}
      {check.data !== null && (
        <NewAdaptation
          models={check.data.models}
          disabled={readOnly || check.data.python.problem !== null}
          running={running}
          hrefOfRecording={hrefOfRecording}
          onStarted={adaptations.reload}
        />
      )}
    </div>
  );
}

interface PythonProps {
  readonly check: AdaptationCheck;
  readonly busy: boolean;
  onLook: () => void;
}

/** Shows what is missing from the Python environment, with the commands that install it. */
function PythonNote({ check, busy, onLook }: PythonProps) {
  const { problem, commands } = check.python;
  return (
    <Note
      tone="warning"
      title={problem?.message ?? ''}
      action={
        <Button
          size="sm"
          busy={busy}
          icon={<RefreshCw size={14} aria-hidden="true" />}
          onClick={() => onLook()}
        >
          {words().adapt.lookAgain}
        </Button>
      }
    >
      <p>{words().adapt.needsPython}</p>
      <pre className="adapt-commands">
        <code>{commands.join('\n')}</code>
      </pre>
      <p className="small">{words().adapt.otherPython('DIVISI_PYTHON')}</p>
    </Note>
  );
}
