import { Square } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { gainToDb } from '../../../src-shared/mixing/levels.ts';
import { totalLatency, type LiveSession } from '../../engine/live-input.ts';
import { Button } from '../../ui/Button.tsx';
import { Note } from '../../ui/feedback.tsx';
import { Meter } from '../../ui/Meter.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly session: Pick<LiveSession, 'status' | 'latency'>;
  onStop: () => void;
}

/** Whether the input keeps up, how far behind it is, and its level. */
export function LiveStatusBar({ session, onStop }: Props) {
  const latency = useSyncExternalStore(session.latency.subscribe, session.latency.getSnapshot);
  const dropouts = useSyncExternalStore(
    session.status.subscribe,
    () => session.status.getSnapshot()?.dropouts ?? 0,
  );
  const t = words().live;
  // In tens, so that a screen reader is not told of each millisecond.
  const total = latency === null ? null : t.milliseconds(10 * Math.round(100 * totalLatency(latency)));
  return (
    <>
      <div className="live-actions">
        <Button variant="primary" icon={<Square size={15} aria-hidden="true" />} onClick={onStop}>
          {t.stop}
        </Button>
        <p role="status" className={dropouts > 0 ? 'live-status live-dropouts' : 'live-status'}>
          {total === null ? t.gettingReady : t.running(total, t.dropouts(dropouts))}
        </p>
        <span className="live-input-level">
          <span className="small soft" aria-hidden="true">
            {t.inputLevel}
          </span>
          <Meter
            label={t.levelOf(t.inputLevel)}
            read={() => {
              const peak = session.status.getSnapshot()?.peaks[0];
              return peak === undefined ? null : { peakDb: [gainToDb(peak)] };
            }}
            orientation="horizontal"
          />
        </span>
      </div>
      {dropouts > 0 && latency?.isLongest === true && <Note tone="warning">{t.tooBusy}</Note>}
    </>
  );
}
