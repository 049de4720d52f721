import {
  evaluateToTable,
  type EvaluatedFolders,
  type EvaluatedPiece,
} from '../../app/files/evaluate-folders.ts';
import type { EvaluatedFigures, Evaluation } from '../../app/files/evaluate.ts';
import { namedListeners } from '../../app/named-listeners.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { listenersOption } from './fitting-options.ts';
import { flag, required, text } from './options.ts';
import { print, withWork } from './use-case.ts';

export const evaluate = command({
  name: 'evaluate',
  summary: 'Compares separated stems with the isolated originals',
  positionals: [],
  about: `Matches the audio files of both folders by name (viola.wav with viola.flac) and prints over the whole file, in
    dB: SDR, SI-SDR (Le Roux et al. 2019) and what SI-SDR gained over the unprocessed mixture. A perfect estimate reads
    200 dB. Beside them, on log-mel spectrograms, in blocks of 10 s: MS-SSIM (Wang et al. 2003; 1 is perfect) and NLPD
    (Laparra et al. 2016; 0 is perfect). References that are silent have no figures; they are left out of the mean and
    listed. Files must agree in sample rate, channels and length. Where both folders hold folders of the same names,
    each of these pairs is evaluated, and the mean of the pairs' means is printed at the end.

    --bss adds BSSEval v4 (Stöter et al. 2018): SDR, ISR, SIR and SAR of images in windows of 1 s, and their medians,
    with filters of 512 taps that stay the same throughout. A window in which a reference or an estimate is silent has
    no figures. Its SDR is that of a window, not of the whole file. It holds all signals in memory.

    --listener adds HAAQI (Kates and Arehart 2016; 0 to 1) for each of these listeners and each ear: the left channel for the left ear, the right one for the right. Stem and
    reference are heard as they are, without amplification, the reference at 65 dB SPL. The model's random noise is left
    out, so that a score can be repeated. HAAQI is a model: at times listeners disagree with it, so listen as well.`,
  options: {
    reference: required(text('DIR', 'the isolated originals')),
    estimate: required(text('DIR', 'the stems')),
    mixture: text('FILE', 'the unprocessed mixture; the sum of all references where left out'),
    bss: flag('measures BSSEval v4 too'),
    listener: listenersOption,
    library: libraryOption('the library of listeners that are given by their codes'),
    csv: text(
      'FILE',
      'writes every figure as one row: piece, stem, listener, ear, measure, unit, from_s, to_s, value',
    ),
    json,
  },
  json: `{"stems": {"viola": {"sdr", "si_sdr", "si_sdr_improvement", "ms_ssim", "nlpd"}, …}, "mean": {…}, "silent": […],
    "unmatched": […], "bsseval": {"viola": {"median": {"sdr", "isr", "sir", "sar"}, "windows": [{"from_s", "to_s", …}]}},
    "haaqi": [{"stem", "listener", "ear", "score"}]}; for folders of folders {"pieces": {NAME: {…}}, "mean": {…}, "unmatched": […]}`,
  async run({ values }, io) {
    const listeners =
      values.listener === undefined ? [] : await namedListeners(values.listener, values.library);
    const request = {
      referenceDir: values.reference,
      estimateDir: values.estimate,
      mixture: values.mixture,
      bss: values.bss,
      listeners,
      csv: values.csv,
    };
    const { pieces, mean, unmatched } = await withWork(io, (work) => evaluateToTable(request, work));
    print(io, values.json, piecesToJson({ pieces, mean, unmatched }), () =>
      [...pieces.map(pieceInWords), ...(mean === null ? [] : [meanInWords(pieces.length, mean)])].join('\n'),
    );
    if (!values.json && unmatched.length > 0) {
      io.err.write(`note: not evaluated, because they are in one folder only: ${unmatched.join(', ')}\n`);
    }
    for (const { piece, evaluation } of values.json ? [] : pieces) {
      if (evaluation.unmatched.length === 0) continue;
      const where = piece === '' ? '' : ` in ${piece}`;
      io.err.write(`note: without a counterpart${where}: ${evaluation.unmatched.join(', ')}\n`);
    }
  },
});

