import type { AlignedBar, AlignmentReport } from '../../../src-shared/project/alignment.ts';
import { formatTime } from '../../../src-shared/format/time.ts';

interface Props {
  readonly report: AlignmentReport;
  readonly sampleRate: number;
}

/** Fits below these are doubtful, and bad: as the refusal of whole scores was calibrated. */
const GOOD = 0.6;
const DOUBTFUL = 0.45;

export type FitGrade = 'good' | 'doubtful' | 'bad' | 'unknown';

export function gradeOf({ fit }: Pick<AlignedBar, 'fit'>): FitGrade {
  if (fit === null) return 'unknown';
  return fit >= GOOD ? 'good' : fit >= DOUBTFUL ? 'doubtful' : 'bad';
}

const WORDS: Readonly<Record<FitGrade, string>> = {
  good: 'fits well',
  doubtful: 'is doubtful',
  bad: 'does not fit',
  unknown: 'has nothing to compare',
};

/** A cell for every bar that the recording holds, as long as the bar is, in the colour of how well it fits. */
export function BarFits({ report, sampleRate }: Props) {
  const heard = report.bars.filter(({ start }) => start !== null);
  const weak = heard.filter((bar) => ['doubtful', 'bad'].includes(gradeOf(bar)));
  return (
    <div className="bar-fits">
      <p className="small">
        {`${heard.length} of ${report.bars.length} bars are in this recording. They fit by ${report.fit.toFixed(2)}; `}
        {`A sounds at ${report.tuningHz.toFixed(1)} Hz`}
        {report.repeats === 'left-out' ? '; repeats are left out' : ''}
        {weak.length === 0 ? '.' : `. ${weak.length} ${weak.length === 1 ? 'bar is' : 'bars are'} doubtful.`}
      </p>
      <ol className="bar-cells" aria-label="How well each bar fits">
        {heard.map((bar, index) => {
          const grade = gradeOf(bar);
          const at = formatTime((bar.start ?? 0) / sampleRate, 1);
          const name = `Bar ${bar.label}${bar.pass > 1 ? `, time ${bar.pass}` : ''}`;
          const text = `${name} at ${at} ${WORDS[grade]}${bar.fit === null ? '' : ` (${bar.fit.toFixed(2)})`}`;
          return (
            <li
              key={index}
              className={`bar-cell bar-${grade}`}
              style={{ flexGrow: (bar.end ?? 0) - (bar.start ?? 0) }}
              title={text}
            >
              <span className="visually-hidden">{text}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
