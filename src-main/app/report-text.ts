import type { QualityReport, ReportFormat } from '../../src-shared/contract/quality.ts';
import { reportCsv } from '../quality/report-csv.ts';
import { reportHtml } from '../quality/report-html.ts';

/** Serialises a quality report in the given format. */
export function reportText(report: QualityReport, format: ReportFormat): string {
  switch (format) {
    case 'html':
      return reportHtml(report);
    case 'csv':
      return reportCsv(report);
  }
}
