import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';
import { invalid, parseCall, required, type Command, type Io } from './call.ts';
import { measureStems, type StemFigures, type StemPair } from './evaluate-measure.ts';
import { Progress } from './progress.ts';
import { openAudio } from './source.ts';

const OPTIONS = {
  reference: { type: 'string' },
  estimate: { type: 'string' },
  mixture: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'Compares separated stems with the isolated originals',
  help: `Usage: divisi evaluate --reference DIR --estimate DIR [--mixture FILE] [--json]

Matches the audio files of both folders by name (viola.wav with viola.flac) and prints over the whole file, in dB:
SDR, SI-SDR (Le Roux et al. 2019) and what SI-SDR gained over the unprocessed mixture: the sum of all references,
or FILE. A perfect estimate reads 200 dB. Beside them, on log-mel spectrograms, in blocks of 10 s: MS-SSIM (Wang et al.
2003; 1 is perfect) and NLPD (Laparra et al. 2016; 0 is perfect). References that are silent have no figures; they
are left out of the mean and listed. Files must agree in sample rate, channels and length.

  --json   {"stems": {"viola": {"sdr", "si_sdr", "si_sdr_improvement", "ms_ssim", "nlpd"}, …}, "mean": {…}, "silent": […]}`,
  run,
};

/** JSON has no infinity; no 32-bit recording comes near. */
const MOST_DB = 200;
const AUDIO = /\.(wav|wave|bwf|rf64|w64|aiff?|aifc|flac|mp3|og[ga]|opus|m4a)$/i;

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values } = parseCall(args, OPTIONS, []);
  const references = await audioIn(required(values.reference, '--reference'));
  const estimates = await audioIn(required(values.estimate, '--estimate'));
  const names = [...references.keys()].filter((name) => estimates.has(name)).sort();
  if (names.length === 0) throw invalid('no file of one folder has the name of one in the other');
  const unmatched = [...references.keys(), ...estimates.keys()]
    .filter((name) => !names.includes(name))
    .sort();

  const progress = new Progress(io.err);
  const scratch = await mkdtemp(join(tmpdir(), 'divisi-evaluate-'));
  const opened: PcmReader[] = [];
  try {
    const total = references.size + names.length + (values.mixture === undefined ? 0 : 1);
    const open = async (path: string): Promise<PcmReader> => {
      const report = progress.step(0.7 / total);
      const { reader } = await openAudio(path, scratch, {
        signal: io.signal,
        key: `file-${opened.length}`,
        onProgress: ({ done }) => report({ done, phase: 'reading' }),
      });
      opened.push(reader);
      return reader;
    };
    const referenceReaders = new Map<string, PcmReader>();
    for (const [name, path] of references) referenceReaders.set(name, await open(path));
    const pairs: StemPair[] = [];
    for (const [name, reference] of referenceReaders) {
      const path = estimates.get(name);
      if (path !== undefined) pairs.push({ name, reference, estimate: await open(path) });
    }
    pairs.sort((a, b) => (a.name < b.name ? -1 : 1));
    const mixture = values.mixture === undefined ? null : await open(values.mixture);
    const estimateReaders = pairs.map(({ name, estimate }) => [name, estimate] as const);
    requireAlike([...referenceReaders, ...estimateReaders], mixture);

    const report = progress.step(0.3);
    const stems = { references: [...referenceReaders.values()], pairs, mixture };
    const results = await measureStems(stems, (done) => {
      if (io.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
      report({ done, phase: 'comparing' });
    });
    progress.end();
    print(results, unmatched, values.json === true, io);
  } finally {
    progress.end();
    for (const reader of opened) await reader.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Audio files directly in a folder, by name without extension. @throws Failure `file/not-found`, `call/invalid` */
async function audioIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${folder}" is not a folder that can be read`, { cause });
  });
  const found = new Map<string, string>();
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, 'en'))) {
    if (entry.isDirectory() || entry.name.startsWith('.') || !AUDIO.test(entry.name)) continue;
    const name = entry.name.slice(0, -extname(entry.name).length);
    if (found.has(name)) throw invalid(`"${folder}" has two audio files named "${name}"`);
    found.set(name, join(folder, entry.name));
  }
  if (found.size === 0) throw new Failure('file/not-found', `There is no audio file in "${folder}"`);
  return found;
}

