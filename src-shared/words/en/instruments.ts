import type { DeclaredInstrument, PresetId } from '../../project/players.ts';

const NAMES: Readonly<Record<DeclaredInstrument, string>> = {
  violin: 'violin',
  viola: 'viola',
  cello: 'cello',
  'double-bass': 'double bass',
  flute: 'flute',
  oboe: 'oboe',
  clarinet: 'clarinet',
  bassoon: 'bassoon',
  horn: 'horn',
  trumpet: 'trumpet',
  saxophone: 'saxophone',
  piano: 'piano',
  harp: 'harp',
  voice: 'voice',
  guitar: 'guitar',
  percussion: 'percussion',
  other: 'other',
};

/** A model may name classes that Divisi does not know: those are shown as they are. */
const nameOf = (id: string): string =>
  (NAMES as Readonly<Record<string, string>>)[id] ?? id.replaceAll('-', ' ');

export const instruments = {
  /** In a sentence: `double bass`. */
  name: nameOf,
  /** By itself: `Double bass`. */
  title: (id: string) => nameOf(id).charAt(0).toUpperCase() + nameOf(id).slice(1),
  /** The first label of a player: `Violin`, or `Violin 2` where several play the instrument. */
  numbered: (title: string, number: number) => `${title} ${number}`,
  presets: {
    'string-quartet': 'String quartet',
    'string-trio': 'String trio',
    'string-quintet': 'String quintet',
    'violin-duo': 'Violin duo',
    'violin-cello': 'Violin and cello',
    'wind-quintet': 'Wind quintet',
    'wind-trio': 'Reed trio',
    'flute-quartet': 'Flute quartet',
    'clarinet-quintet': 'Clarinet quintet',
    chorale: 'Violin, clarinet, saxophone, bassoon',
    'flute-cello': 'Flute and cello',
    'piano-trio': 'Piano trio (the piano stays in the rest)',
  } satisfies Record<PresetId, string>,
};
