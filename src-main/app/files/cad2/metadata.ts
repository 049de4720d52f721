import { z } from 'zod';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { whatIsWrong } from '../../../../src-shared/contract/what-is-wrong.ts';
import type { Ear, Hearing } from '../../../../src-shared/hearing/audiogram.ts';
import {
  camfitCompressor,
  OCTAVE_BANDS,
  type CompressorFitting,
} from '../../../../src-shared/hearing/camfit.ts';
import { parseInstrument, type DeclaredInstrument } from '../../../../src-shared/project/players.ts';
import { readText } from '../../../audio/read/regular-file.ts';
import { readListeners } from '../read-listeners.ts';

/** The challenge's files; `gains`, `scenes` and the others as it names them. */
export interface Cad2Files {
  readonly music: string;
  readonly scenes: string;
  readonly sceneListeners: string;
  readonly gains: string;
  readonly listeners: string;
  /** Without them the fittings are our own reading of the challenge's rule. */
  readonly compressorParams: string | undefined;
}

export interface Cad2Source {
  readonly id: string;
  readonly instrument: DeclaredInstrument;
  /** Path of the true source in the folder of music. */
  readonly track: string;
}

export interface Cad2Song {
  readonly name: string;
  readonly mixture: string;
  /** The passage of the mixture, in seconds. */
  readonly fromS: number;
  readonly toS: number;
  readonly sources: readonly Cad2Source[];
}

export interface Cad2Listener {
  readonly id: string;
  readonly hearing: Hearing;
  readonly fittings: Readonly<Record<Ear, CompressorFitting>>;
}

export interface Cad2Scene {
  readonly id: string;
  readonly song: Cad2Song;
  /** In the order of the song's sources. */
  readonly gainsDb: readonly number[];
  readonly listeners: readonly Cad2Listener[];
}

/** A name that becomes part of a file's, and a field of scores.csv. */
export const Cad2Name = z
  .string()
  .regex(/^[^\s.<>:"/\\|?*,\p{Cc}][^<>:"/\\|?*,\p{Cc}]{0,99}$/u, 'it does not fit a file’s name');

export const SongName = z.string().regex(/^[^.\p{Cc}]\P{Cc}{0,99}$/u, 'it does not fit a file’s name');

const Tracks = z.record(
  z.string(),
  z.object({
    instrument: z.string().optional(),
    track: z.string(),
    start: z.number().nonnegative().optional(),
    duration: z.number().positive().optional(),
  }),
);
const Music = z.record(SongName, Tracks);
const Scenes = z.record(Cad2Name, z.object({ music: z.string(), gain: z.string() }));
const SceneListeners = z.record(Cad2Name, z.array(Cad2Name));
const GainDb = z.number().min(-120, 'a gain is -120 dB or more').max(60, 'a gain is 60 dB or less');
const Gains = z.record(z.string(), z.record(z.string(), GainDb));
const BANDS = OCTAVE_BANDS.frequenciesHz.length;
const perBand = (value: z.ZodNumber) => z.array(value).length(BANDS, `there are ${BANDS} bands`);
/** The compressor divides by its ratios; the challenge's are 1 to 6. */
export const RatioPerBand = perBand(z.number().min(0.1, 'a ratio is 0.1 or more').max(1000));
export const GainPerBand = perBand(GainDb);
const CompressorParams = z.record(
  z.string(),
  z.object({ cr_l: RatioPerBand, gain_l: GainPerBand, cr_r: RatioPerBand, gain_r: GainPerBand }),
);

/**
 * The scenes that have listeners, in the challenge's order.
 * @throws Failure `call/invalid` for files that don't fit each other, `listener/invalid`, `file/*`
 */
export async function readScenes(files: Cad2Files): Promise<Cad2Scene[]> {
  const music = await readJson(files.music, Music);
  const scenes = await readJson(files.scenes, Scenes);
  const sceneListeners = await readJson(files.sceneListeners, SceneListeners);
  const gains = await readJson(files.gains, Gains);
  const listeners = await fittedListeners(files);
  const songs = new Map<string, Cad2Song>();
  return Object.entries(sceneListeners).flatMap(([id, names]) => {
    if (names.length === 0) return [];
    const twice = names.find((name, n) => names.indexOf(name) !== n);
    if (twice !== undefined) {
      throw new Failure('call/invalid', `Scene "${id}" has the listener "${twice}" twice`);
    }
    const scene = found(scenes[id], `Scene "${id}" has listeners and is not in "${files.scenes}"`);
    const song =
      songs.get(scene.music) ??
      songOf(
        scene.music,
        found(music[scene.music], `Scene "${id}" plays "${scene.music}", which is no song`),
      );
    songs.set(scene.music, song);
    const wanted = found(
      gains[scene.gain],
      `Scene "${id}" has the gains "${scene.gain}", which are not given`,
    );
    return {
      id,
      song,
      gainsDb: song.sources.map((source) =>
        found(wanted[source.id], `The gains "${scene.gain}" have none for ${source.id} of "${song.name}"`),
      ),
      listeners: names.map((name) =>
        found(listeners.get(name), `Scene "${id}" has the listener "${name}", who is not given`),
      ),
    };
  });
}

function songOf(name: string, tracks: z.infer<typeof Tracks>): Cad2Song {
  const mixture = found(tracks['mixture'], `Song "${name}" has no mixture`);
  const sources = Object.entries(tracks).flatMap(([id, { instrument = '', track }]) =>
    id === 'mixture' ? [] : [{ id, instrument: parseInstrument(instrument.split('_')[0] ?? ''), track }],
  );
  if (sources.length === 0) throw new Failure('call/invalid', `Song "${name}" has no sources`);
  const fromS = mixture.start ?? 0;
  return {
    name,
    mixture: mixture.track,
    fromS,
    toS: mixture.duration === undefined ? Infinity : fromS + mixture.duration,
    sources,
  };
}

async function fittedListeners({
  listeners,
  compressorParams,
}: Cad2Files): Promise<Map<string, Cad2Listener>> {
  const params = compressorParams === undefined ? null : await readJson(compressorParams, CompressorParams);
  const read = await readListeners(listeners);
  return new Map(
    read.map(({ name, hearing }) => {
      if (params === null) {
        const fittings = { left: camfitCompressor(hearing.left), right: camfitCompressor(hearing.right) };
        return [name, { id: name, hearing, fittings }];
      }
      const own = found(params[name], `Listener "${name}" has no parameters of the compressor`);
      const fittings = {
        left: { ratios: own.cr_l, gainsDb: own.gain_l },
        right: { ratios: own.cr_r, gainsDb: own.gain_r },
      };
      return [name, { id: name, hearing, fittings }];
    }),
  );
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  let content: unknown;
  try {
    content = JSON.parse(await readText(path));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('call/invalid', `"${path}" is not valid JSON`, { cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new Failure(
    'call/invalid',
    `"${path}" is not as the challenge has it: ${whatIsWrong(parsed.error, content)}`,
    { cause: parsed.error },
  );
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Failure('call/invalid', message);
  return value;
}
