import { memo } from 'react';
import {
  Activity,
  ChevronsRight,
  Maximize2,
  Pause,
  Play,
  Repeat,
  SkipBack,
  Square,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { gainToDb } from '../../../src-shared/mixing/levels.ts';
import { pointsFor } from '../../../src-shared/mixing/targets.ts';
import { GAIN } from '../../../src-shared/mixing/track-parameters.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { HeardBar } from '../../../src-shared/project/bars.ts';
import type { Observable } from '../../engine/observable.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Listen } from '../../engine/state.ts';
import { IconButton, Toggle } from '../../ui/Button.tsx';
import { Meter, type MeterLevels } from '../../ui/Meter.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { Clock } from './Clock.tsx';
import { LoudnessText } from './LoudnessText.tsx';
import { Listening } from './Listening.tsx';
import { OutputMenu } from './OutputMenu.tsx';
import { useLate } from './use-late.ts';
import { useDocumentState, useGesture, useObservable } from './use-store.ts';
import { useViewing, useViewStore } from './viewing/view-context.ts';
import { StretchReadout } from './stretch/StretchReadout.tsx';
import { useLanguage, words } from '../../words/words.ts';

interface Props {
  readonly engine: PlaybackEngine;
  readonly bars: Observable<readonly HeardBar[]>;
  readonly store: DocumentStore;
  readonly trackName: string | null;
  onListen: (kind: Listen['kind']) => void;
  onLoop: () => void;
  onZoom: (how: 'in' | 'out' | 'fit') => void;
  /** Whether the timeline follows the playhead. */
  readonly following: boolean;
  onFollowing: (following: boolean) => void;
}

/** The controls for playback, listening, zoom and the master, in one row with a fixed position. */
export const Transport = memo(function Transport(props: Props) {
  const { engine, bars, store, trackName, onListen, onLoop, onZoom, following, onFollowing } = props;
  useLanguage();
  const { status, underruns } = useObservable(engine.state);
  const late = useLate(underruns);
  const { document } = useDocumentState(store);
  const { view } = useViewStore();
  const metersShown = useViewing().meters;
  const masterGesture = useGesture(store, 'changeMasterGain');
  const running = status === 'playing' || status === 'starting' || status === 'waiting';
  const readMaster = (): MeterLevels | null => {
    const peak = engine.meters()?.peak;
    if (peak === undefined || peak.length < 2) return null;
    return { peakDb: [gainToDb(peak.at(-2) ?? 0), gainToDb(peak.at(-1) ?? 0)] };
  };
  const masterAutomated = pointsFor(document.master.automation, 'gainDb') !== null;
  return (
    <div className="transport" role="toolbar" aria-label={words().editor.transport.label}>
      <div className="transport-group">
        <IconButton label={words().editor.transport.toStart} onClick={() => engine.seek(0)}>
          <SkipBack size={17} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={running ? words().editor.transport.pause : words().editor.transport.play}
          variant="primary"
          className="play"
          onClick={() => engine.toggle()}
        >
          {running ? (
            <Pause size={17} aria-hidden="true" fill="currentColor" />
          ) : (
            <Play size={17} aria-hidden="true" fill="currentColor" />
          )}
        </IconButton>
        <IconButton
          label={words().editor.transport.stop}
          onClick={() => {
            engine.pause();
            engine.seek(0);
          }}
        >
          <Square size={15} aria-hidden="true" />
        </IconButton>
        <Toggle
          label={words().editor.transport.loop}
          className="toggle-quiet"
          pressed={document.loopEnabled && document.loop !== null}
          onPressedChange={onLoop}
        >
          <Repeat size={16} aria-hidden="true" />
        </Toggle>
        <Toggle
          label={words().editor.transport.follow}
          className="toggle-quiet"
          pressed={following}
          onPressedChange={onFollowing}
        >
          <ChevronsRight size={16} aria-hidden="true" />
        </Toggle>
      </div>
      <Clock engine={engine} bars={bars} />
      <StretchReadout engine={engine} />
      <span className="transport-state" role="status">
        {status === 'waiting' ? words().editor.transport.waiting : ''}
        {status === 'failed' ? words().editor.transport.failed : ''}
        {status === 'suspended' ? words().editor.transport.suspended : ''}
        {status !== 'waiting' && status !== 'failed' && status !== 'suspended' && late > 0
          ? words().editor.transport.late(late)
          : ''}
      </span>
      <Listening engine={engine} trackName={trackName} onListen={onListen} />
      <div className="transport-group">
        <IconButton label={words().editor.transport.zoomOut} onClick={() => onZoom('out')}>
          <ZoomOut size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label={words().editor.transport.zoomFit} onClick={() => onZoom('fit')}>
          <Maximize2 size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label={words().editor.transport.zoomIn} onClick={() => onZoom('in')}>
          <ZoomIn size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="master">
        <span className="control-label" aria-hidden="true">
          {words().editor.transport.master}
        </span>
        <Slider
          spec={{ ...GAIN, label: words().editor.transport.master }}
          value={document.master.gainDb}
          label={
            masterAutomated
              ? words().automation.automated(words().editor.transport.masterGain)
              : words().editor.transport.masterGain
          }
          disabled={masterAutomated}
          showValue={!masterAutomated}
          onChange={(gainDb) => store.apply({ type: 'setMasterGain', gainDb })}
          onGesture={masterGesture}
        />
        {masterAutomated && <span className="track-automated">{words().editor.track.automated}</span>}
        <div className="master-meter">
          <Meter label={words().editor.transport.masterLevel} read={readMaster} orientation="horizontal" />
          <LoudnessText engine={engine} />
        </div>
        <Toggle
          label={words().meters.show}
          className="toggle-quiet"
          pressed={metersShown}
          onPressedChange={(meters) => view.set({ meters })}
        >
          <Activity size={16} aria-hidden="true" />
        </Toggle>
        <OutputMenu engine={engine} />
      </div>
    </div>
  );
});
