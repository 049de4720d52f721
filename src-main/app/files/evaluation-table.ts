import type { EvaluatedPiece } from './evaluate-folders.ts';

const COLUMNS = ['piece', 'stem', 'listener', 'ear', 'measure', 'unit', 'from_s', 'to_s', 'value'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

/** Units of the measures over a whole stem. */
const WHOLE = [
  ['sdr', 'sdr', 'dB'],
  ['si_sdr', 'siSdr', 'dB'],
  ['si_sdr_improvement', 'siSdrImprovement', 'dB'],
  ['ms_ssim', 'msSsim', ''],
  ['nlpd', 'nlpd', ''],
] as const;

/**
 * All figures in long format: one row per figure, without those that are missing. A figure of a window has `from_s` and
 * `to_s`; one of the whole stem has neither. BSSEval over a whole stem is the median over its windows.
 */
export function evaluationRows(pieces: readonly EvaluatedPiece[]): Row[] {
  const rows: Row[] = [];
  for (const { piece, evaluation } of pieces) {
    const add = (row: Partial<Row> & Pick<Row, 'stem' | 'measure' | 'value'>): void => {
      const empty = { piece, listener: '', ear: '', unit: '', from_s: null, to_s: null };
      if (row.value !== null) rows.push({ ...empty, ...row });
    };
    for (const { name, figures } of evaluation.stems) {
      for (const [measure, key, unit] of WHOLE) add({ stem: name, measure, unit, value: figures[key] });
    }
    for (const { name, median, windows } of evaluation.bss) {
      for (const key of ['sdr', 'isr', 'sir', 'sar'] as const) {
        const measure = `bsseval_${key}`;
        add({ stem: name, measure, unit: 'dB', value: median[key] });
        for (const { fromS, toS, figures } of windows) {
          add({ stem: name, measure, unit: 'dB', from_s: fromS, to_s: toS, value: figures[key] });
        }
      }
    }
    for (const { stem, listener, ear, score } of evaluation.haaqi) {
      add({ stem, listener, ear, measure: 'haaqi', value: score });
    }
  }
  return rows;
}

/** As CSV (RFC 4180) with a header. */
export function evaluationCsv(pieces: readonly EvaluatedPiece[]): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = evaluationRows(pieces).map((row) => COLUMNS.map((column) => cell(row[column])).join(','));
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}
