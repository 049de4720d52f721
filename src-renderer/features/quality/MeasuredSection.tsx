import type { Figures, QualityReport, StemQuality } from '../../../src-shared/contract/quality.ts';
import { number, timesText } from '../../../src-shared/quality/words.ts';
import { words } from '../../words/words.ts';

const figure = (value: number | null, digits: number): string =>
  value === null ? '–' : number(value, digits);

interface Row {
  readonly title: string;
  readonly digits: number;
  of: (figures: Figures) => number | null;
}

const rows = (): Row[] => [
  { title: words().quality.measured.siSdr, digits: 1, of: ({ siSdr }) => siSdr },
  { title: words().quality.measured.sdr, digits: 1, of: ({ sdr }) => sdr },
  { title: words().quality.measured.nlpd, digits: 2, of: ({ nlpd }) => nlpd },
  { title: words().quality.measured.msSsim, digits: 2, of: ({ msSsim }) => msSsim },
];

/** Shows the metrics measured against references: each with its lower and upper bound, and over time. */
export function MeasuredSection({ report }: { readonly report: QualityReport }) {
  const measured = report.stems.filter((stem) => stem.measured !== null);
  if (measured.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="measured-title">
      <h2 id="measured-title">{words().quality.measured.title}</h2>
      <p className="soft small">{words().quality.measured.text}</p>
      {measured.map((stem) => (
        <MeasuredStem key={stem.name} report={report} stem={stem} />
      ))}
      {report.unmatched.length > 0 && (
        <p className="soft small">{words().quality.measured.unmatched(report.unmatched)}</p>
      )}
    </section>
  );
}

function MeasuredStem({ report, stem }: { readonly report: QualityReport; readonly stem: StemQuality }) {
  const { measured } = stem;
  if (measured === null) return null;
  const { whole, windows, silent, file } = measured;
  if (silent) {
    return <p>{words().quality.measured.silent(stem.label, file)}</p>;
  }
  const gained =
    whole.stem.siSdr === null || whole.mixture.siSdr === null ? null : whole.stem.siSdr - whole.mixture.siSdr;
  return (
    <div className="quality-measured">
      <h3>
        {stem.label} <span className="faint small">{words().quality.measured.against(file)}</span>
      </h3>
      <table className="figures tabular">
        <thead>
          <tr>
            <th scope="col">{words().quality.measured.figure}</th>
            <th scope="col">{words().quality.measured.stem}</th>
            <th scope="col">{words().quality.measured.mixture}</th>
            <th scope="col">{words().quality.measured.ideal}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{words().quality.measured.gained}</th>
            <td>
              <strong>{figure(gained, 1)}</strong>
            </td>
            <td>–</td>
            <td>–</td>
          </tr>
          {rows().map(({ title, digits, of }) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td>{figure(of(whole.stem), digits)}</td>
              <td>{figure(of(whole.mixture), digits)}</td>
              <td>{figure(of(whole.ideal), digits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>{words().quality.measured.overTime(stem.label)}</summary>
        <table className="figures tabular">
          <thead>
            <tr>
              <th scope="col">{words().quality.measured.when}</th>
              <th scope="col">{words().quality.measured.siSdr}</th>
              <th scope="col">{words().quality.measured.mixture}</th>
              <th scope="col">{words().quality.measured.ideal}</th>
              <th scope="col">{words().quality.measured.sdr}</th>
              <th scope="col">{words().quality.measured.expected}</th>
              <th scope="col">{words().quality.measured.nlpd}</th>
              <th scope="col">{words().quality.measured.msSsim}</th>
            </tr>
          </thead>
          <tbody>
            {windows.map((window, index) => (
              <tr key={index}>
                <th scope="row">{timesText(report, { from: index, to: index + 1 })}</th>
                <td>{figure(window.stem.siSdr, 1)}</td>
                <td>{figure(window.mixture.siSdr, 1)}</td>
                <td>{figure(window.ideal.siSdr, 1)}</td>
                <td>{figure(window.stem.sdr, 1)}</td>
                <td>{figure(stem.windows[index] ?? null, 1)}</td>
                <td>{figure(window.stem.nlpd, 2)}</td>
                <td>{figure(window.stem.msSsim, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