function requireAlike(files: readonly (readonly [string, PcmReader])[], mixture: PcmReader | null): void {
  const [first] = files;
  if (first === undefined) return;
  const all = mixture === null ? files : [...files, ['the mixture', mixture] as const];
  for (const [name, reader] of all) {
    for (const field of ['sampleRate', 'channels', 'frames'] as const) {
      if (reader[field] === first[1][field]) continue;
      const what = { sampleRate: 'sample rate', channels: 'number of channels', frames: 'length' }[field];
      throw invalid(
        `"${name}" has another ${what} than "${first[0]}" (${reader[field]}, not ${first[1][field]})`,
      );
    }
  }
}

const bounded = (value: number | null): number | null =>
  value === null ? null : Math.max(-MOST_DB, Math.min(MOST_DB, value));

const FIGURES = {
  sdr: { title: 'SDR', decimals: 2, of: ({ sdr }: StemFigures) => bounded(sdr) },
  si_sdr: { title: 'SI-SDR', decimals: 2, of: ({ siSdr }: StemFigures) => bounded(siSdr) },
  si_sdr_improvement: {
    title: 'gained',
    decimals: 2,
    of: ({ siSdrImprovement }: StemFigures) => bounded(siSdrImprovement),
  },
  ms_ssim: {
    title: 'MS-SSIM',
    decimals: 3,
    of: ({ perceptual }: StemFigures) => perceptual?.msSsim ?? null,
  },
  nlpd: { title: 'NLPD', decimals: 3, of: ({ perceptual }: StemFigures) => perceptual?.nlpd ?? null },
} as const;
type Figure = keyof typeof FIGURES;
type Figures = Readonly<Record<Figure, number | null>>;

function figuresOf(value: (figure: Figure) => number | null): Figures {
  const [sdr, si_sdr, si_sdr_improvement] = [value('sdr'), value('si_sdr'), value('si_sdr_improvement')];
  return { sdr, si_sdr, si_sdr_improvement, ms_ssim: value('ms_ssim'), nlpd: value('nlpd') };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}

function print(
  results: ReadonlyMap<string, StemFigures>,
  unmatched: readonly string[],
  json: boolean,
  io: Io,
): void {
  const stems = Object.fromEntries(
    [...results].map(([name, stem]) => [name, figuresOf((figure) => FIGURES[figure].of(stem))]),
  );
  const mean = figuresOf((figure) => meanOf(Object.values(stems).map((figures) => figures[figure])));
  const silent = [...results].filter(([, metrics]) => metrics.silent).map(([name]) => name);
  if (json) return io.out(`${JSON.stringify({ stems, mean, silent, unmatched })}\n`);
  const width = Math.max(6, ...Object.keys(stems).map((name) => name.length)) + 2;
  const columns = Object.keys(FIGURES) as Figure[];
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}\n`;
  const row = (name: string, figures: Figures) =>
    line(
      name,
      columns.map((figure) => figures[figure]?.toFixed(FIGURES[figure].decimals) ?? '-'),
    );
  io.out(
    line(
      '',
      columns.map((figure) => FIGURES[figure].title),
    ),
  );
  for (const [name, figures] of Object.entries(stems)) io.out(row(name, figures));
  io.out(row('mean', mean));
  if (silent.length > 0) io.out(`silent: ${silent.join(', ')}\n`);
  if (unmatched.length > 0) io.err.write(`note: without a counterpart: ${unmatched.join(', ')}\n`);
}
