import type { AlignedBar, AlignmentReport } from '../../../src-shared/project/alignment.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { words } from '../../words/words.ts';

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

/** A cell for every bar that the recording holds, as long as the bar is, in the colour of how well it fits. */
export function BarFits({ report, sampleRate }: Props) {
  const heard = report.bars.filter(({ start }) => start !== null);
  const weak = heard.filter((bar) => ['doubtful', 'bad'].includes(gradeOf(bar)));
  const texts = words().notes.fit;
  const { repeats, fit, tuningHz, bars } = report;
  const facts = texts.summary(heard.length, bars.length, fit.toFixed(2), tuningHz.toFixed(1));
  const summary =
    repeats === 'left-out'
      ? texts.withoutRepeats(facts)
      : repeats === 'some'
        ? texts.withSomeRepeats(facts)
        : texts.end(facts);
  return (
    <div className="bar-fits">
      <p className="small">
        {[summary, ...(weak.length === 0 ? [] : [texts.doubtful(weak.length)])].join(' ')}
      </p>
      <ol className="bar-cells" aria-label={words().notes.fit.list}>
        {heard.map((bar, index) => {
          const grade = gradeOf(bar);
          const at = formatTime((bar.start ?? 0) / sampleRate, 1);
          const name = texts.bar(bar.label, bar.pass);
          const text = `${texts.barAt(name, at, texts.grades[grade])}${bar.fit === null ? '' : ` (${bar.fit.toFixed(2)})`}`;
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
