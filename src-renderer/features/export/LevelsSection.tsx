import { isLossy } from '../../../src-shared/exporting/formats.ts';
import type { ExportLevels } from '../../../src-shared/contract/export.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Check } from '../../ui/Check.tsx';
import { FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { formatDb, formatNumber } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';
import { adviceOn, type Advice } from './advice.ts';
import { finalDepth, goalOf, parseLevel, type ExportForm, type Subject } from './form.ts';
import type { useCheck } from './use-check.ts';

interface Props {
  readonly form: ExportForm;
  readonly subject: Subject;
  readonly checking: ReturnType<typeof useCheck>;
  onChange: (change: Partial<ExportForm>) => void;
}

/** The loudness that the mix is to have, what it has, and what would clip: all before the export begins. */
export function LevelsSection({ form, subject, checking, onChange }: Props) {
  const texts = words().exporting;
  const { check } = checking;
  return (
    <>
      <fieldset className="field">
        <legend className="field-label">{texts.loudness}</legend>
        <div className="export-goal">
          <Level which="target" unit="LUFS" form={form} onChange={onChange} />
          <Level which="ceiling" unit="dBTP" form={form} onChange={onChange} />
        </div>
        <p className="field-hint">{texts.loudnessDetail}</p>
      </fieldset>
      <div className="export-levels" role="status" aria-busy={check.kind === 'measuring'}>
        {check.kind === 'measuring' && (
          <div className="export-measuring">
            <ProgressBar label={texts.measuring} value={check.done} phase={texts.measuring} />
            <Button size="sm" onClick={checking.stop}>
              {texts.stop}
            </Button>
          </div>
        )}
        {check.kind === 'stopped' && (
          <p className="export-measuring">
            <span className="soft">{texts.notMeasured}</span>
            <Button size="sm" onClick={checking.again}>
              {texts.measure}
            </Button>
          </p>
        )}
        {check.kind === 'levels' && (
          <Levels form={form} subject={subject} levels={check.levels} onChange={onChange} />
        )}
      </div>
      {check.kind === 'failed' && <FailureNote {...describeFailure(check.error)} />}
      {form.gainDb < 0 && (
        <p className="export-measuring">
          <span>{texts.lowered(formatDb(form.gainDb))}</span>
          <Button size="sm" onClick={() => onChange({ gainDb: 0 })}>
            {texts.notLowered}
          </Button>
        </p>
      )}
    </>
  );
}

interface LevelProps {
  readonly which: 'target' | 'ceiling';
  readonly unit: string;
  readonly form: ExportForm;
  onChange: (change: Partial<ExportForm>) => void;
}

/** A level that can be switched on, and its number. */
function Level({ which, unit, form, onChange }: LevelProps) {
  const texts = words().exporting;
  const { isOn, text } = form[which];
  const isWrong = isOn && parseLevel(which, text) === null;
  return (
    <div className="export-level">
      <Check
        label={texts[which]}
        checked={isOn}
        onChange={(on) => onChange({ [which]: { isOn: on, text } })}
      />
      <span className="export-level-number">
        <input
          className="input tabular"
          inputMode="decimal"
          aria-label={`${texts[which]}, ${unit}`}
          aria-invalid={isWrong || undefined}
          disabled={!isOn}
          value={text}
          onChange={(event) => onChange({ [which]: { isOn, text: event.target.value } })}
        />
        <span className="soft small">{unit}</span>
      </span>
      {isWrong && <p className="field-error">{texts.wrongLevel[which]}</p>}
    </div>
  );
}

interface LevelsProps {
  readonly form: ExportForm;
  readonly subject: Subject;
  readonly levels: ExportLevels;
  onChange: (change: Partial<ExportForm>) => void;
}

function Levels({ form, subject, levels, onChange }: LevelsProps) {
  const texts = words().exporting;
  const depth = finalDepth(form, subject);
  const advice = adviceOn(levels, goalOf(form), form.gainDb, depth !== '32f');
  return (
    <>
      <p className="tabular">
        {texts.mixLevels(lufs(levels.mix.integratedLufs), dbtp(levels.mix.truePeakDbtp))}
      </p>
      {advice.goal !== null && (
        <p className="tabular">
          {texts.goalGain(
            formatDb(advice.goal.gainDb),
            lufs(advice.goal.integratedLufs),
            dbtp(advice.goal.truePeakDbtp),
          )}
          {advice.goal.isLimited && ` ${texts.goalLimited}`}
        </p>
      )}
      {advice.helpsDb !== null && <ClipNote form={form} advice={advice} onChange={onChange} />}
    </>
  );
}

interface ClipProps {
  readonly form: ExportForm;
  readonly advice: Advice;
  onChange: (change: Partial<ExportForm>) => void;
}

function ClipNote({ form, advice, onChange }: ClipProps) {
  const texts = words().exporting;
  const { clips, overs, helpsDb } = advice;
  if (helpsDb === null) return null;
  const [worst] = [...clips].sort((a, b) => b.overDb - a.overDb);
  return (
    <Note
      tone="warning"
      title={
        worst === undefined
          ? texts.restWouldClip
          : texts.wouldClip(
              [worst.player, worst.region].filter((part) => part !== '').join(', '),
              formatNumber(Math.max(0.1, worst.overDb), 1),
              clips.length - 1,
            )
      }
    >
      {overs !== null && overs > 0 && <p>{texts.samplesOver(overs)}</p>}
      <div className="export-ways">
        <Button size="sm" onClick={() => onChange({ gainDb: helpsDb })}>
          {texts.lower(formatNumber(-helpsDb, 1))}
        </Button>
        {!isLossy(form.format) && (
          <Button size="sm" onClick={() => onChange({ format: 'wav', depth: '32f' })}>
            {texts.asFloat}
          </Button>
        )}
      </div>
      {worst !== undefined && (
        <Check label={texts.mayClip} checked={form.mayClip} onChange={(mayClip) => onChange({ mayClip })} />
      )}
    </Note>
  );
}

const lufs = (level: number | null): string =>
  level === null ? words().exporting.tooQuiet : `${formatNumber(level, 1)} LUFS`;
const dbtp = (level: number | null): string =>
  level === null ? words().exporting.silence : formatDb(level).replace('dB', 'dBTP');
