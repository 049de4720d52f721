import {
  evaluate as evaluateFiles,
  type EvaluatedFigures,
  type Evaluation,
} from '../../app/files/evaluate.ts';
import { command } from './command.ts';
import { json } from './common-options.ts';
import { required, text } from './options.ts';
import { print, withWork } from './use-case.ts';

export const evaluate = command({
  name: 'evaluate',
  summary: 'Compares separated stems with the isolated originals',
  positionals: [],
  about: `Matches the audio files of both folders by name (viola.wav with viola.flac) and prints over the whole file, in
    dB: SDR, SI-SDR (Le Roux et al. 2019) and what SI-SDR gained over the unprocessed mixture. A perfect estimate reads
    200 dB. Beside them, on log-mel spectrograms, in blocks of 10 s: MS-SSIM (Wang et al. 2003; 1 is perfect) and NLPD
    (Laparra et al. 2016; 0 is perfect). References that are silent have no figures; they are left out of the mean and
    listed. Files must agree in sample rate, channels and length.`,
  options: {
    reference: required(text('DIR', 'the isolated originals')),
    estimate: required(text('DIR', 'the stems')),
    mixture: text('FILE', 'the unprocessed mixture; the sum of all references where left out'),
    json,
  },
  json: `{"stems": {"viola": {"sdr", "si_sdr", "si_sdr_improvement", "ms_ssim", "nlpd"}, …}, "mean": {…}, "silent": […],
    "unmatched": […]}`,
  async run({ values }, io) {
    const { reference, estimate, mixture } = values;
    const request = { referenceDir: reference, estimateDir: estimate, mixture };
    const evaluation = await withWork(io, (work) => evaluateFiles(request, work));
    print(io, values.json, toJson(evaluation), () => inWords(evaluation));
    const { unmatched } = evaluation;
    if (!values.json && unmatched.length > 0) {
      io.err.write(`note: without a counterpart: ${unmatched.join(', ')}\n`);
    }
  },
});

const figuresToJson = ({ sdr, siSdr, siSdrImprovement, msSsim, nlpd }: EvaluatedFigures) => ({
  sdr,
  si_sdr: siSdr,
  si_sdr_improvement: siSdrImprovement,
  ms_ssim: msSsim,
  nlpd,
});

const toJson = ({ stems, mean, silent, unmatched }: Evaluation) => ({
  stems: Object.fromEntries(stems.map(({ name, figures }) => [name, figuresToJson(figures)])),
  mean: figuresToJson(mean),
  silent,
  unmatched,
});

const COLUMNS = [
  { figure: 'sdr', title: 'SDR', decimals: 2 },
  { figure: 'siSdr', title: 'SI-SDR', decimals: 2 },
  { figure: 'siSdrImprovement', title: 'gained', decimals: 2 },
  { figure: 'msSsim', title: 'MS-SSIM', decimals: 3 },
  { figure: 'nlpd', title: 'NLPD', decimals: 3 },
] as const;

function inWords({ stems, mean, silent }: Evaluation): string {
  const width = Math.max(6, ...stems.map(({ name }) => name.length)) + 2;
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}\n`;
  const row = (name: string, figures: EvaluatedFigures) =>
    line(
      name,
      COLUMNS.map(({ figure, decimals }) => figures[figure]?.toFixed(decimals) ?? '-'),
    );
  return [
    line(
      '',
      COLUMNS.map(({ title }) => title),
    ),
    ...stems.map(({ name, figures }) => row(name, figures)),
    row('mean', mean),
    ...(silent.length > 0 ? [`silent: ${silent.join(', ')}\n`] : []),
  ].join('');
}
