import { lazy, Suspense, type ReactNode } from 'react';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { TrustNote } from '../features/trust/TrustNote.tsx';
import { Spinner } from '../ui/feedback.tsx';
import { words } from '../words/words.ts';
import { hrefOfItem, hrefOfSimilar, hrefOfTag } from './item-links.tsx';
import { LibraryRoute } from './LibraryRoute.tsx';
import { RecordingRoute } from './RecordingRoute.tsx';
import { go, hashOf } from './router.ts';
import type { Route } from './router.ts';

// The window opens with the library and goes to a recording from there; the other pages load when they are first opened.
const AdaptPage = lazy(() =>
  import('../features/adapt/AdaptPage.tsx').then((module) => ({ default: module.AdaptPage })),
);
const PlacePanel = lazy(() =>
  import('../features/move/PlacePanel.tsx').then((module) => ({ default: module.PlacePanel })),
);
const ArchivesPanel = lazy(() =>
  import('../features/archives/ArchivesPanel.tsx').then((module) => ({ default: module.ArchivesPanel })),
);
const BatchRoute = lazy(() => import('./BatchRoute.tsx').then((module) => ({ default: module.BatchRoute })));
const CalibrationPage = lazy(() =>
  import('../features/calibration/CalibrationPage.tsx').then((module) => ({
    default: module.CalibrationPage,
  })),
);
const CompareRoute = lazy(() =>
  import('./CompareRoute.tsx').then((module) => ({ default: module.CompareRoute })),
);
const ListenersPage = lazy(() =>
  import('../features/listeners/ListenersPage.tsx').then((module) => ({ default: module.ListenersPage })),
);
const ModelsPage = lazy(() =>
  import('../features/models/ModelsPage.tsx').then((module) => ({ default: module.ModelsPage })),
);
const NotesPage = lazy(() =>
  import('../features/notes/NotesPage.tsx').then((module) => ({ default: module.NotesPage })),
);
const SeparateAgain = lazy(() =>
  import('../features/stem-edits/SeparateAgain.tsx').then((module) => ({ default: module.SeparateAgain })),
);
const TakeSound = lazy(() =>
  import('../features/stem-edits/TakeSound.tsx').then((module) => ({ default: module.TakeSound })),
);
const QualityPage = lazy(() =>
  import('../features/quality/QualityPage.tsx').then((module) => ({ default: module.QualityPage })),
);
const SettingsPage = lazy(() =>
  import('../features/settings/SettingsPage.tsx').then((module) => ({ default: module.SettingsPage })),
);
const StoragePage = lazy(() =>
  import('../features/storage/StoragePage.tsx').then((module) => ({ default: module.StoragePage })),
);
const SimilarPage = lazy(() =>
  import('../features/similar/SimilarPage.tsx').then((module) => ({ default: module.SimilarPage })),
);
const StudiesPage = lazy(() =>
  import('../features/studies/StudiesPage.tsx').then((module) => ({ default: module.StudiesPage })),
);
const StudyPage = lazy(() =>
  import('../features/studies/StudyPage.tsx').then((module) => ({ default: module.StudyPage })),
);
const TagsPage = lazy(() =>
  import('../features/tags/TagsPage.tsx').then((module) => ({ default: module.TagsPage })),
);
const TrustSettings = lazy(() =>
  import('../features/trust/TrustSettings.tsx').then((module) => ({ default: module.TrustSettings })),
);
const EditorRoute = lazy(() =>
  import('./EditorRoute.tsx').then((module) => ({ default: module.EditorRoute })),
);

const LivePage = lazy(() =>
  import('../features/live/LivePage.tsx').then((module) => ({ default: module.LivePage })),
);
const hrefOfRecording = (recordingId: RecordingId): string => hashOf({ page: 'recording', recordingId });

interface PageProps {
  readonly route: Route;
  onImport: () => void;
}

/** The page that the address names. */
export function Page(props: PageProps) {
  return (
    <Suspense
      fallback={
        <div className="boot" aria-busy="true">
          <Spinner label={words().shell.openingPage} />
        </div>
      }
    >
      <Content {...props} />
    </Suspense>
  );
}

/** A part of a page that is loaded by itself: the page stays while it comes. */
function Part({ children }: { readonly children: ReactNode }) {
  return <Suspense fallback={<div aria-busy="true" />}>{children}</Suspense>;
}

function Content({ route, onImport }: PageProps) {
  switch (route.page) {
    case 'library':
      return <LibraryRoute hrefOfRecording={hrefOfRecording} onImport={onImport} />;
    case 'recording':
      return <RecordingRoute key={route.recordingId} recordingId={route.recordingId} />;
    case 'compare':
      return <CompareRoute key={route.recordingId} recordingId={route.recordingId} />;
    case 'notes':
      return (
        <NotesPage
          key={route.recordingId}
          recordingId={route.recordingId}
          recordingHref={hrefOfRecording(route.recordingId)}
          renderPassage={(context) => (
            <Part>
              <SeparateAgain {...context} />
              <TakeSound {...context} />
            </Part>
          )}
        />
      );
    case 'editor':
      return <EditorRoute key={route.separationId} separationId={route.separationId} />;
    case 'quality':
      return (
        <QualityPage
          key={route.separationId}
          separationId={route.separationId}
          editorHref={hashOf({ page: 'editor', separationId: route.separationId })}
        />
      );
    case 'similar':
      return (
        <SimilarPage
          key={route.itemId}
          itemId={route.itemId}
          hrefOf={hrefOfItem}
          hrefOfSimilar={hrefOfSimilar}
        />
      );
    case 'tags':
      return (
        <TagsPage
          tag={route.tag}
          hrefOf={hrefOfItem}
          hrefOfTag={hrefOfTag}
          onTag={(tag) => go({ page: 'tags', tag })}
        />
      );
    case 'batch':
      return <BatchRoute />;
    case 'listeners':
      return <ListenersPage calibrationHref={hashOf({ page: 'calibration' })} />;
    case 'calibration':
      return <CalibrationPage />;
    case 'live':
      return <LivePage modelsHref={hashOf({ page: 'models' })} />;
    case 'studies':
      return (
        <StudiesPage
          hrefOf={(studyId) => hashOf({ page: 'study', studyId })}
          onOpen={(studyId) => go({ page: 'study', studyId })}
        />
      );
    case 'study':
      return <StudyPage key={route.studyId} studyId={route.studyId} listHref={hashOf({ page: 'studies' })} />;
    case 'models':
      return <ModelsPage adaptHref={hashOf({ page: 'adapt' })} />;
    case 'adapt':
      return (
        <AdaptPage
          notice={<TrustNote />}
          modelsHref={hashOf({ page: 'models' })}
          hrefOfRecording={hrefOfRecording}
        />
      );
    case 'settings':
      return (
        <SettingsPage
          trust={
            <Part>
              <TrustSettings />
            </Part>
          }
          storageHref={hashOf({ page: 'storage' })}
        />
      );
    case 'storage':
      return (
        <StoragePage
          hrefOfRecording={hrefOfRecording}
          archives={
            <Part>
              <ArchivesPanel />
            </Part>
          }
          place={
            <Part>
              <PlacePanel />
            </Part>
          }
        />
      );
  }
}
