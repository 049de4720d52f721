import { formatNumber } from '../../../../src-shared/format/numbers.ts';
import { words } from '../../../words/words.ts';
import type { Tally } from './blind.ts';

interface Props {
  readonly tally: Tally;
  nameOf: (id: string) => string;
}

/** Above this probability a result is no evidence of a preference. */
const CHANCE = 0.05;

/** How often each mix was picked, and how likely that is by chance. */
export function BlindResult({ tally, nameOf }: Props) {
  const text = words().snapshots.blind;
  const { counts, undecided, p } = tally;
  const decided = counts.reduce((sum, { picks }) => sum + picks, 0);
  return (
    <div className="blind-result">
      <table aria-label={text.result}>
        <thead>
          <tr>
            <th scope="col">{text.mix}</th>
            <th scope="col">{text.picks}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ id, picks }) => (
            <tr key={id}>
              <th scope="row">{nameOf(id)}</th>
              <td className="tabular">{picks}</td>
            </tr>
          ))}
          {undecided > 0 && (
            <tr>
              <th scope="row">{text.noPreference}</th>
              <td className="tabular">{undecided}</td>
            </tr>
          )}
        </tbody>
      </table>
      <p>{p === null ? text.none : text.chance(formatNumber(p, p < 0.001 ? 5 : 3), decided)}</p>
      {p !== null && p > CHANCE && <p className="soft">{text.tooFew}</p>}
    </div>
  );
}
