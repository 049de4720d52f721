import { useState } from 'react';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import type { NamedHearing } from '../../../src-shared/hearing/audiogram.ts';
import { expectedMatchDb, FITTING_RULES, type FittingRule } from '../../../src-shared/hearing/fitting.ts';
import { CEILING } from '../../../src-shared/mixing/processors/limiter/limiter.ts';
import { usualFitting, type Fitting } from '../../../src-shared/project/fitting.ts';
import { Select, Switch } from '../../ui/fields.tsx';
import { FittingLevels, FittingWarning, NotCalibrated } from '../../ui/FittingLevels.tsx';
import { ListenerSelect } from '../../ui/ListenerSelect.tsx';
import { words } from '../../words/words.ts';

interface Props {
  /** The library's own. */
  readonly listeners: readonly NamedHearing[];
  /** The level of full scale that this machine was calibrated to; null before. */
  readonly calibratedDbSpl: number | null;
  onChange: (fitting: Fitting | null) => void;
}

const RULES = FITTING_RULES.filter((rule) => rule !== 'none');

/** The fitting of the live output to a listener's ears: whose, by which rule, how loud, and its bypass. */
export function LiveFitting({ listeners, calibratedDbSpl, onChange }: Props) {
  const [fitting, setFitting] = useState<Fitting | null>(null);
  const [t, text] = [words().live, words().fitting];
  const set = (next: Fitting | null): void => {
    setFitting(next);
    onChange(next);
  };
  const chooseListener = (chosen: Pick<Fitting, 'listener' | 'hearing'> | null): void => {
    if (chosen === null) return set(null);
    // The first fitting is no louder than what was heard before it.
    const before = fitting ?? { ...usualFitting(calibratedDbSpl), matchDb: { left: 0, right: 0 } };
    const next = { ...before, ...chosen };
    set(before.matchDb === null ? next : matched(next));
  };
  const change = (changed: Partial<Fitting>): void => {
    if (fitting === null) return;
    const next = { ...fitting, ...changed };
    set(next.matchDb === null ? next : matched(next));
  };
  return (
    <>
      <div className="live-fitting-fields">
        <ListenerSelect chosen={fitting} listeners={listeners} onChoose={chooseListener} />
        {fitting !== null && (
          <>
            <Select<FittingRule>
              label={text.rule}
              size="sm"
              value={fitting.rule}
              options={RULES.map((value) => ({ value, label: text.rules[value] }))}
              onChange={(rule) => change({ rule })}
            />
            <FittingLevels
              fitting={fitting}
              onFullScale={(fullScaleDbSpl) => change({ fullScaleDbSpl })}
              onLimit={(limitDbSpl) => change({ limitDbSpl })}
            />
          </>
        )}
      </div>
      {fitting !== null && (
        <>
          <Switch
            label={text.bypass}
            checked={fitting.bypassed}
            onChange={(bypassed) => change({ bypassed })}
          />
          <Switch
            label={text.levelMatched}
            checked={fitting.matchDb !== null}
            hint={fitting.matchDb === null ? text.unmatchedHint : t.matchedHint(...sidesOf(fitting.matchDb))}
            onChange={(wanted) => change({ matchDb: wanted ? { left: 0, right: 0 } : null })}
          />
          <FittingWarning fitting={fitting} projectCeilingDb={CEILING.default} />
          <NotCalibrated fitting={fitting} calibratedDbSpl={calibratedDbSpl} />
        </>
      )}
    </>
  );
}

/** What is to come can't be measured: each ear is about as loud for speech at 65 dB SPL. */
function matched(fitting: Fitting): Fitting {
  const { rule, hearing } = fitting;
  return {
    ...fitting,
    matchDb: { left: expectedMatchDb(rule, hearing.left), right: expectedMatchDb(rule, hearing.right) },
  };
}

const sidesOf = ({ left, right }: NonNullable<Fitting['matchDb']>): [string, string] => [
  formatNumber(left, 1),
  formatNumber(right, 1),
];
