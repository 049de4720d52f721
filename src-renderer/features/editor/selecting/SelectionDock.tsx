import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { describeFailure } from '../../../api/messages.ts';
import { FailureNote } from '../../../ui/feedback.tsx';
import { useObservable } from '../use-store.ts';
import { SelectionBar } from './SelectionBar.tsx';
import type { TrackSound } from './shapes.ts';
import type { ToolStore } from './tools.ts';
import type { useHearSound } from './use-hear-sound.ts';

interface Props {
  readonly document: ProjectDocument;
  readonly tools: ToolStore;
  readonly sound: TrackSound | null;
  readonly isDrawing: boolean;
  readonly hearing: ReturnType<typeof useHearSound>;
  onSound: (sound: TrackSound | null) => void;
  onEdit: () => void;
}

/** The bar of the selection, at the foot of the tracks, while a tool is in hand or sound is selected. */
export function SelectionDock({ document, tools, sound, isDrawing, hearing, onSound, onEdit }: Props) {
  const { tool } = useObservable(tools.state);
  if (tool === 'time' && (sound === null || isDrawing)) return null;
  const track = document.tracks.find(({ id }) => id === sound?.trackId);
  return (
    <div className="selection-dock">
      {hearing.error !== null && <FailureNote {...describeFailure(hearing.error)} />}
      <SelectionBar
        {...{ tools, sound, onSound, onEdit }}
        trackName={track?.name ?? ''}
        frames={document.frames}
        sampleRate={document.sampleRate}
        hearing={hearing.hearing}
        rendering={hearing.rendering}
        onHear={hearing.toggle}
      />
    </div>
  );
}
