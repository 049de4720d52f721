import { lazy, Suspense, useState } from 'react';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { LibraryPage } from '../features/library/LibraryPage.tsx';
import { TrustNote } from '../features/trust/TrustNote.tsx';
import { hrefOfItem } from './item-links.tsx';
import { go, hashOf } from './router.ts';

const ExportArchiveDialog = lazy(() =>
  import('../features/archives/ExportArchiveDialog.tsx').then((module) => ({
    default: module.ExportArchiveDialog,
  })),
);

interface Props {
  hrefOfRecording: (id: RecordingId) => string;
  onImport: () => void;
}

/** The library, with the archive of what is selected in it. */
export function LibraryRoute({ hrefOfRecording, onImport }: Props) {
  const [exporting, setExporting] = useState<readonly RecordingId[] | null>(null);
  return (
    <>
      <LibraryPage
        notice={<TrustNote />}
        hrefOf={hrefOfRecording}
        hrefOfItem={hrefOfItem}
        onOpen={(recordingId) => go({ page: 'recording', recordingId })}
        onImport={onImport}
        onExport={setExporting}
        batchHref={hashOf({ page: 'batch' })}
      />
      {exporting !== null && (
        <Suspense>
          <ExportArchiveDialog recordingIds={exporting} onClose={() => setExporting(null)} />
        </Suspense>
      )}
    </>
  );
}
