import { formatNumber } from '../../../src-shared/format/numbers.ts';
import type { QualityReport } from '../../../src-shared/contract/quality.ts';
import { words } from '../../words/words.ts';
import type { Level, PairFigures } from './figures.ts';
import type { StemPair } from './pairs.ts';

interface Props {
  readonly pairs: readonly StemPair[];
  readonly figures: ReadonlyMap<string, PairFigures>;
  /** Of either side; null where there is none. */
  readonly reports: readonly (QualityReport | null)[];
  /** Name of the stem that is heard. */
  readonly heard: string;
}

const LETTERS = ['A', 'B'] as const;

/** What can be measured of both separations, a row a player. */
export function FiguresTable({ pairs, figures, reports, heard }: Props) {
  const text = words().compare.figures;
  const gains = pairs.map(({ name }) => reports.map((report) => gainOf(report, name)));
  const expected = pairs.map(({ of }) => of.map(({ expectedSdr }) => expectedSdr));
  const isKnown = (rows: readonly (readonly (number | null)[])[]): boolean =>
    rows.some((row) => row.some((value) => value !== null));
  const [hasGains, hasExpected] = [isKnown(gains), isKnown(expected)];
  return (
    <section className="panel compare-figures" aria-labelledby="compare-figures-title">
      <h2 id="compare-figures-title">{text.title}</h2>
      <p className="soft small">
        {text.text} {(hasGains || hasExpected) && text.wholeText}
      </p>
      <div className="compare-table">
        <table className="figures tabular">
          <thead>
            <tr>
              <th scope="col">{text.player}</th>
              {LETTERS.map((letter) => (
                <th key={letter} scope="col">
                  {text.level(letter)}
                </th>
              ))}
              <th scope="col">{text.agreement}</th>
              {hasExpected &&
                LETTERS.map((letter) => (
                  <th key={letter} scope="col">
                    {text.expected(letter)}
                  </th>
                ))}
              {hasGains &&
                LETTERS.map((letter) => (
                  <th key={letter} scope="col">
                    {text.gained(letter)}
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ name, label }, row) => {
              const found = figures.get(name);
              return (
                <tr key={name} data-heard={name === heard || undefined}>
                  <th scope="row">{label}</th>
                  <td>{levelText(found?.levels[0])}</td>
                  <td>{levelText(found?.levels[1])}</td>
                  <td>{found === undefined ? text.measuring : agreementText(found.agreement)}</td>
                  {hasExpected &&
                    expected[row]?.map((value, side) => <td key={side}>{numberText(value)}</td>)}
                  {hasGains && gains[row]?.map((value, side) => <td key={side}>{numberText(value)}</td>)}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const numberText = (value: number | null): string => (value === null ? '–' : formatNumber(value, 1));

function levelText(level: Level | undefined): string {
  const text = words().compare.figures;
  if (level === undefined) return text.measuring;
  return level.rmsDb === null ? text.silent : formatNumber(level.rmsDb, 1);
}

function agreementText(agreement: number | null): string {
  if (agreement === null) return '–';
  return Number.isFinite(agreement) ? formatNumber(agreement, 1) : words().compare.figures.identical;
}

/** Gain in SI-SDR over the unprocessed recording, dB. */
function gainOf(report: QualityReport | null, name: string): number | null {
  const whole = report?.stems.find((stem) => stem.name === name)?.measured?.whole;
  const [own, mixture] = [whole?.stem.siSdr ?? null, whole?.mixture.siSdr ?? null];
  return own === null || mixture === null ? null : own - mixture;
}
