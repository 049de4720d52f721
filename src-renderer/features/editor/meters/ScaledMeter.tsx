import { Meter, meterPosition, type MeterLevels } from '../../../ui/Meter.tsx';
import { ClipLight } from './ClipLight.tsx';
import { useClip } from './use-clip.ts';
import './meters.css';

interface Props {
  readonly name: string;
  readonly label: string;
  /** Called every frame; null while nothing plays. */
  read: () => MeterLevels | null;
  /** Whether the figures of the scale are shown beside the bars; its lines always are. */
  readonly figures?: boolean;
}

const SCALE_DB = [0, -6, -12, -24, -36, -48] as const;

/** Peak with hold over RMS on a scale in dBFS, and a light for clipping above. */
export function ScaledMeter({ name, label, read, figures = false }: Props) {
  const { clippedDb, onPeak, reset } = useClip();
  return (
    <div className="scaled-meter" data-figures={figures || undefined}>
      <ClipLight name={name} clippedDb={clippedDb} onReset={reset} />
      <div className="scaled-meter-bars">
        <Meter label={label} read={read} onPeak={onPeak} />
        <div className="scaled-meter-scale" aria-hidden="true">
          {SCALE_DB.map((db) => (
            <span key={db} style={{ bottom: `${100 * meterPosition(db)}%` }}>
              {figures ? Math.abs(db) : null}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
