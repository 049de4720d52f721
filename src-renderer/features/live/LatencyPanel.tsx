import { Ruler } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { useAction } from '../../api/hooks.ts';
import { totalLatency, type LiveSession } from '../../engine/live-input.ts';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

const PARTS = ['block', 'wait', 'model', 'fitting', 'limiter', 'device'] as const;

interface Props {
  readonly session: Pick<LiveSession, 'latency' | 'measure'>;
  readonly realTimeFactor: number;
}

/** Where the delay comes from, and a measurement of the devices' share. */
export function LatencyPanel({ session, realTimeFactor }: Props) {
  const latency = useSyncExternalStore(session.latency.subscribe, session.latency.getSnapshot);
  const [isWithoutLoop, setWithoutLoop] = useState(false);
  const measure = useAction(async () => {
    setWithoutLoop(false);
    setWithoutLoop(!(await session.measure()));
  });
  const t = words().live;
  return (
    <section className="panel live-latency" aria-label={t.latency}>
      <h2>{t.latency}</h2>
      <dl className="tabular">
        {PARTS.map((part) => (
          <div key={part}>
            <dt>{t.parts[part]}</dt>
            <dd>{latency === null ? t.unknown : t.milliseconds(1000 * latency[part])}</dd>
          </div>
        ))}
        <div className="live-total">
          <dt>{t.total}</dt>
          <dd>{latency === null ? t.unknown : t.milliseconds(1000 * totalLatency(latency))}</dd>
        </div>
      </dl>
      <p className="small soft">{t.adapts}</p>
      <p className="small soft" role="status">
        {measure.busy
          ? t.measuring
          : isWithoutLoop
            ? t.noLoop
            : latency?.isMeasured
              ? t.measured
              : t.computed}
      </p>
      <div>
        <Button
          size="sm"
          busy={measure.busy}
          disabled={latency === null}
          icon={<Ruler size={15} aria-hidden="true" />}
          onClick={() => measure.run()}
        >
          {t.measure}
        </Button>
      </div>
      <p className="small soft">{t.speed(realTimeFactor.toFixed(2))}</p>
    </section>
  );
}
