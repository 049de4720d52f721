import type { ModelInfo } from '../../src-shared/contract/model.ts';

/**
 * Mean SI-SDR improvement, over the numbers of players, on the real recordings reserved for the model card's report; a
 * model without figures ranks last.
 */
function evidence({ metrics }: ModelInfo): number {
  const values = metrics
    .filter(({ set, metric }) => set === 'real-report' && metric === 'si_sdr_improvement')
    .map(({ value }) => value);
  return values.length === 0 ? -Infinity : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The default model: the built-in model with the best evidence; an added model only if there is no built-in one. */
export function standardOf<E extends { readonly info: ModelInfo }>(
  entries: readonly E[],
  task: ModelInfo['task'],
): E | undefined {
  const usable = entries.filter(({ info }) => info.task === task && info.problem === null);
  const builtIn = usable.filter(({ info }) => info.origin === 'built-in');
  const candidates = builtIn.length > 0 ? builtIn : usable;
  return candidates.reduce<E | undefined>(
    (best, entry) => (best === undefined || evidence(entry.info) > evidence(best.info) ? entry : best),
    undefined,
  );
}
