import { beforeSet, OWN_SETS } from '../../src-shared/contract/adaptation.ts';
import type { ModelInfo } from '../../src-shared/contract/model.ts';
import { words } from '../words/words.ts';
import { formatNumber } from '../../src-shared/format/numbers.ts';

/** Describes a model's manifest in plain language. */

type Metric = ModelInfo['metrics'][number];

export interface Evidence {
  readonly kind: 'own' | 'real' | 'real-select' | 'synthetic';
  readonly metric: Metric;
}

const IMPROVEMENT = 'si_sdr_improvement';
/**
 * Evaluation sets from strongest to weakest evidence: the user's own solos, real recordings evaluated only once, real
 * recordings used for model selection, then synthetic mixtures.
 */
const SETS: readonly { readonly set: string; readonly kind: Evidence['kind'] }[] = [
  { set: OWN_SETS.solos, kind: 'own' },
  { set: 'real-report', kind: 'real' },
  { set: 'real-select', kind: 'real-select' },
  { set: 'shifted', kind: 'synthetic' },
  { set: 'synthetic', kind: 'synthetic' },
];

/** Returns the improvement measured for this number of players, or null if there is no measurement. */
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

/** Describes how well the model does for this number of players, in one sentence. */
export function figureSentence(model: ModelInfo, players: number): string {
  const texts = words().models.figure;
  const evidence = evidenceFor(model, players);
  if (evidence === null) return texts.none(players);
  const gain = decibels(evidence.metric.value);
  const { mixtures } = evidence.metric;
  const size = mixtures === undefined ? '' : texts.size(mixtures);
  switch (evidence.kind) {
    case 'own': {
      const before = improvementOn(model, beforeSet(OWN_SETS.solos), players);
      return texts.own(players, gain, size, before === undefined ? '' : texts.before(decibels(before.value)));
    }
    case 'real':
      return texts.real(players, gain, size);
    case 'real-select':
      return texts.select(players, gain, size);
    case 'synthetic':
      return texts.synthetic(players, gain, size);
  }
}

/**
 * Describes the speed of the model's last separation on this machine.
 * @param speed seconds of processing per second of audio; undefined if it has not run here
 */
export function speedSentence(speed: number | undefined): string {
  const texts = words().models.speed;
  if (speed === undefined) return texts.unknown;
  const factor = speed < 1 ? 1 / speed : speed;
  if (factor < 1.15) return texts.same;
  const times = formatNumber(factor, factor < 9.95 ? 1 : 0);
  return speed < 1 ? texts.faster(times) : texts.slower(times);
}

/**
 * Describes how soon the stems can be heard.
 * @param speed as in `speedSentence`
 */
export function listenSentence(model: ModelInfo, speed: number | undefined): string {
  const texts = words().models.listen;
  if (!model.causal) return texts.parts;
  return speed !== undefined && speed > 1 ? texts.withPauses : texts.atOnce;
}

/** Describes the model's purpose. */
export function purposeSentence(model: ModelInfo): string {
  const texts = words().models.purpose;
  switch (model.task) {
    case 'separation':
      return model.classes.length === 0
        ? texts.blind
        : texts.classes(model.classes.map(words().instruments.name));
    case 'embedding':
      return texts.embedding;
    case 'tagging':
      return texts.tagging;
  }
}

/** Returns the best evidence on a harder kind of mixture (`doubled`, `undeclared`). Such sets are named `SET/KIND`. */
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
  const texts = words().models.limits;
  if (model.playersPerClass <= 1) return texts.oneStemEach;
  const metric = hardCase(model, 'doubled');
  const evidence = metric === null ? texts.noEvidence : texts.measuredGain(decibels(metric.value));
  return texts.stemsEach(model.playersPerClass, evidence);
}

function restOf(model: ModelInfo): string {
  const texts = words().models.limits;
  if (!model.rest) return texts.noRest;
  const metric = hardCase(model, 'undeclared');
  return metric === null ? texts.rest : texts.restMeasured(decibels(metric.value));
}

/** Describes the model's look-ahead and whether its stems stay within it. */
function aheadOf(model: ModelInfo): string {
  const texts = words().models.limits;
  if (!model.causal) return texts.notLive;
  const ahead = model.lookaheadMs === 0 ? texts.onlyPast : texts.ahead(formatNumber(model.lookaheadMs, 0));
  return texts.both(ahead, model.stems === 'waveform' ? texts.waveformStems : texts.maskStems);
}

/** Lists the model's limitations, one sentence each. */
export function limitSentences(model: ModelInfo): string[] {
  const texts = words().models.limits;
  const limited = model.sampleRate < 44_000;
  const band = formatNumber(model.sampleRate / 2000, 1);
  if (model.task !== 'separation') {
    return [texts.often, texts.sameInstrument, ...(limited ? [texts.band(band)] : [])];
  }
  const above = model.stems === 'waveform' ? texts.bandRest : texts.bandMasks;
  return [sameInstrument(model), restOf(model), aheadOf(model), ...(limited ? [above(band)] : [])];
}

/** Returns a metric's display name, or the manifest's own name if the metric is unknown. */
export function metricName(metric: string): string {
  const names: Readonly<Record<string, string>> = words().models.metrics;
  return names[metric] ?? metric.replaceAll('_', ' ');
}
