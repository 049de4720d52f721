import type { Words } from '../words/en/index.ts';
import type { ExpectedSdr, Passage, QualityReport, StemQuality, Verdict } from '../contract/quality.ts';

/** Pure functions for the window's and the reports' texts about a separation. A minus sign is U+2212. */

const MINUS = '\u2212';

/** Formats as `1:02:03` or `2:03`; truncates fractions of a second. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Formats as `3.1` or `−0.5`. */
export function number(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

type Texts = Words['quality'];

export const verdictWord = (verdict: Verdict, texts: Texts): string => texts.verdicts[verdict];

export const verdictMeaning = (verdict: Verdict, texts: Texts): string => texts.meanings[verdict];

/** Formats as `about 3.2 dB (8 of 10 lie between −1 and 7)`. */
export const expectedText = ({ sdr, low, high }: ExpectedSdr, texts: Texts): string =>
  texts.expected(number(sdr), number(low, 0), number(high, 0));

type Times = Pick<QualityReport, 'windowFrames' | 'sampleRate' | 'frames' | 'restShare'>;

/** The half-open sample range of a range of windows. */
export function windowRange(report: Times, from: number, to: number): { start: number; end: number } {
  const { windowFrames, frames, restShare } = report;
  return { start: from * windowFrames, end: to >= restShare.windows.length ? frames : to * windowFrames };
}

export function timesText(report: Times, passage: Pick<Passage, 'from' | 'to'>): string {
  const { start, end } = windowRange(report, passage.from, passage.to);
  return `${clock(start / report.sampleRate)}–${clock(end / report.sampleRate)}`;
}

/** Describes a passage's problem without its times: `probably mixed with others, most of all violin 1`. */
export function passageText(
  stems: readonly Pick<StemQuality, 'label'>[],
  { verdict, mixedWith }: Passage,
  texts: Texts,
): string {
  const { passages } = texts;
  if (verdict === 'clear') return passages.clear;
  if (typeof mixedWith === 'number') {
    const other = texts.inSentence(stems[mixedWith]?.label ?? '');
    return verdict === 'fair' ? passages.fairWith(other) : passages.doubtfulWith(other);
  }
  if (mixedWith === 'rest') return verdict === 'fair' ? passages.fairRest : passages.doubtfulRest;
  return passages[verdict];
}

/**
 * Formats as `Viola 1:12–1:40: probably mixed with others, most of all violin; expected SDR about 1.0 dB (8 of 10
 * lie …).`
 */
export function passageSentence(
  report: Times & Pick<QualityReport, 'stems'>,
  stem: Pick<StemQuality, 'label'>,
  passage: Passage,
  texts: Texts,
): string {
  const text = texts.estimate.passage(
    passageText(report.stems, passage, texts),
    expectedText(passage.expected, texts),
  );
  return texts.estimate.passageOf(stem.label, timesText(report, passage), text);
}

/** What the reader should know before trusting the estimate; empty if there is no estimate. */
export function estimateCaveats(report: Pick<QualityReport, 'estimator' | 'model'>, texts: Texts): string[] {
  const { estimator, model } = report;
  if (estimator === null) return [];
  const { caveats } = texts;
  const check =
    estimator.validation.find(({ set }) => set === 'real-report') ??
    estimator.validation.find(({ set }) => set === 'real-select');
  return [
    caveats.estimates,
    ...(check === undefined
      ? []
      : [
          caveats.checked(
            check.stems,
            check.set === 'real-select',
            number(check.windowCorrelation, 2),
            number(check.stemCorrelation, 2),
            Math.round(check.partnerRight * 10),
          ),
        ]),
    caveats.undeclared,
    ...(estimator.fits
      ? []
      : [
          caveats.otherModel(
            `${estimator.modelId} ${estimator.modelVersion}`,
            `${model.id} ${model.version}`,
          ),
        ]),
  ];
}

export function restSentence(report: Pick<QualityReport, 'restShare'>, texts: Texts): string {
  const percent = Math.round(report.restShare.whole * 100);
  return percent < 1 ? texts.restLittle : texts.rest(percent);
}
