import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ProjectId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { describeFailure } from '../../api/messages.ts';
import { hostState, useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Spinner } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { Editor, type EditableStems, type MarkedPassage, type StripContext } from './Editor.tsx';
import type { TrackLaneContext } from './TrackRow.tsx';
import { openSession, type EditorSession } from './session.ts';
import { ViewProvider } from './viewing/ViewProvider.tsx';
import { words } from '../../words/words.ts';

export interface EditorPageProps {
  readonly separationId: SeparationId;
  onBack: () => void;
  /** Called once the last edit is saved. */
  onExport: (projectId: ProjectId) => void;
  onSaveExcerpt: (marked: MarkedPassage) => void;
  /** Offers edits of the stems' audio. */
  onEditStems: (stems: EditableStems) => void;
  /** Searches for audio that sounds like a stem; called once the last edit is saved. */
  onSimilar: (stemId: StemId) => void;
  /** Renders the panel below the tracks: the strip of the selected track. */
  renderStrip: (context: StripContext) => ReactNode;
  /** Explains what `renderTrackLane` renders. */
  readonly laneLegend: ReactNode;
  /** Renders the content below each track's waveform. */
  renderTrackLane: (context: TrackLaneContext) => ReactNode;
  /** Shows the quality of the separation; called once the last edit is saved. */
  onQuality: () => void;
}

type Opened =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'open'; readonly session: EditorSession };

/** Opens the project of a separation and keeps it open while the page is mounted. */
export function EditorPage(props: EditorPageProps) {
  const { separationId, onBack, onExport, renderStrip } = props;
  const capabilities = useCapabilities();
  const readOnly = capabilities?.readOnly ?? false;
  const ready = capabilities !== null;
  const [opened, setOpened] = useState<Opened>({ state: 'opening' });
  const notify = useNotify();
  const tell = useRef(notify);
  useEffect(() => {
    tell.current = notify;
  });
  /** Increments to reopen the project. */
  const [round, setRound] = useState(0);
  /** The mix that was chosen here; null for the one that was opened last. */
  const [projectId, setProjectId] = useState<ProjectId | null>(null);

  useEffect(() => {
    if (!ready) return undefined;
    let left = false;
    let session: EditorSession | null = null;
    const onVersionFailure = (error: unknown): void => {
      const { title, advice } = describeFailure(error);
      tell.current({ tone: 'error', title, text: advice });
    };
    const open = async (): Promise<void> => {
      setOpened({ state: 'opening' });
      try {
        const outputDeviceId = hostState().settings?.outputDeviceId ?? '';
        session = await openSession(separationId, { readOnly, outputDeviceId, onVersionFailure, projectId });
        if (left) await session.close();
        else setOpened({ state: 'open', session });
      } catch (error) {
        if (!left) setOpened({ state: 'failed', error });
      }
    };
    void open();
    return () => {
      left = true;
      void session?.close().then((notSaved) => {
        if (notSaved !== null) tell.current({ tone: 'error', ...words().common.notSaved[notSaved.kind] });
      });
    };
  }, [separationId, ready, readOnly, round, projectId]);

  switch (opened.state) {
    case 'opening':
      return (
        <div className="editor-empty">
          <Spinner label={words().editor.opening} />
        </div>
      );
    case 'failed': {
      const { title, advice } = describeFailure(opened.error);
      return (
        <div className="editor-empty">
          <EmptyState
            title={title}
            actions={
              <>
                <Button onClick={onBack}>{words().editor.back}</Button>
                <Button variant="primary" onClick={() => setRound((now) => now + 1)}>
                  {words().common.tryAgain}
                </Button>
              </>
            }
          >
            {advice}
          </EmptyState>
        </div>
      );
    }
    case 'open':
      return (
        <ViewProvider key={round} laneLegend={props.laneLegend}>
          <Editor
            session={opened.session}
            readOnly={readOnly}
            onBack={onBack}
            onExport={() => onExport(opened.session.store.getSnapshot().document.id)}
            onReload={() => setRound((now) => now + 1)}
            onOpenMix={(chosen) => {
              setProjectId(chosen);
              setRound((now) => now + 1);
            }}
            onSaveExcerpt={readOnly ? null : props.onSaveExcerpt}
            onEditStems={props.onEditStems}
            onSimilar={props.onSimilar}
            renderStrip={renderStrip}
            renderTrackLane={props.renderTrackLane}
            onQuality={props.onQuality}
          />
        </ViewProvider>
      );
  }
}
