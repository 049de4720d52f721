import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { metricName } from '../../ui/model-words.ts';
import { groupMetrics } from './metrics.ts';
import { words } from '../../words/words.ts';

/** Formats `set` or `set/group` for display. */
function setWords(name: string): string {
  const [set = '', group] = name.split('/');
  const sets: Readonly<Record<string, string>> = words().models.sets;
  const title = sets[set] ?? set;
  return group === undefined ? title : `${title}, ${group.replaceAll('-', ' ')}`;
}

/** A table with one row per evaluation set and one column per number of players. */
export function MetricsTable({ metrics }: { readonly metrics: ModelInfo['metrics'] }) {
  const groups = groupMetrics(metrics);
  if (groups.length === 0) return <p className="soft">{words().models.noMetrics}</p>;
  return groups.map((group) => (
    <div key={group.metric} className="metrics">
      <table>
        <caption>{metricName(group.metric)}</caption>
        <thead>
          <tr>
            <th scope="col">{words().models.set}</th>
            {group.players.map((players) => (
              <th key={String(players)} scope="col" className="numeric">
                {players === null ? words().models.allPlayers : words().models.players(players)}
              </th>
            ))}
            <th scope="col">{words().models.date}</th>
          </tr>
        </thead>
        <tbody>
          {group.sets.map((row) => (
            <tr key={row.set}>
              <th scope="row">
                {setWords(row.set)}
                {setWords(row.set) !== row.set && <span className="faint small"> {row.set}</span>}
              </th>
              {row.values.map((value, index) => (
                <td key={index} className="numeric tabular">
                  {value === null ? (
                    <span className="faint">–</span>
                  ) : (
                    <span title={value.mixtures === undefined ? undefined : words().models.mixtures(value.mixtures)}>
                      {formatNumber(value.value, 2)}
                    </span>
                  )}
                </td>
              ))}
              <td className="tabular faint">{row.date}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  ));
}
