import { formatNumber } from '../../src-shared/format/numbers.ts';
import { safeCeilingDb } from '../../src-shared/mixing/fitting.ts';
import {
  GREATEST_FULL_SCALE_DB_SPL,
  GREATEST_LIMIT_DB_SPL,
  LEAST_FULL_SCALE_DB_SPL,
  LEAST_LIMIT_DB_SPL,
  type Fitting,
} from '../../src-shared/project/fitting.ts';
import { words } from '../words/words.ts';
import { Note } from './feedback.tsx';
import { NumberField } from './NumberField.tsx';

interface FieldsProps {
  readonly fitting: Pick<Fitting, 'fullScaleDbSpl' | 'limitDbSpl'>;
  onFullScale: (fullScaleDbSpl: number) => void;
  onLimit: (limitDbSpl: number) => void;
}

/** How loud a fitting is listened to, and what its peaks don't exceed. */
export function FittingLevels({ fitting, onFullScale, onLimit }: FieldsProps) {
  const text = words().fitting;
  return (
    <>
      <NumberField
        label={text.fullScale}
        value={fitting.fullScaleDbSpl}
        min={LEAST_FULL_SCALE_DB_SPL}
        max={GREATEST_FULL_SCALE_DB_SPL}
        step={1}
        digits={1}
        onChange={onFullScale}
      />
      <NumberField
        label={text.limit}
        value={fitting.limitDbSpl}
        min={LEAST_LIMIT_DB_SPL}
        max={GREATEST_LIMIT_DB_SPL}
        step={1}
        digits={1}
        onChange={onLimit}
      />
    </>
  );
}

/** Says how loud a fitting's peaks may become. @param projectCeilingDb of the limiter after it */
export function FittingWarning({
  fitting,
  projectCeilingDb,
}: {
  readonly fitting: Fitting;
  readonly projectCeilingDb: number;
}) {
  const text = words().fitting;
  const ceilingDb = safeCeilingDb(fitting, projectCeilingDb);
  return (
    <Note tone="warning" title={text.warning}>
      {text.warningText(formatNumber(ceilingDb, 1), formatNumber(fitting.fullScaleDbSpl + ceilingDb, 0))}
    </Note>
  );
}

/** Says that a fitting assumes another level than this machine was calibrated to; nothing where it does not. */
export function NotCalibrated({
  fitting,
  calibratedDbSpl,
}: {
  readonly fitting: Pick<Fitting, 'fullScaleDbSpl'>;
  readonly calibratedDbSpl: number | null;
}) {
  const text = words().fitting;
  if (calibratedDbSpl === fitting.fullScaleDbSpl) return null;
  return (
    <p className="soft small">
      {text.notCalibrated} <a href="#/calibration">{text.calibrate}</a>
    </p>
  );
}
