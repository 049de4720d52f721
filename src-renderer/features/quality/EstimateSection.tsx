import { useCallback, useRef, useState } from 'react';
import type { QualityReport, StemQuality } from '../../../src-shared/contract/quality.ts';
import {
  estimateCaveats,
  expectedText,
  passageText,
  restSentence,
  timesText,
  verdictMeaning,
  verdictWord,
} from '../../../src-shared/quality/words.ts';
import { verdictOf } from '../../../src-shared/quality/verdict.ts';
import { QualityLane } from './QualityLane.tsx';
import { words } from '../../words/words.ts';

/** Shows the quality estimated from the stems alone, and how reliable the estimate is. */
export function EstimateSection({ report }: { readonly report: QualityReport }) {
  return (
    <section className="panel" aria-labelledby="estimate-title">
      <h2 id="estimate-title">{words().quality.estimate.title}</h2>
      <p className="soft">{restSentence(report, words().quality)}</p>
      {report.stems.map((stem) => (
        <StemEstimate key={stem.name} report={report} stem={stem} />
      ))}
      <ul className="quality-key" aria-label={words().quality.estimate.key}>
        {(['clear', 'fair', 'doubtful'] as const).map((verdict) => (
          <li key={verdict} className="small soft">
            <span className={`quality-swatch quality-swatch-${verdict}`} aria-hidden="true" />
            <strong>{verdictWord(verdict, words().quality)}</strong>:{' '}
            {verdictMeaning(verdict, words().quality)}
          </li>
        ))}
        <li className="small soft">
          <span className="quality-swatch" aria-hidden="true" />
          <strong>{words().quality.empty}</strong>: {words().quality.emptyMeaning}
        </li>
      </ul>
      <h3>{words().quality.estimate.trust}</h3>
      <ul className="quality-caveats soft small">
        {estimateCaveats(report, words().quality).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  );
}

/** The number of passages to list before the rest are collapsed. */
const SHOWN = 6;

function StemEstimate({ report, stem }: { readonly report: QualityReport; readonly stem: StemQuality }) {
  const { width, measure } = useWidth();
  const doubtful = stem.passages.filter(({ verdict }) => verdict !== 'clear');
  return (
    <div className="quality-stem">
      <h3>
        {stem.label}
        {stem.expected !== null && (
          <span className="soft quality-expected">
            {words().quality.estimate.stem(
              verdictWord(verdictOf(stem.expected.sdr), words().quality),
              expectedText(stem.expected, words().quality),
            )}
          </span>
        )}
      </h3>
      <div ref={measure} className="quality-track">
        {width > 0 && (
          <QualityLane
            report={report}
            stem={stem}
            start={0}
            framesPerPixel={report.frames / width}
            width={width}
            height={18}
          />
        )}
      </div>
      {stem.expected === null ? (
        <p className="soft small">{words().quality.estimate.silent}</p>
      ) : doubtful.length === 0 ? (
        <p className="soft small">{words().quality.estimate.clear}</p>
      ) : (
        <PassageList report={report} passages={doubtful} />
      )}
    </div>
  );
}

function PassageList({
  report,
  passages,
}: {
  readonly report: QualityReport;
  readonly passages: StemQuality['passages'];
}) {
  const items = passages.map((passage) => (
    <li key={passage.from} className={`quality-passage-${passage.verdict}`}>
      <span className="tabular">{timesText(report, passage)}</span>{' '}
      {words().quality.estimate.passage(
        passageText(report.stems, passage, words().quality),
        expectedText(passage.expected, words().quality),
      )}
    </li>
  ));
  return (
    <>
      <ul className="quality-passages small">{items.slice(0, SHOWN)}</ul>
      {items.length > SHOWN && (
        <details>
          <summary className="small">{words().quality.estimate.more(items.length - SHOWN)}</summary>
          <ul className="quality-passages small">{items.slice(SHOWN)}</ul>
        </details>
      )}
    </>
  );
}

function useWidth(): { readonly width: number; readonly measure: (node: HTMLElement | null) => void } {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const measure = useCallback((node: HTMLElement | null) => {
    observer.current?.disconnect();
    observer.current = null;
    if (node === null) return;
    setWidth(node.clientWidth);
    observer.current = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.current.observe(node);
  }, []);
  return { width, measure };
}
