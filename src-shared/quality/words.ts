import type { ExpectedSdr, Passage, QualityReport, StemQuality, Verdict } from '../contract/quality.ts';

/** What the window and the reports say of a separation; all pure. A minus sign is U+2212. */

const MINUS = '\u2212';

/** `1:02:03`, `2:03`; cut off, not rounded up. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** `3.1`, `−0.5`. */
export function number(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

export function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case 'clear':
      return 'clear';
    case 'fair':
      return 'fair';
    case 'doubtful':
      return 'doubtful';
  }
}

export function verdictMeaning(verdict: Verdict): string {
  switch (verdict) {
    case 'clear':
      return 'expected SDR of 6 dB or more: at most about a quarter of the energy is wrong';
    case 'fair':
      return 'expected SDR of 1.5 to 6 dB: the others are likely to be heard in it';
    case 'doubtful':
      return 'expected SDR below 1.5 dB: errors are likely nearly as strong as the player';
  }
}

/** `about 3.2 dB (8 of 10 lie between −1 and 7)`. */
export function expectedText({ sdr, low, high }: ExpectedSdr): string {
  return `about ${number(sdr)} dB (8 of 10 lie between ${number(low, 0)} and ${number(high, 0)})`;
}

type Times = Pick<QualityReport, 'windowFrames' | 'sampleRate' | 'frames' | 'restShare'>;

/** Samples of the stems, half open. */
export function windowRange(report: Times, from: number, to: number): { start: number; end: number } {
  const { windowFrames, frames, restShare } = report;
  return { start: from * windowFrames, end: to >= restShare.windows.length ? frames : to * windowFrames };
}

export function timesText(report: Times, passage: Pick<Passage, 'from' | 'to'>): string {
  const { start, end } = windowRange(report, passage.from, passage.to);
  return `${clock(start / report.sampleRate)}–${clock(end / report.sampleRate)}`;
}

/** `probably mixed with others, most of all violin 1`: what is wrong with a passage, without its times. */
export function passageText(stems: readonly Pick<StemQuality, 'label'>[], passage: Passage): string {
  const { verdict, mixedWith } = passage;
  const other = typeof mixedWith === 'number' ? lower(stems[mixedWith]?.label ?? '') : null;
  switch (verdict) {
    case 'clear':
      return 'probably clear of the others';
    case 'fair':
      if (other !== null) return `others are likely to be heard in it, most of all ${other}`;
      return mixedWith === 'rest'
        ? 'some of it is likely to be in the rest, or the other way round'
        : 'others are likely to be heard in it';
    case 'doubtful':
      if (other !== null) return `probably mixed with others, most of all ${other}`;
      return mixedWith === 'rest'
        ? 'probably confused with what is in the rest'
        : 'probably mixed with several others';
  }
}

/** `Viola 1:12–1:40: probably mixed with others, most of all violin; expected SDR about 1.0 dB (8 of 10 lie …).` */
export function passageSentence(
  report: Times & Pick<QualityReport, 'stems'>,
  stem: Pick<StemQuality, 'label'>,
  passage: Passage,
): string {
  return (
    `${stem.label} ${timesText(report, passage)}: ${passageText(report.stems, passage)}; ` +
    `expected SDR ${expectedText(passage.expected)}.`
  );
}

const lower = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

/** What one should know before believing the estimate; empty where there is none. */
export function estimateCaveats(report: Pick<QualityReport, 'estimator' | 'model'>): string[] {
  const { estimator, model } = report;
  if (estimator === null) return [];
  const check =
    estimator.validation.find(({ set }) => set === 'real-report') ??
    estimator.validation.find(({ set }) => set === 'real-select');
  const caveats = [
    'These are estimates from the stems alone, not measurements: they tell passages that deserve a listen, ' +
      'and can be wrong in both directions.',
  ];
  if (check !== undefined) {
    caveats.push(
      `On ${check.stems} stems of real recordings with known parts${check.set === 'real-select' ? ' (which steered how it was made)' : ''}, their order agreed with the true one by ` +
        `${number(check.windowCorrelation, 2)} a window and ${number(check.stemCorrelation, 2)} a stem ` +
        `(Spearman’s rank correlation: 0 is chance, 1 perfect). The player named as mixed in was the right one in ` +
        `${Math.round(check.partnerRight * 10)} of 10 cases.`,
    );
  }
  caveats.push('A player whom nobody declared can hide in a stem without being noticed here.');
  if (!estimator.fits) {
    caveats.push(
      `The estimate was made for ${estimator.modelId} ${estimator.modelVersion}, and these stems come from ` +
        `${model.id} ${model.version}: take the figures as a rough guide.`,
    );
  }
  return caveats;
}

export function restSentence(report: Pick<QualityReport, 'restShare'>): string {
  const percent = Math.round(report.restShare.whole * 100);
  return percent < 1
    ? 'Less than 1 % of the energy went to the rest.'
    : `${percent} % of the energy went to the rest.`;
}
