import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { StemMetricsMeter, type StemMetrics } from '../../../src-shared/dsp/metrics.ts';
import type { PcmReader } from '../../audio/pcm.ts';
import { invalid, parseCall, required, type Command, type Io } from './call.ts';
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

Matches the audio files of both folders by name (viola.wav with viola.flac) and prints, in dB over the whole file:
SDR, SI-SDR (Le Roux et al. 2019) and what SI-SDR gained over the unprocessed mixture: the sum of all references,
or FILE. References that are silent have no figures; they are left out of the mean and listed. A perfect estimate
reads 200 dB. Files must agree in sample rate, channels and length.
The figures ms_ssim and nlpd are not there yet.

  --json   {"stems": {"viola": {"sdr", "si_sdr", "si_sdr_improvement"}, …}, "mean": {…}, "silent": […]}`,
  run,
};

/** JSON has no infinity; no 32-bit recording comes near. */
const MOST_DB = 200;
const BLOCK_FRAMES = 65_536;
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
    const estimateReaders = new Map<string, PcmReader>();
    for (const name of names) estimateReaders.set(name, await open(estimates.get(name) ?? ''));
    const mixture = values.mixture === undefined ? null : await open(values.mixture);
    requireAlike([...referenceReaders, ...estimateReaders], mixture);

    const report = progress.step(0.3);
    const results = await measure(names, referenceReaders, estimateReaders, mixture, (done) => {
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

async function measure(
  names: readonly string[],
  references: ReadonlyMap<string, PcmReader>,
  estimates: ReadonlyMap<string, PcmReader>,
  mixture: PcmReader | null,
  progress: (done: number) => void,
): Promise<Map<string, StemMetrics>> {
  const [any] = references.values();
  if (any === undefined) throw new Error('nothing to measure');
  const { channels, frames } = any;
  const meters = new Map(names.map((name) => [name, new StemMetricsMeter(channels, true)]));
  for (let from = 0; from < frames; from += BLOCK_FRAMES) {
    progress(from / frames);
    const blocks = new Map<string, Float32Array[]>();
    for (const [name, reader] of references) blocks.set(name, await reader.read(from, BLOCK_FRAMES));
    const mix = mixture === null ? sumOf([...blocks.values()]) : await mixture.read(from, BLOCK_FRAMES);
    for (const [name, meter] of meters) {
      const estimate = await estimates.get(name)?.read(from, BLOCK_FRAMES);
      meter.push(blocks.get(name) ?? [], estimate ?? [], mix);
    }
  }
  const results = new Map([...meters].map(([name, meter]) => [name, meter.result()]));
  for (const [name, { sdr, siSdr, siSdrImprovement }] of results) {
    if ([sdr, siSdr, siSdrImprovement].some((figure) => Number.isNaN(figure))) {
      throw new Failure('audio/not-finite', `"${name}" or its reference holds samples that are not numbers`);
    }
  }
  return results;
}

function sumOf(blocks: readonly (readonly Float32Array[])[]): Float32Array[] {
  const [first = []] = blocks;
  return first.map((_, channel) =>
    blocks
      .slice(1)
      .reduce(
        (sum, block) => sum.map((value, at) => value + (block[channel]?.[at] ?? 0)),
        Float32Array.from(first[channel] ?? []),
      ),
  );
}

const bounded = (value: number | null): number | null =>
  value === null ? null : Math.max(-MOST_DB, Math.min(MOST_DB, value));

interface Figures {
  readonly sdr: number | null;
  readonly si_sdr: number | null;
  readonly si_sdr_improvement: number | null;
}
const FIGURES = ['sdr', 'si_sdr', 'si_sdr_improvement'] as const;

function print(
  results: ReadonlyMap<string, StemMetrics>,
  unmatched: readonly string[],
  json: boolean,
  io: Io,
): void {
  const stems: Record<string, Figures> = {};
  for (const [name, metrics] of results) {
    stems[name] = {
      sdr: bounded(metrics.sdr),
      si_sdr: bounded(metrics.siSdr),
      si_sdr_improvement: bounded(metrics.siSdrImprovement),
    };
  }
  const heard = Object.entries(stems).filter(([name]) => results.get(name)?.silent === false);
  const meanOf = (field: (typeof FIGURES)[number]): number | null =>
    heard.length === 0
      ? null
      : heard.reduce((sum, [, figures]) => sum + (figures[field] ?? 0), 0) / heard.length;
  const mean: Figures = {
    sdr: meanOf('sdr'),
    si_sdr: meanOf('si_sdr'),
    si_sdr_improvement: meanOf('si_sdr_improvement'),
  };
  const silent = [...results].filter(([, metrics]) => metrics.silent).map(([name]) => name);
  if (json) return io.out(`${JSON.stringify({ stems, mean, silent, unmatched })}\n`);
  const width = Math.max(6, ...Object.keys(stems).map((name) => name.length)) + 2;
  const row = (name: string, figures: Figures) =>
    `${name.padEnd(width)}${FIGURES.map((field) => (figures[field]?.toFixed(2) ?? '-').padStart(10)).join('')}\n`;
  io.out(`${' '.repeat(width)}${['SDR', 'SI-SDR', 'gained'].map((title) => title.padStart(10)).join('')}\n`);
  for (const [name, figures] of Object.entries(stems)) io.out(row(name, figures));
  io.out(row('mean', mean));
  if (silent.length > 0) io.out(`silent: ${silent.join(', ')}\n`);
  if (unmatched.length > 0) io.err.write(`note: without a counterpart: ${unmatched.join(', ')}\n`);
}
