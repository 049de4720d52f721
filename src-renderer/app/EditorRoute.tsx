import { lazy, Suspense, useState } from 'react';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import type { ProjectId, SeparationId } from '../../src-shared/project/ids.ts';
import { api } from '../api/client.ts';
import { useAction } from '../api/hooks.ts';
import { describeFailure } from '../api/messages.ts';
import { hostState, useCapabilities, useHost } from '../api/store.ts';
import type { ReadyRecording } from '../../src-shared/contract/recording.ts';
import { useExcerpts } from '../api/items.ts';
import { SaveExcerptDialog } from '../features/excerpts/SaveExcerptDialog.tsx';
import type { ExcerptSource } from '../features/excerpts/SaveExcerptDialog.tsx';
import { ExportDialog } from '../features/export/ExportDialog.tsx';
import { QualityLegend } from '../features/quality/QualityLegend.tsx';
import { TrackQuality } from '../features/quality/QualityLane.tsx';
import { Spinner } from '../ui/feedback.tsx';
import { useNotify } from '../ui/notify.ts';
import type { EditableStems, MarkedPassage } from '../features/editor/Editor.tsx';
import { StemEditsDialog } from '../features/stem-edits/StemEditsDialog.tsx';
import { distinctRegions, documentRegions, excerptRegions } from './export-regions.ts';
import { go } from './router.ts';
import { useTellSaved } from './use-tell-saved.ts';
import { words } from '../words/words.ts';

// The editor page pulls in the audio engine, so both load only when the editor is first opened.
const EditorPage = lazy(() =>
  import('../features/editor/EditorPage.tsx').then((module) => ({ default: module.EditorPage })),
);
const StripPanel = lazy(() =>
  import('../features/mixer/StripPanel.tsx').then((module) => ({ default: module.StripPanel })),
);

/** The editor, combined with the parts other features contribute: the selected track's panel and the export dialog. */
export function EditorRoute({ separationId }: { readonly separationId: SeparationId }) {
  const notify = useNotify();
  const loaded = useHost((host) => host.loaded);
  const [marked, setMarked] = useState<MarkedPassage | null>(null);
  const [editing, setEditing] = useState<EditableStems | null>(null);
  const separation = useHost((host) => host.separations.get(separationId));
  const readOnly = useCapabilities()?.readOnly ?? false;
  const tellSaved = useTellSaved();
  const [exporting, setExporting] = useState<ProjectDocument | null>(null);
  const recording = useHost((host) =>
    exporting === null ? undefined : host.recordings.get(exporting.recordingId),
  );
  const ask = useAction(async (projectId: ProjectId) => {
    try {
      // The editor saves before it requests an export, so the host's document matches what the user hears.
      setExporting((await api.projects.open({ separationId, projectId })).document);
    } catch (error) {
      const described = describeFailure(error);
      notify({ tone: 'error', title: described.title, text: described.advice });
    }
  });
  const back = (): void => {
    const recordingId = exporting?.recordingId ?? hostState().separations.get(separationId)?.recordingId;
    go(recordingId === undefined ? { page: 'library' } : { page: 'recording', recordingId });
  };
  const waiting = (
    <div className="boot" aria-busy="true">
      <Spinner label={words().shell.openingTracks} />
    </div>
  );
  if (!loaded) return waiting;
  return (
    <>
      <Suspense fallback={waiting}>
        <EditorPage
          separationId={separationId}
          onBack={back}
          onExport={(projectId) => ask.run(projectId)}
          onSaveExcerpt={setMarked}
          onEditStems={setEditing}
          onSimilar={(itemId) => go({ page: 'similar', itemId })}
          renderStrip={(context) => <StripPanel {...context} />}
          laneLegend={<QualityLegend separationId={separationId} />}
          renderTrackLane={(context) => <TrackQuality separationId={separationId} {...context} />}
          onQuality={() => go({ page: 'quality', separationId })}
        />
      </Suspense>
      {marked !== null && (
        <SaveExcerptDialog sources={sourcesOf(marked)} onClose={() => setMarked(null)} onSaved={tellSaved} />
      )}
      {editing !== null && separation?.state === 'ready' && (
        <StemEditsDialog
          recording={editing.recording}
          separation={separation}
          passage={editing.passage && { from: editing.passage.start, to: editing.passage.end }}
          stemId={editing.stemId}
          selection={editing.selection}
          onHear={editing.pause}
          readOnly={readOnly}
          onClose={() => setEditing(null)}
        />
      )}
      {exporting !== null && recording?.state === 'ready' && (
        <ExportOf document={exporting} recording={recording} onClose={() => setExporting(null)} />
      )}
    </>
  );
}

interface ExportOfProps {
  readonly document: ProjectDocument;
  readonly recording: ReadyRecording;
  onClose: () => void;
}

/** The export dialog, which offers the loop, the project's regions and the excerpts that lie within it. */
function ExportOf({ document, recording, onClose }: ExportOfProps) {
  const excerpts = useExcerpts(recording.id).data ?? [];
  const loop = document.loop === null ? [] : [{ name: words().exporting.loop, range: document.loop }];
  const regions = [...loop, ...documentRegions(document), ...excerptRegions(document, excerpts)];
  return (
    <ExportDialog
      document={document}
      recording={recording}
      regions={distinctRegions(regions)}
      onClose={onClose}
    />
  );
}

/** Lists the selected track's stem first, then the same passage of the recording. */
function sourcesOf({
  track,
  recording,
  inStem,
  inRecording,
}: MarkedPassage): [ExcerptSource, ...ExcerptSource[]] {
  const { sampleRate } = recording;
  const whole: ExcerptSource = {
    audioId: recording.id,
    label: words().shell.recording,
    from: inRecording.start,
    to: inRecording.end,
    sampleRate,
  };
  if (track === null) return [whole];
  const { start: from, end: to } = inStem;
  return [{ audioId: track.source.stemId, label: track.name, from, to, sampleRate }, whole];
}
