import { beforeSet, OWN_SETS } from '../../src-shared/contract/adaptation.ts';
import type { ModelInfo } from '../../src-shared/contract/model.ts';
import { formatNumber } from '../../src-shared/format/numbers.ts';
import { count } from './format.ts';

/** What a model's manifest says, in plain words. */

type Metric = ModelInfo['metrics'][number];

export interface Evidence {
  readonly kind: 'own' | 'real' | 'real-select' | 'synthetic';
  readonly metric: Metric;
}

const IMPROVEMENT = 'si_sdr_improvement';
/** Best evidence first: the user's own solos, real recordings read once, real ones that steered choices, then synthetic ones. */
const SETS: readonly { readonly set: string; readonly kind: Evidence['kind'] }[] = [
  { set: OWN_SETS.solos, kind: 'own' },
  { set: 'real-report', kind: 'real' },
  { set: 'real-select', kind: 'real-select' },
  { set: 'shifted', kind: 'synthetic' },
  { set: 'synthetic', kind: 'synthetic' },
];

/** The improvement that was measured for so many players; null where none was. */
export function evidenceFor(model: ModelInfo, players: number): Evidence | null {
  for (const { set, kind } of SETS) {
    const metric = improvementOn(model, set, players);
    if (metric !== undefined) return { kind, metric };
  }
  return null;
}

const improvementOn = (model: ModelInfo, set: string, players: number): Metric | undefined =>
  model.metrics.find((item) => item.set === set && item.metric === IMPROVEMENT && item.players === players);

const decibels = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value, 1)} dB`;

/** One sentence on how well it does for so many players. */
export function figureSentence(model: ModelInfo, players: number): string {
  const evidence = evidenceFor(model, players);
  if (evidence === null) return `No evidence for ${players} players yet: let your ears judge.`;
  const value = decibels(evidence.metric.value);
  const { mixtures } = evidence.metric;
  const size = mixtures === undefined ? '' : ` (${count(mixtures, 'mixture')})`;
  switch (evidence.kind) {
    case 'own': {
      const before = improvementOn(model, beforeSet(OWN_SETS.solos), players);
      const than = before === undefined ? '' : `; before it was adapted ${decibels(before.value)}`;
      return `On your held-back solos, ${players} mixed, each came out ${value} cleaner on average${size}${than}.`;
    }
    case 'real':
      return `On real recordings of ${players} players each part came out ${value} cleaner on average${size}.`;
    case 'real-select':
      return `On the real recordings of ${players} players that steered its making, ${value} cleaner on average${size}.`;
    case 'synthetic':
      return `On synthetic mixtures of ${players} players ${value} cleaner on average${size}; no real evidence.`;
  }
}

/**
 * How fast its last separation was on this machine.
 * @param speed seconds of work per second of audio; undefined where none ran here
 */
export function speedSentence(speed: number | undefined): string {
  if (speed === undefined) return 'Not timed on this machine yet.';
  const factor = speed < 1 ? 1 / speed : speed;
  if (factor < 1.15) return 'Its last separation here took about as long as the music.';
  const times = formatNumber(factor, factor < 9.95 ? 1 : 0);
  return speed < 1
    ? `Its last separation here was ${times} times as fast as the music.`
    : `Its last separation here took ${times} times as long as the music.`;
}

/**
 * How soon its stems can be heard.
 * @param speed as in `speedSentence`
 */
export function listenSentence(model: ModelInfo, speed: number | undefined): string {
  if (!model.causal) {
    return 'You can listen while it separates, once its first part is done: a few seconds of music at a time.';
  }
  const waits = speed !== undefined && speed > 1 ? ', with pauses, as it is slower than the music here' : '';
  return `You can listen at once: it separates from the first moment on${waits}.`;
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** What it is for. */
export function purposeSentence(model: ModelInfo): string {
  switch (model.task) {
    case 'separation': {
      if (model.classes.length === 0) return 'Separates without being told who plays.';
      const names = list(model.classes.map((name) => name.replaceAll('-', ' ')));
      return `Separates ${names}.`;
    }
    case 'embedding':
      return 'Hears who plays, and compares recordings by how they sound.';
    case 'tagging':
      return 'Recognises which instruments play.';
  }
}

/** The best evidence on a harder kind of mixture (`doubled`, `undeclared`): sets are named `SET/KIND`. */
function hardCase(model: ModelInfo, kind: string): Metric | null {
  for (const { set } of SETS) {
    const metric = model.metrics.find(
      (item) => item.set.startsWith(`${set}/`) && item.set.endsWith(kind) && item.metric === IMPROVEMENT,
    );
    if (metric !== undefined) return metric;
  }
  return null;
}

function sameInstrument(model: ModelInfo): string {
  if (model.playersPerClass <= 1) return 'Players of the same instrument share one stem.';
  const metric = hardCase(model, 'doubled');
  const told = metric === null ? 'without evidence yet' : `${decibels(metric.value)} where it was measured`;
  return `Up to ${model.playersPerClass} players of the same instrument get a stem each (${told}).`;
}

function restOf(model: ModelInfo): string {
  if (!model.rest) return 'It does not learn a rest: what no stem took is left there.';
  const metric = hardCase(model, 'undeclared');
  const told = metric === null ? '' : `; with one player undeclared, parts gained ${decibels(metric.value)}`;
  return `Noise and undeclared players should go to the rest, so declare everyone you hear${told}.`;
}

/** How far it listens ahead, and whether its stems keep to that. */
function aheadOf(model: ModelInfo): string {
  if (!model.causal) return 'It listens ahead, so it is not meant for live use.';
  const ahead =
    model.lookaheadMs === 0
      ? 'It hears only the past, as a hearing aid would'
      : `It hears the past and ${formatNumber(model.lookaheadMs, 0)} ms ahead, as a hearing aid would`;
  return model.stems === 'waveform'
    ? `${ahead}; its stems are the very waveforms that it makes.`
    : `${ahead}; its stems are cut from the recording by masks, which look some 0.1 s further.`;
}

const aboveOf = (model: ModelInfo): string =>
  model.stems === 'waveform' ? 'what lies above stays in the rest' : 'above that its masks are continued';

/** What it can't do, a sentence each. */
export function limitSentences(model: ModelInfo): string[] {
  const limits: string[] = [];
  const band = formatNumber(model.sampleRate / 2000, 1);
  if (model.task === 'separation') {
    limits.push(sameInstrument(model), restOf(model), aheadOf(model));
    if (model.sampleRate < 44_000) limits.push(`It hears up to ${band} kHz; ${aboveOf(model)}.`);
  } else {
    limits.push(
      'It is often wrong: what it hears is a proposal.',
      'Players of the same instrument are one to it.',
    );
    if (model.sampleRate < 44_000) limits.push(`It hears up to ${band} kHz.`);
  }
  return limits;
}

const METRIC_NAMES: Readonly<Record<string, string>> = {
  si_sdr_improvement: 'SI-SDR improvement (dB)',
  unmixing_si_sdr_improvement: 'Two recordings mixed and taken apart again, SI-SDR improvement (dB)',
  si_sdr: 'SI-SDR (dB)',
  sdr: 'SDR (dB)',
  ms_ssim: 'MS-SSIM',
  nlpd: 'NLPD',
  f1_macro: 'F1, mean of the instruments',
  f1_micro: 'F1, all decisions',
  average_precision_macro: 'Average precision, mean of the instruments',
  ece: 'Calibration error (ECE)',
};
export const metricName = (metric: string): string => METRIC_NAMES[metric] ?? metric.replaceAll('_', ' ');
