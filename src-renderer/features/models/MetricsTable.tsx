import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { metricName } from '../../ui/model-words.ts';
import { groupMetrics } from './metrics.ts';

const SET_WORDS: Readonly<Record<string, string>> = {
  synthetic: 'Synthetic mixtures like those it was trained on',
  shifted: 'Synthetic, with unseen samples and rooms',
  'real-select': 'Real recordings that steered choices',
  'real-report': 'Real recordings, read once for the card',
  'real-in-rooms': 'Real recordings in unseen measured rooms',
};

/** `set` or `set/group` in words. */
function setWords(name: string): string {
  const [set = '', group] = name.split('/');
  const words = SET_WORDS[set] ?? set;
  return group === undefined ? words : `${words}, ${group.replaceAll('-', ' ')}`;
}

/** One row a set, one column a number of players. */
export function MetricsTable({ metrics }: { readonly metrics: ModelInfo['metrics'] }) {
  const groups = groupMetrics(metrics);
  if (groups.length === 0) return <p className="soft">Nothing has been measured for this model.</p>;
  return groups.map((group) => (
    <div key={group.metric} className="metrics">
      <table>
        <caption>{metricName(group.metric)}</caption>
        <thead>
          <tr>
            <th scope="col">Set</th>
            {group.players.map((players) => (
              <th key={String(players)} scope="col" className="numeric">
                {players === null ? 'all' : `${players} players`}
              </th>
            ))}
            <th scope="col">Date</th>
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
                    <span title={value.mixtures === undefined ? undefined : `${value.mixtures} mixtures`}>
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
