import { ArrowLeft } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { HEARD } from '../../../src-shared/batch/list.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { takeDroppedLists, useDroppedLists } from '../../api/dropped-lists.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost, useSettings } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { canStart, FIRST_CHOICES, namesPlayers, playersOf, type BatchChoices } from './batch-choices.ts';
import { BatchOptions } from './BatchOptions.tsx';
import { BatchReport } from './BatchReport.tsx';
import { BatchSources } from './BatchSources.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import './batch.css';

interface Props {
  readonly libraryHref: string;
  /** The folders that are watched. */
  readonly watched: ReactNode;
}

/** Imports lists, folders and many files: shows what was read before anything starts. */
export function BatchPage({ libraryHref, watched }: Props) {
  const text = words().batch;
  const batch = useHost((host) => host.batch);
  const readOnly = useCapabilities()?.readOnly ?? true;
  const mode = useSettings()?.importMode ?? 'copy';
  const dropped = useDroppedLists();
  const [chosen, setChosen] = useState<readonly GrantedFile[]>([]);
  // What was dropped stays until something else is chosen.
  const sources = dropped.length > 0 ? dropped : chosen;
  const setSources = (next: readonly GrantedFile[]): void => {
    takeDroppedLists();
    setChosen(next);
  };
  const [choices, setChoices] = useState<BatchChoices>(FIRST_CHOICES);
  const request = { sources: sources.map(({ grantId }) => grantId), folder: null };
  const preview = useLoad(sources.length === 0 ? null : request.sources.join(' '), (signal) =>
    api.batch.preview(request, { signal }),
  );
  const start = useAction(async () => {
    const { what, confidence, force, leaveOut } = choices;
    const { players } = playersOf(choices);
    await api.batch.start({
      ...request,
      ...{ mode, players, confidence, force, leaveOut, separate: what === 'separate' },
    });
    setSources([]);
  });
  const read = sources.length === 0 || preview.loading ? null : preview.data;
  const isRunning = batch?.state === 'running';
  const error = preview.error ?? start.error;
  const nobody =
    read !== null &&
    choices.what === 'separate' &&
    choices.who === 'nobody' &&
    read.files.length > 0 &&
    !namesPlayers(read);
  return (
    <div className="page batch">
      <header className="page-header">
        <div>
          <a className="back-link" href={libraryHref}>
            <ArrowLeft size={14} aria-hidden="true" /> {words().library.title}
          </a>
          <h1>{text.title}</h1>
          <p className="soft small batch-lead">{text.lead}</p>
        </div>
      </header>
      {batch !== null && <BatchReport batch={batch} />}
      {!readOnly && (
        <BatchSources
          onChosen={(chosen) => {
            setSources(chosen);
            setChoices((before) => ({ ...before, leaveOut: false }));
          }}
        />
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {sources.length > 0 && (
        <section className="batch-preview" aria-busy={preview.loading}>
          <h2>{text.preview}</h2>
          <p className="soft small" role="status">
            {read === null ? (preview.loading ? text.reading : '') : text.files(read.files.length)}
          </p>
          {read?.needsFolder === true && <p>{text.pathsNowhere}</p>}
          {read !== null && (
            <PreviewTable
              preview={read}
              leaveOut={choices.leaveOut}
              onLeaveOut={(leaveOut) => setChoices({ ...choices, leaveOut })}
            />
          )}
        </section>
      )}
      {read !== null && read.files.length > 0 && (
        <>
          <BatchOptions
            choices={choices}
            listHears={read.files.some(({ players }) => players === HEARD)}
            onChange={(change) => setChoices({ ...choices, ...change })}
          />
          <div className="batch-ways">
            <Button
              variant="primary"
              busy={start.busy}
              disabled={isRunning || !canStart(read, choices)}
              onClick={() => start.run()}
            >
              {text.start(read.files.length)}
            </Button>
            <p className="soft small" role="status">
              {isRunning ? text.another : nobody ? text.saysNobody : ''}
            </p>
          </div>
        </>
      )}
      {watched}
    </div>
  );
}
