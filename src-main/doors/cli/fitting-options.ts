import { FITTING_RULES, SIMULATED_LOSSES } from '../../../src-shared/hearing/fitting.ts';
import {
  GREATEST_FULL_SCALE_DB_SPL,
  GREATEST_LIMIT_DB_SPL,
  LEAST_FULL_SCALE_DB_SPL,
  LEAST_LIMIT_DB_SPL,
  USUAL_FULL_SCALE_DB_SPL,
  type Fitting,
} from '../../../src-shared/project/fitting.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { safeCeilingDb } from '../../../src-shared/mixing/fitting.ts';
import { CEILING } from '../../../src-shared/mixing/processors/limiter/limiter.ts';
import { parameterValue } from '../../../src-shared/mixing/processors/parameters.ts';
import type { AskedFitting } from '../../app/files/fit-mix.ts';
import { numberIn } from './export-options.ts';
import { choice, flag, invalid, text, value, type Values } from './options.ts';
import { onOneLine } from './terminal.ts';

const LISTENER = 'CODE|N1…S3|FILE';

/** Listeners of measures, as `namedListeners` reads them. */
export const listenersOption = text(
  LISTENER,
  `whose HAAQI is measured: a listener of the library, by the code; a standard audiogram; or all listeners of a file (JSON of
  the Clarity and Cadenza challenges, or CSV), or FILE#CODE for one of them`,
);

/** The options that fit a mix to a listener's ears. */
export const fittingOptions = {
  listener: text(
    LISTENER,
    `fits the mix to this listener: one of the library, by the code; a standard audiogram; or a file with one listener
    (JSON of the Clarity and Cadenza challenges, or CSV), or FILE#CODE for one of several`,
  ),
  fitting: choice(
    FITTING_RULES,
    `the rule of the fitting, in place of the project’s own; "none" without --listener leaves that out`,
  ),
  loss: choice(
    SIMULATED_LOSSES,
    'lets the listener’s loss be heard, after the fitting, by those who have none; smeared ×3 or ×6',
  ),
  'no-level-match': flag(
    'lets the fitting change the loudness; otherwise each ear is as loud (LUFS) as without it',
  ),
  'full-scale': value(
    'DB',
    `the sound pressure level, dB SPL, of a signal of RMS 1; the library’s calibration, or ${USUAL_FULL_SCALE_DB_SPL}, where left out`,
    numberIn(LEAST_FULL_SCALE_DB_SPL, GREATEST_FULL_SCALE_DB_SPL, 'dB SPL'),
  ),
  limit: value(
    'DB',
    'what the peaks of a fitted mix don’t exceed, dB SPL; 100 where left out',
    numberIn(LEAST_LIMIT_DB_SPL, GREATEST_LIMIT_DB_SPL, 'dB SPL'),
  ),
};

/**
 * What the options ask for; null for a mix without the project's fitting, undefined for the project as it is.
 * @throws Failure `call/invalid` for options that don't go together
 */
export function fittingOf(
  values: Values<typeof fittingOptions> & { readonly library: string },
): AskedFitting | null | undefined {
  const { listener, fitting: rule, loss, limit: limitDbSpl, 'full-scale': fullScaleDbSpl } = values;
  const treats = (rule ?? 'none') !== 'none' || (loss ?? 'none') !== 'none';
  if (listener === undefined) {
    if (treats) throw invalid('--fitting and --loss need --listener');
    if (values['no-level-match'] || fullScaleDbSpl !== undefined || limitDbSpl !== undefined)
      throw invalid('--no-level-match, --full-scale and --limit belong to --listener');
    return rule === undefined ? undefined : null;
  }
  if (!treats)
    throw invalid('--listener needs --fitting nal-r or camfit, or --loss plain, smeared-3 or smeared-6');
  return {
    listener,
    rule: rule ?? 'none',
    loss: loss ?? 'none',
    ...{ fullScaleDbSpl, limitDbSpl },
    matched: !values['no-level-match'],
    libraryDir: values.library,
  };
}

/** A fitting as JSON output names it. */
export const fittingJson = (fitting: Fitting | null) =>
  fitting === null
    ? null
    : {
        listener: fitting.listener,
        rule: fitting.rule,
        loss: fitting.loss,
        full_scale_db_spl: fitting.fullScaleDbSpl,
        limit_db_spl: fitting.limitDbSpl,
        match_db: fitting.matchDb,
        bypassed: fitting.bypassed,
      };

/** What a fitted mix comes to, and how loud it can be; nothing for one that isn't fitted, or is bypassed. */
export function fittingText({ fitting, limiter }: ProjectDocument['master']): string {
  if (fitting === null || fitting.bypassed) return '';
  const { listener, rule, loss, matchDb, fullScaleDbSpl } = fitting;
  const how = [
    ...(rule === 'none' ? [] : [rule]),
    ...(loss === 'none' ? [] : [`heard through the loss (${loss})`]),
  ];
  const levels =
    matchDb === null
      ? rule === 'none'
        ? ''
        : ', levels not matched'
      : `, matched by left ${matchDb.left.toFixed(1)} dB, right ${matchDb.right.toFixed(1)} dB`;
  const most = (fullScaleDbSpl + safeCeilingDb(fitting, parameterValue(CEILING, limiter.params))).toFixed(0);
  return `fitted to ${onOneLine(listener)}: ${how.join(', ')}${levels}; peaks stop at ${most} dB SPL if full scale is ${fullScaleDbSpl} dB SPL\n`;
}
