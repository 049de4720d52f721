import { useState } from 'react';
import type { RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import { ExcerptList } from '../features/excerpts/ExcerptList.tsx';
import { SaveExcerptDialog } from '../features/excerpts/SaveExcerptDialog.tsx';
import type { ExcerptSource } from '../features/excerpts/SaveExcerptDialog.tsx';
import { NotesPanel } from '../features/notes/NotesPanel.tsx';
import { RecordingPage } from '../features/recording/RecordingPage.tsx';
import { hrefOfItem, ItemTools } from './item-links.tsx';
import { hashOf } from './router.ts';
import { useTellSaved } from './use-tell-saved.ts';

const hrefOfEditor = (separationId: SeparationId): string => hashOf({ page: 'editor', separationId });

/** A recording's page, combined with the parts other features contribute: tags, excerpts and similar items. */
export function RecordingRoute({ recordingId }: { readonly recordingId: RecordingId }) {
  const [marked, setMarked] = useState<ExcerptSource | null>(null);
  const tellSaved = useTellSaved();
  return (
    <>
      <RecordingPage
        recordingId={recordingId}
        libraryHref={hashOf({ page: 'library' })}
        hrefOf={hrefOfEditor}
        hrefOfRecording={(id) => hashOf({ page: 'recording', recordingId: id })}
        compareHref={hashOf({ page: 'compare', recordingId })}
        hrefOfQuality={(separationId) => hashOf({ page: 'quality', separationId })}
        renderTools={(itemId, title) => <ItemTools itemId={itemId} title={title} />}
        renderNotes={(recording) => (
          <NotesPanel
            recording={recording}
            notesHref={hashOf({ page: 'notes', recordingId: recording.id })}
          />
        )}
        renderExcerpts={(id) => (
          <ExcerptList
            recordingId={id}
            hrefOf={(item) => (item.separationId === null ? null : hrefOfItem(item))}
            renderTools={(item) => <ItemTools itemId={item.id} title={item.title} />}
          />
        )}
        onSaveExcerpt={({ id, title, sampleRate }, { from, to }) =>
          setMarked({ audioId: id, label: title, from, to, sampleRate })
        }
      />
      {marked !== null && (
        <SaveExcerptDialog sources={[marked]} onClose={() => setMarked(null)} onSaved={tellSaved} />
      )}
    </>
  );
}
