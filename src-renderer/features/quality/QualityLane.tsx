import { useId } from 'react';
import type { QualityReport, StemQuality } from '../../../src-shared/contract/quality.ts';
import type { SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import {
  passageSentence,
  passageText,
  timesText,
  verdictWord,
  windowRange,
} from '../../../src-shared/quality/words.ts';
import { verdictOf } from '../../../src-shared/quality/verdict.ts';
import { useReport } from './use-report.ts';
import { words } from '../../words/words.ts';
import './quality.css';

interface Props {
  readonly report: QualityReport;
  readonly stem: StemQuality;
  /** The sample at the left edge. */
  readonly start: number;
  readonly framesPerPixel: number;
  /** The width in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** The share of the lane's height for each verdict; doubtful passages are also hatched. */
const HEIGHTS = { clear: 1, fair: 0.55, doubtful: 1 } as const;

/** Marks a stem's passages below its waveform by height and hatching, not by colour alone. */
export function QualityLane({ report, stem, start, framesPerPixel, width, height }: Props) {
  const hatch = useId();
  const bars = stem.passages.flatMap((passage) => {
    const range = windowRange(report, passage.from, passage.to);
    const left = Math.max(0, (range.start - start) / framesPerPixel);
    const right = Math.min(width, (range.end - start) / framesPerPixel);
    if (right <= left) return [];
    const tall = Math.round(height * HEIGHTS[passage.verdict]);
    return [
      <rect
        key={passage.from}
        className={`quality-bar quality-${passage.verdict}`}
        style={passage.verdict === 'doubtful' ? { fill: `url(#${hatch})` } : undefined}
        x={left}
        y={height - tall}
        width={Math.max(1, right - left - 1)}
        height={tall}
      >
        <title>{passageSentence(report, stem, passage, words().quality)}</title>
      </rect>,
    ];
  });
  return (
    <svg
      className="quality-lane"
      width={width}
      height={height}
      role="img"
      aria-label={laneSummary(report, stem)}
    >
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="quality-hatch-ground" width="5" height="5" />
          <rect className="quality-hatch" width="2.5" height="5" />
        </pattern>
      </defs>
      {bars}
    </svg>
  );
}

/** A text alternative for the lane: the overall verdict, then the passages to check by ear. */
function laneSummary(report: QualityReport, stem: StemQuality): string {
  if (stem.expected === null) return words().quality.lane.silent(stem.label);
  const doubtful = stem.passages
    .filter(({ verdict }) => verdict === 'doubtful')
    .map((passage) => `${timesText(report, passage)} ${passageText(report.stems, passage, words().quality)}`);
  const whole = words().quality.lane.estimated(
    stem.label,
    verdictWord(verdictOf(stem.expected.sdr), words().quality),
  );
  return doubtful.length === 0 ? whole : words().quality.lane.doubtfulAt(whole, doubtful.slice(0, 8));
}

interface TrackProps {
  readonly separationId: SeparationId;
  readonly stemId: StemId;
  readonly start: number;
  readonly framesPerPixel: number;
  readonly width: number;
}

const TRACK_LANE_HEIGHT = 8;

/** The quality lane for one track in the editor; renders nothing until the separation has been evaluated. */
export function TrackQuality({ separationId, stemId, ...view }: TrackProps) {
  const { data: report } = useReport(separationId);
  const stem = report?.stems.find((item) => item.stemId === stemId);
  if (report === null || stem === undefined || stem.passages.length === 0) return null;
  return <QualityLane report={report} stem={stem} height={TRACK_LANE_HEIGHT} {...view} />;
}
