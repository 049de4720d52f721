import type { ModelInfo } from '../../../src-shared/contract/model.ts';

type Metric = ModelInfo['metrics'][number];

export interface MetricGroup {
  readonly metric: string;
  /** Column heads; null is "all numbers of players". */
  readonly players: readonly (number | null)[];
  readonly sets: readonly {
    readonly set: string;
    readonly date: string;
    /** In the order of `players`; null where nothing was measured. */
    readonly values: readonly (Metric | null)[];
  }[];
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** A manifest's flat list of figures as tables: a metric each, sets down, numbers of players across. Pure. */
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
