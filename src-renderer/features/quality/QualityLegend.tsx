import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { verdictWord } from '../../../src-shared/quality/words.ts';
import { useReport } from './use-report.ts';
import { words } from '../../words/words.ts';
import './quality.css';

const VERDICTS = ['clear', 'fair', 'doubtful'] as const;

/** What the bars below the waveforms mean; nothing until the separation has been evaluated. */
export function QualityLegend({ separationId }: { readonly separationId: SeparationId }) {
  const { data: report } = useReport(separationId);
  if (report === null) return null;
  return (
    <div className="quality-legend">
      <span className="field-label">{words().quality.legend}</span>
      <ul>
        {VERDICTS.map((verdict) => (
          <li key={verdict}>
            <svg width="18" height="8" aria-hidden="true">
              <rect
                className={`quality-bar quality-${verdict}`}
                y={verdict === 'fair' ? 4 : 0}
                width="18"
                height={verdict === 'fair' ? 4 : 8}
              />
              {verdict === 'doubtful' && (
                <path className="quality-legend-hatch" d="M2 8 8 0M8 8 14 0M14 8 18 2" />
              )}
            </svg>
            {verdictWord(verdict, words().quality)}
          </li>
        ))}
      </ul>
    </div>
  );
}
