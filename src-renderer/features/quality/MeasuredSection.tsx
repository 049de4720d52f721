import type { Figures, QualityReport, StemQuality } from '../../../src-shared/contract/quality.ts';
import { number, timesText } from '../../../src-shared/quality/words.ts';

const figure = (value: number | null, digits: number): string =>
  value === null ? '–' : number(value, digits);

interface Row {
  readonly title: string;
  readonly digits: number;
  of: (figures: Figures) => number | null;
}

const ROWS: readonly Row[] = [
  { title: 'SI-SDR, dB', digits: 1, of: ({ siSdr }) => siSdr },
  { title: 'SDR, dB', digits: 1, of: ({ sdr }) => sdr },
  { title: 'NLPD (0 is best)', digits: 2, of: ({ nlpd }) => nlpd },
  { title: 'MS-SSIM (1 is best)', digits: 2, of: ({ msSsim }) => msSsim },
];

/** The figures against references, with the floor and the ceiling of each, and over time. */
export function MeasuredSection({ report }: { readonly report: QualityReport }) {
  const measured = report.stems.filter((stem) => stem.measured !== null);
  if (measured.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="measured-title">
      <h2 id="measured-title">Measured against references</h2>
      <p className="soft small">
        The unprocessed mixture is the floor; the ideal ratio mask, made of the references, is about the best
        that masks can do.
      </p>
      {measured.map((stem) => (
        <MeasuredStem key={stem.name} report={report} stem={stem} />
      ))}
      {report.unmatched.length > 0 && (
        <p className="soft small">References that fit no stem: {report.unmatched.join(', ')}.</p>
      )}
    </section>
  );
}

function MeasuredStem({ report, stem }: { readonly report: QualityReport; readonly stem: StemQuality }) {
  const { measured } = stem;
  if (measured === null) return null;
  const { whole, windows, silent, file } = measured;
  if (silent) {
    return (
      <p>
        <strong>{stem.label}</strong>: the reference {file} is silent; there are no figures.
      </p>
    );
  }
  const gained =
    whole.stem.siSdr === null || whole.mixture.siSdr === null ? null : whole.stem.siSdr - whole.mixture.siSdr;
  return (
    <div className="quality-measured">
      <h3>
        {stem.label} <span className="faint small">against {file}</span>
      </h3>
      <table className="quality-table tabular">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">This stem</th>
            <th scope="col">Mixture</th>
            <th scope="col">Ideal mask</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">SI-SDR gained, dB</th>
            <td>
              <strong>{figure(gained, 1)}</strong>
            </td>
            <td>–</td>
            <td>–</td>
          </tr>
          {ROWS.map(({ title, digits, of }) => (
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
        <summary>{stem.label} over time</summary>
        <table className="quality-table tabular">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">SI-SDR</th>
              <th scope="col">Mixture</th>
              <th scope="col">Ideal mask</th>
              <th scope="col">SDR</th>
              <th scope="col">Expected SDR</th>
              <th scope="col">NLPD</th>
              <th scope="col">MS-SSIM</th>
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
