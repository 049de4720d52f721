import type { Figures, QualityReport, StemQuality } from '../../src-shared/contract/quality.ts';
import { verdictOf } from '../../src-shared/quality/verdict.ts';
import { windowRange } from '../../src-shared/quality/words.ts';

type Cell = string | number | null;

const FIGURES = [
  ['sdr_db', 'sdr'],
  ['si_sdr_db', 'siSdr'],
  ['nlpd', 'nlpd'],
  ['ms_ssim', 'msSsim'],
] as const satisfies readonly (readonly [string, keyof Figures])[];

const COLUMNS = [
  'stem',
  'label',
  'instrument',
  'from_s',
  'to_s',
  'expected_sdr_db',
  'expected_low_db',
  'expected_high_db',
  'verdict',
  'mixed_with',
  'rest_share',
  ...FIGURES.map(([column]) => column),
  'si_sdr_improvement_db',
  ...FIGURES.map(([column]) => `mixture_${column}`),
  ...FIGURES.map(([column]) => `ideal_mask_${column}`),
];

/**
 * The report as CSV (RFC 4180): one line per stem for the whole (`from_s` 0 to the end), then one line per window.
 * Times are in seconds from the start of the stems; missing figures are empty.
 */
export function reportCsv(report: QualityReport): string {
  const rows: Cell[][] = [COLUMNS];
  for (const stem of report.stems) {
    rows.push(wholeRow(report, stem));
    for (const window of report.restShare.windows.keys()) rows.push(windowRow(report, stem, window));
  }
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function wholeRow(report: QualityReport, stem: StemQuality): Cell[] {
  const { expected } = stem;
  return [
    ...nameCells(stem),
    0,
    report.frames / report.sampleRate,
    ...[expected?.sdr, expected?.low, expected?.high].map((value) => value ?? null),
    expected === null ? null : verdictOf(expected.sdr),
    null,
    report.restShare.whole,
    ...measuredCells(stem.measured?.whole ?? null),
  ];
}

function windowRow(report: QualityReport, stem: StemQuality, window: number): Cell[] {
  const { start, end } = windowRange(report, window, window + 1);
  const expected = stem.windows[window] ?? null;
  const passage = stem.passages.find(({ from, to }) => from <= window && window < to);
  const partner = passage?.mixedWith ?? null;
  return [
    ...nameCells(stem),
    start / report.sampleRate,
    end / report.sampleRate,
    expected,
    null,
    null,
    expected === null ? null : verdictOf(expected),
    typeof partner === 'number' ? (report.stems[partner]?.name ?? null) : partner,
    report.restShare.windows[window] ?? null,
    ...measuredCells(stem.measured?.windows[window] ?? null),
  ];
}

const nameCells = ({ name, label, instrument }: StemQuality): Cell[] => [name, label, instrument];

function measuredCells(measured: NonNullable<StemQuality['measured']>['whole'] | null): Cell[] {
  if (measured === null) return Array.from({ length: 3 * FIGURES.length + 1 }, () => null);
  const { stem, mixture, ideal } = measured;
  const improvement = stem.siSdr === null || mixture.siSdr === null ? null : stem.siSdr - mixture.siSdr;
  const of = (figures: Figures): Cell[] => FIGURES.map(([, field]) => figures[field]);
  return [...of(stem), improvement, ...of(mixture), ...of(ideal)];
}

/** A leading apostrophe keeps spreadsheets from evaluating text as a formula. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 10_000) / 10_000);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
