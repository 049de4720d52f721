import type { ReactNode } from 'react';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import type { Timeline } from '../../../ui/use-timeline.ts';
import type { EditorSession } from '../session.ts';
import { Overview } from './Overview.tsx';
import { RegionList } from './RegionList.tsx';
import type { RegionActions } from './use-region-actions.ts';
import './regions.css';

interface Props {
  readonly session: EditorSession;
  readonly document: ProjectDocument;
  readonly timeline: Timeline;
  readonly actions: RegionActions;
  onAdd: () => void;
  /** More buttons beside the list of markers. */
  readonly children: ReactNode;
}

/** Above the timeline: the list of markers and regions, and the overview of the whole work. */
export function OverviewBar({ session, document, timeline, actions, onAdd, children }: Props) {
  return (
    <div className="overview-bar">
      <div className="overview-tools">
        <RegionList document={document} actions={actions} onAdd={onAdd} />
        {children}
      </div>
      <Overview session={session} document={document} timeline={timeline} />
    </div>
  );
}
