import type { Listener } from '../../../../src-shared/contract/listeners.ts';
import { formatNumber } from '../../../../src-shared/format/numbers.ts';
import {
  FITTING_RULES,
  SIMULATED_LOSSES,
  type FittingRule,
  type SimulatedLossKind,
} from '../../../../src-shared/hearing/fitting.ts';
import { CEILING } from '../../../../src-shared/mixing/processors/limiter/limiter.ts';
import { parameterValue } from '../../../../src-shared/mixing/processors/parameters.ts';
import { usualFitting, type Fitting } from '../../../../src-shared/project/fitting.ts';
import { describeFailure } from '../../../api/messages.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { Select, Switch } from '../../../ui/fields.tsx';
import { FailureNote, Note, ProgressBar, Spinner } from '../../../ui/feedback.tsx';
import { FittingLevels, FittingWarning, NotCalibrated } from '../../../ui/FittingLevels.tsx';
import { ListenerSelect } from '../../../ui/ListenerSelect.tsx';
import { words } from '../../../words/words.ts';
import type { MeasureSides } from '../../../../src-shared/mixing/measure-match.ts';
import { useFitting } from './use-fitting.ts';
import './fitting.css';

interface Props {
  readonly store: DocumentStore;
  /** The library's own. */
  readonly listeners: readonly Listener[];
  /** The level of full scale that this machine was calibrated to; null before. */
  readonly calibratedDbSpl: number | null;
  readonly measure: MeasureSides;
  /** The version of the stems that is in use. */
  readonly stemVersion: number;
  /** Whether the smearing of a simulated loss is being computed, before which the loss isn't heard. */
  readonly preparing: boolean;
}

/** The fitting of the mix to a listener's ears: whose, by which rule, how loud it is listened to, and its bypass. */
export function FittingPanel({ store, listeners, calibratedDbSpl, measure, stemVersion, preparing }: Props) {
  const {
    fitting: current,
    pending,
    match,
    error,
    choose,
    set,
    stop,
  } = useFitting(store, measure, stemVersion);
  const fitting = pending?.fitting ?? current;
  const { limiter } = store.getSnapshot().document.master;
  const text = words().fitting;
  const simulated = fitting !== null && fitting.loss !== 'none';
  const matched = pending !== null || (current === null ? true : current.matchDb !== null);
  const change = (changed: Partial<Fitting>, matching = matched): void => {
    if (fitting !== null) choose({ ...fitting, ...changed }, matching);
  };
  /** What hardly moves the level is not measured again. */
  const adjust = (changed: Partial<Fitting>): void => {
    if (fitting === null) return;
    if (pending === null) set({ ...fitting, ...changed });
    else change(changed);
  };
  const chooseRule = (rule: FittingRule): void => {
    if (fitting === null) return;
    change({ rule }, rule !== 'none' && (matched || (fitting.rule === 'none' && fitting.loss === 'none')));
  };
  const chooseLoss = (loss: SimulatedLossKind): void => {
    if (fitting === null) return;
    // Matched levels are those before the loss, so they stay as they are.
    if (pending === null) set({ ...fitting, loss });
    else change({ loss });
  };
  const chooseListener = (chosen: Pick<Fitting, 'listener' | 'hearing'> | null): void => {
    if (chosen === null) return choose(null, false);
    if (fitting !== null) return change(chosen);
    choose({ ...chosen, ...usualFitting(calibratedDbSpl) }, true);
  };
  return (
    <section
      className="processor master-panel fitting"
      aria-label={text.title}
      data-bypassed={fitting?.bypassed || undefined}
    >
      <header className="processor-header">
        <h2>{text.title}</h2>
      </header>
      <div className="master-panel-body">
        <div className="fitting-fields">
          <ListenerSelect chosen={fitting} listeners={listeners} onChoose={chooseListener} />
          {fitting !== null && (
            <>
              <Select
                label={text.rule}
                size="sm"
                value={fitting.rule}
                options={FITTING_RULES.map((value) => ({ value, label: text.rules[value] }))}
                onChange={chooseRule}
              />
              <Select
                label={text.loss}
                size="sm"
                value={fitting.loss}
                options={SIMULATED_LOSSES.map((value) => ({ value, label: text.losses[value] }))}
                onChange={chooseLoss}
              />
              <FittingLevels
                fitting={fitting}
                onFullScale={(fullScaleDbSpl) =>
                  fitting.rule !== 'camfit' ? adjust({ fullScaleDbSpl }) : change({ fullScaleDbSpl })
                }
                onLimit={(limitDbSpl) => adjust({ limitDbSpl })}
              />
            </>
          )}
        </div>
        {error !== null && <FailureNote {...describeFailure(error)} />}
        {fitting === null ? (
          <p className="soft small">{text.lead}</p>
        ) : (
          <>
            <div className="fitting-switches">
              <Switch
                label={text.bypass}
                checked={fitting.bypassed}
                disabled={pending !== null}
                onChange={(bypassed) => set({ ...fitting, bypassed })}
              />
              {fitting.rule !== 'none' && (
                <Switch
                  label={text.levelMatched}
                  checked={matched}
                  hint={hintOf(fitting, matched)}
                  onChange={(wanted) => change({}, wanted)}
                />
              )}
            </div>
            {pending === null && matched && match !== 'current' && (
              <Note tone="warning">
                {match === 'stale' ? text.stale : text.unknownMix}{' '}
                <Button size="sm" onClick={() => change({})}>
                  {text.matchAgain}
                </Button>
              </Note>
            )}
            {pending !== null && (
              <div className="fitting-measuring">
                <ProgressBar label={text.measuring} phase={text.measuring} value={pending.done} />
                <Button size="sm" onClick={stop}>
                  {words().common.cancel}
                </Button>
              </div>
            )}
            {simulated && preparing && (
              <div className="fitting-preparing">
                <Spinner label={text.preparing} />
                <p className="soft small">{text.preparingHint}</p>
              </div>
            )}
            {simulated && <Note title={text.lossTitle}>{text.lossText}</Note>}
            {fitting.rule !== 'none' && (
              <FittingWarning fitting={fitting} projectCeilingDb={parameterValue(CEILING, limiter.params)} />
            )}
            <NotCalibrated fitting={fitting} calibratedDbSpl={calibratedDbSpl} />
          </>
        )}
      </div>
    </section>
  );
}

function hintOf({ matchDb }: Fitting, matched: boolean): string {
  const text = words().fitting;
  if (!matched) return text.unmatchedHint;
  if (matchDb === null) return text.matchingHint;
  return text.matchedHint(formatNumber(matchDb.left, 1), formatNumber(matchDb.right, 1));
}
