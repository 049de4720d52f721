import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { didYouMean } from '../format/suggest.ts';
import { INSTRUMENT_NAMES, instrumentNamed } from './instrument-names.ts';

/** The instruments that a separator can extract, in the order of every model's manifest. */
export const INSTRUMENTS = [
  'violin',
  'viola',
  'cello',
  'double-bass',
  'flute',
  'oboe',
  'clarinet',
  'bassoon',
  'horn',
  'trumpet',
  'saxophone',
] as const;

/** Instruments that can be declared but not separated; they stay in the rest. */
export const REST_INSTRUMENTS = ['piano', 'harp', 'voice', 'guitar', 'percussion', 'other'] as const;

export const Instrument = z.enum(INSTRUMENTS);
export type Instrument = z.infer<typeof Instrument>;

export const DeclaredInstrument = z.enum([...INSTRUMENTS, ...REST_INSTRUMENTS]);
export type DeclaredInstrument = z.infer<typeof DeclaredInstrument>;

/** A declared player. `id` is the name of the stem's file: `viola`, or `violin-1` if there are two. */
export const Player = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  instrument: DeclaredInstrument,
  label: z.string().min(1).max(80),
});
export type Player = z.infer<typeof Player>;

export const Ensemble = z.array(Player).max(16);
export type Ensemble = z.infer<typeof Ensemble>;

export function isSeparable(instrument: DeclaredInstrument): instrument is Instrument {
  return (INSTRUMENTS as readonly string[]).includes(instrument);
}

const title = (instrument: string): string => {
  const words = instrument.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Numbers the players of each instrument: one viola is `viola`, two violins `violin-1`, `violin-2`. */
export function ensembleOf(instruments: readonly DeclaredInstrument[]): Ensemble {
  const seen = new Map<DeclaredInstrument, number>();
  return instruments.map((instrument) => {
    const total = instruments.filter((other) => other === instrument).length;
    const number = (seen.get(instrument) ?? 0) + 1;
    seen.set(instrument, number);
    return total === 1
      ? { id: instrument, instrument, label: title(instrument) }
      : { id: `${instrument}-${number}`, instrument, label: `${title(instrument)} ${number}` };
  });
}

/** @throws Failure `players/unknown-instrument` */
export function parseInstrument(name: string): DeclaredInstrument {
  const instrument = instrumentNamed(name);
  if (instrument !== null) return instrument;
  const suggestion = didYouMean(name, INSTRUMENT_NAMES);
  const known = [...INSTRUMENTS, ...REST_INSTRUMENTS].join(', ');
  throw new Failure(
    'players/unknown-instrument',
    `"${name}" is not an instrument Divisi knows${suggestion === '' ? `; it knows ${known}` : suggestion}`,
  );
}

/**
 * Parses an ensemble as people type it: `violin:2,viola,cello` or `Vln:2, Bratsche, チェロ`.
 * @throws Failure `players/none`, `players/unknown-instrument`, `players/too-many`
 */
export function parseEnsemble(text: string): Ensemble {
  const instruments: DeclaredInstrument[] = [];
  for (const part of text.split(',').map((item) => item.trim())) {
    if (part === '') continue;
    const [name = '', count = '1', ...more] = part.split(':');
    const instrument = parseInstrument(name);
    if (more.length > 0 || !/^[1-9][0-9]?$/.test(count)) {
      throw new Failure('call/invalid', `"${part}" should read INSTRUMENT or INSTRUMENT:COUNT`);
    }
    for (let index = 0; index < Number(count); index += 1) instruments.push(instrument);
  }
  if (instruments.length === 0) throw new Failure('players/none', 'No players were named');
  if (instruments.length > 16) {
    throw new Failure(
      'players/too-many',
      `${instruments.length} players are more than the 16 Divisi can list`,
    );
  }
  return ensembleOf(instruments);
}

export interface Preset {
  /** The key of its name in the catalogue, under `instruments.presets`. */
  readonly id: PresetId;
  readonly instruments: readonly DeclaredInstrument[];
}

const PRESET_INSTRUMENTS = {
  'string-quartet': ['violin', 'violin', 'viola', 'cello'],
  'string-trio': ['violin', 'viola', 'cello'],
  'string-quintet': ['violin', 'violin', 'viola', 'viola', 'cello'],
  'violin-duo': ['violin', 'violin'],
  'violin-cello': ['violin', 'cello'],
  'wind-quintet': ['flute', 'oboe', 'clarinet', 'horn', 'bassoon'],
  'wind-trio': ['oboe', 'clarinet', 'bassoon'],
  'flute-quartet': ['flute', 'violin', 'viola', 'cello'],
  'clarinet-quintet': ['clarinet', 'violin', 'violin', 'viola', 'cello'],
  chorale: ['violin', 'clarinet', 'saxophone', 'bassoon'],
  'flute-cello': ['flute', 'cello'],
  'piano-trio': ['violin', 'cello', 'piano'],
} satisfies Record<string, DeclaredInstrument[]>;

export type PresetId = keyof typeof PRESET_INSTRUMENTS;

export const PRESETS: readonly Preset[] = Object.entries(PRESET_INSTRUMENTS).map(([id, instruments]) => ({
  id: id as PresetId,
  instruments,
}));
