import { useRef } from 'react';
import { Plus, Trash2, X } from 'lucide-react';
import { laneValue } from '../../../../src-shared/mixing/automation.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Switch } from '../../../ui/fields.tsx';
import type { Timeline } from '../../../ui/use-timeline.ts';
import { words } from '../../../words/words.ts';
import { useLaneDrag, type LaneDragEvents } from '../use-lane-drag.ts';
import { AutomationLane } from './AutomationLane.tsx';
import { busSubjects, type Subject } from './subjects.ts';
import { TargetSelect } from './TargetSelect.tsx';
import type { AutomationShown } from './use-automation-shown.ts';
import './automation.css';

interface ShownProps {
  readonly document: ProjectDocument;
  readonly shown: AutomationShown;
  onShow: (ownerId: string, target: string | null) => void;
}

interface Props extends ShownProps, Pick<LaneDragEvents, 'onSelection'> {
  readonly timeline: Timeline;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
}

/** Rows below the tracks with the levels of groups, rooms and the master, and their processors' parameters, over time. */
export function BusLanes({ document, shown, onShow, ...props }: Props) {
  return busSubjects(document).flatMap((subjects) => {
    const [level] = subjects;
    const target = shown.get(level.ownerId);
    if (target === undefined) return [];
    return (
      <BusLane
        key={level.ownerId}
        subjects={subjects}
        subject={subjects.find((subject) => subject.target === target) ?? level}
        {...props}
        onShow={(chosen) => onShow(level.ownerId, chosen)}
      />
    );
  });
}

/** One switch for each of these rows. */
export function BusLaneSwitches({ document, shown, onShow }: ShownProps) {
  return (
    <fieldset className="bus-switches">
      <legend className="field-label">{words().automation.lanes}</legend>
      {busSubjects(document).map(([{ ownerId, target, owner }]) => (
        <Switch
          key={ownerId}
          label={owner}
          checked={shown.has(ownerId)}
          onChange={(checked) => onShow(ownerId, checked ? target : null)}
        />
      ))}
    </fieldset>
  );
}

interface LaneProps extends Omit<Props, keyof ShownProps> {
  readonly subject: Subject;
  /** All that can be automated of the same owner. */
  readonly subjects: readonly Subject[];
  onShow: (target: string | null) => void;
}

const HEIGHT = 72;

function BusLane({ subject, subjects, timeline, store, engine, onSelection, onShow }: LaneProps) {
  const lane = useRef<HTMLDivElement>(null);
  const drag = useLaneDrag(lane, timeline, { onSeek: (frame) => engine.seek(frame), onSelection });
  const { ownerId, target, owner, points } = subject;
  const text = words().automation;
  const addPoint = (): void => {
    const at = Math.round(engine.position());
    const value = points === null ? subject.value : laneValue(points, at);
    store.apply({ type: 'setPoint', trackId: ownerId, target, at, value });
  };
  return (
    <>
      <div className="bus-header" role="group" aria-label={text.of(owner)}>
        <strong className="ellipsis">{owner}</strong>
        <span className="bus-actions">
          <IconButton size="sm" label={text.addPoint(subject.name, owner)} onClick={addPoint}>
            <Plus size={14} aria-hidden="true" />
          </IconButton>
          <IconButton
            size="sm"
            label={text.remove(owner)}
            disabled={points === null}
            onClick={() => store.apply({ type: 'setLane', trackId: ownerId, target, points: null })}
          >
            <Trash2 size={14} aria-hidden="true" />
          </IconButton>
          <IconButton size="sm" label={text.hide(owner)} onClick={() => onShow(null)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </span>
        {subjects.length === 1 ? (
          <span className="soft small">{text.level}</span>
        ) : (
          <TargetSelect label={text.what(owner)} subjects={subjects} value={target} onChange={onShow} />
        )}
      </div>
      <div ref={lane} className="lane bus-lane" {...drag}>
        <AutomationLane
          subject={subject}
          view={timeline.view}
          extent={timeline.extent}
          sampleRate={engine.source.sampleRate}
          height={HEIGHT - 1}
          store={store}
        />
      </div>
    </>
  );
}