const piecesToJson = ({ pieces, mean, unmatched }: EvaluatedFolders): unknown => {
  const [only] = pieces;
  if (pieces.length === 1 && only?.piece === '') return toJson(only.evaluation);
  return {
    pieces: Object.fromEntries(pieces.map(({ piece, evaluation }) => [piece, toJson(evaluation)])),
    ...(mean === null ? {} : { mean: figuresToJson(mean) }),
    unmatched,
  };
};

const pieceInWords = ({ piece, evaluation }: EvaluatedPiece): string =>
  `${piece === '' ? '' : `${piece}\n`}${inWords(evaluation)}`;

const figuresToJson = ({ sdr, siSdr, siSdrImprovement, msSsim, nlpd }: EvaluatedFigures) => ({
  sdr,
  si_sdr: siSdr,
  si_sdr_improvement: siSdrImprovement,
  ms_ssim: msSsim,
  nlpd,
});

const toJson = ({ stems, mean, silent, unmatched, bss, haaqi }: Evaluation) => ({
  stems: Object.fromEntries(stems.map(({ name, figures }) => [name, figuresToJson(figures)])),
  mean: figuresToJson(mean),
  silent,
  unmatched,
  ...(bss.length === 0
    ? {}
    : {
        bsseval: Object.fromEntries(
          bss.map(({ name, median, windows }) => [
            name,
            {
              median,
              windows: windows.map(({ fromS, toS, figures }) => ({ from_s: fromS, to_s: toS, ...figures })),
            },
          ]),
        ),
      }),
  ...(haaqi.length === 0 ? {} : { haaqi }),
});

const COLUMNS = [
  { figure: 'sdr', title: 'SDR', decimals: 2 },
  { figure: 'siSdr', title: 'SI-SDR', decimals: 2 },
  { figure: 'siSdrImprovement', title: 'gained', decimals: 2 },
  { figure: 'msSsim', title: 'MS-SSIM', decimals: 3 },
  { figure: 'nlpd', title: 'NLPD', decimals: 3 },
] as const;

const BSS_COLUMNS = ['sdr', 'isr', 'sir', 'sar'] as const;

const lineOf = (width: number, name: string, cells: readonly string[]): string =>
  `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}\n`;

const figuresInWords = (figures: EvaluatedFigures): string[] =>
  COLUMNS.map(({ figure, decimals }) => figures[figure]?.toFixed(decimals) ?? '-');

function meanInWords(pieces: number, mean: EvaluatedFigures): string {
  const name = `mean of ${pieces}`;
  const width = Math.max(8, name.length) + 2;
  const head = lineOf(
    width,
    '',
    COLUMNS.map(({ title }) => title),
  );
  return head + lineOf(width, name, figuresInWords(mean));
}

function inWords({ stems, mean, silent, bss, haaqi }: Evaluation): string {
  const width = Math.max(8, ...stems.map(({ name }) => name.length)) + 2;
  const line = (name: string, cells: readonly string[]) => lineOf(width, name, cells);
  const row = (name: string, figures: EvaluatedFigures) => line(name, figuresInWords(figures));
  return [
    line(
      '',
      COLUMNS.map(({ title }) => title),
    ),
    ...stems.map(({ name, figures }) => row(name, figures)),
    row('mean', mean),
    ...(bss.length === 0
      ? []
      : [
          '\n',
          line(
            'BSSEval',
            BSS_COLUMNS.map((figure) => figure.toUpperCase()),
          ),
          ...bss.map(({ name, median }) =>
            line(
              name,
              BSS_COLUMNS.map((figure) => median[figure]?.toFixed(2) ?? '-'),
            ),
          ),
        ]),
    ...(haaqi.length === 0
      ? []
      : [
          '\nHAAQI\n',
          ...haaqi.map((one) => line(one.stem, [one.score.toFixed(3), `  ${one.listener}, ${one.ear}`])),
        ]),
    ...(silent.length > 0 ? [`silent: ${silent.join(', ')}\n`] : []),
  ].join('');
}
