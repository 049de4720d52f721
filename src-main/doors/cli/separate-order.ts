import { Container, type BitDepth } from '../../../src-shared/contract/audio.ts';
import { parseEnsemble, type Ensemble } from '../../../src-shared/project/players.ts';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import { invalid, oneOf, parseCall, parseTime, required, wholeNumber } from './call.ts';
import { registryFor } from './models.ts';
import { parseDepth } from './output-format.ts';
import { existingFile, parseChannels } from './source.ts';

const OPTIONS = {
  instruments: { type: 'string' },
  model: { type: 'string' },
  notes: { type: 'string' },
  score: { type: 'string' },
  'heard-notes': { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  format: { type: 'string', default: 'wav' },
  'bit-depth': { type: 'string' },
  'lower-by': { type: 'string' },
  channels: { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What was asked, parsed. */
export interface Order {
  readonly file: string;
  readonly outDir: string;
  readonly players: Ensemble;
  readonly container: Container;
  readonly depth: BitDepth | null;
  /** 0 or below. */
  readonly commonGainDb: number;
  readonly channels: readonly number[] | undefined;
  readonly fromSeconds: number | null;
  readonly toSeconds: number | null;
  readonly threads: number;
  readonly providers: readonly string[];
  readonly modelDir: string;
  /** File of the notes that the model is told. */
  readonly notes: string | undefined;
  /** File of a score that is aligned first; its notes are told. Never together with `notes`. */
  readonly score: string | undefined;
  /** Whether the model first listens for the notes that it is then told. Only without `notes` and `score`. */
  readonly hearsNotes: boolean;
  /** The answer goes to stdout as one object. */
  readonly json: boolean;
}

/** @throws Failure `call/invalid`, `players/*`, `model/*` */
export async function parseOrder(args: readonly string[]): Promise<Order> {
  const { values, positionals } = parseCall(args, OPTIONS, ['FILE']);
  if (values.notes !== undefined && values.score !== undefined) {
    throw invalid('--notes and --score exclude each other: a score gives the notes');
  }
  const hearsNotes = values['heard-notes'] ?? false;
  if (hearsNotes && (values.notes !== undefined || values.score !== undefined)) {
    throw invalid('--heard-notes works without notes and without a score: leave --notes and --score out');
  }
  const container = oneOf(values.format, Container.options, '--format');
  return {
    file: positionals[0] ?? '',
    outDir: required(values.out, '--out'),
    players: parseEnsemble(required(values.instruments, '--instruments')),
    container,
    depth: parseDepth(values['bit-depth'], container),
    commonGainDb: values['lower-by'] === undefined ? 0 : -parseReduction(values['lower-by']),
    channels: values.channels === undefined ? undefined : parseChannels(values.channels),
    fromSeconds: values.from === undefined ? null : parseTime(values.from, '--from'),
    toSeconds: values.to === undefined ? null : parseTime(values.to, '--to'),
    threads:
      values.threads === undefined ? defaultThreads() : wholeNumber(values.threads, '--threads', 1, 256),
    providers: values.provider === undefined ? defaultProviders() : [values.provider],
    modelDir: (await registryFor(values.library).resolve(values.model)).dir,
    notes: values.notes,
    hearsNotes,
    score: values.score === undefined ? undefined : await existingFile(values.score),
    json: values.json ?? false,
  };
}

function parseReduction(value: string): number {
  if (!/^\d{1,2}(\.\d{1,3})?$/.test(value) || Number(value) > 60) {
    throw invalid(`--lower-by takes dB from 0 to 60, not "${value}"`);
  }
  return Number(value);
}
