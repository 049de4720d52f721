import type { ModelInfo } from '../../../src-shared/contract/model.ts';

type Metric = ModelInfo['metrics'][number];

export interface MetricGroup {
  readonly metric: string;
  /** Column headings; null means all numbers of players. */
  readonly players: readonly (number | null)[];
  readonly sets: readonly {
    readonly set: string;
    readonly date: string;
    /** In the order of `players`; null where there is no measurement. */
    readonly values: readonly (Metric | null)[];
  }[];
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/**
 * Groups a manifest's flat list of metrics into one table per metric, with a row per evaluation set and a column per
 * number of players. Pure.
 */
export function groupMetrics(metrics: readonly Metric[]): MetricGroup[] {
  return unique(metrics.map((item) => item.metric)).map((metric) => {
    const own = metrics.filter((item) => item.metric === metric);
    const players = unique(own.map((item) => item.players)).sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
    const sets = unique(own.map((item) => item.set)).map((set) => {
      const inSet = own.filter((item) => item.set === set);
      return {
        set,
        date:
          inSet
            .map((item) => item.date)
            .sort()
            .at(-1) ?? '',
        values: players.map((count) => inSet.find((item) => item.players === count) ?? null),
      };
    });
    return { metric, players, sets };
  });
}
