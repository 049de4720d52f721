import { Failure } from '../contract/failure.ts';
import { didYouMean } from '../format/suggest.ts';
import type { ProjectDocument, Track } from '../project/document.ts';
import { GAIN_RANGE_DB } from '../project/limits.ts';
import { instrumentNamed } from '../project/instrument-names.ts';

/** A change of level in dB for the tracks of an instrument, for one track by its name, or for the rest. */
export interface InstrumentGain {
  readonly name: string;
  readonly gainDb: number;
}

/**
 * Parses `violin=6,cello=-3,rest=-10`.
 * @throws Failure `call/invalid`
 */
export function parseGains(text: string): InstrumentGain[] {
  const gains = text.split(',').map((part) => {
    const [, name = '', number = ''] = /^\s*([^=]+?)\s*=\s*([+-]?\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (name === '')
      throw new Failure('call/invalid', `"${part.trim()}" should read INSTRUMENT=DB, as in cello=-3`);
    return { name, gainDb: Number(number) };
  });
  const twice = gains.find(({ name }, n) => gains.findIndex((gain) => same(gain.name, name)) !== n);
  if (twice !== undefined) throw new Failure('call/invalid', `"${twice.name}" has two gains`);
  return gains;
}

/**
 * The document with these tracks louder or softer than they were, automation of their gain included. A gain for one
 * track by its name (`violin-1`) is taken before one for its instrument.
 * @throws Failure `call/invalid` for a name that no track has, or a level out of the range of tracks
 */
export function rebalanced(document: ProjectDocument, gains: readonly InstrumentGain[]): ProjectDocument {
  for (const { name } of gains) {
    if (document.tracks.some((track) => isNamed(track, name) || isOf(track, name))) continue;
    const names = document.tracks.map(keyOf);
    throw new Failure(
      'call/invalid',
      `No track is called "${name}"${didYouMean(name, names) || `; there are ${names.join(', ')}`}`,
    );
  }
  return {
    ...document,
    tracks: document.tracks.map((track) => {
      const gain =
        gains.find(({ name }) => isNamed(track, name)) ?? gains.find(({ name }) => isOf(track, name));
      return gain === undefined ? track : louder(track, gain.gainDb);
    }),
  };
}

function louder(track: Track, by: number): Track {
  const moved = (gainDb: number): number => {
    if (gainDb + by > GAIN_RANGE_DB.max) {
      throw new Failure('call/invalid', `"${track.name}" can be no louder than ${GAIN_RANGE_DB.max} dB`);
    }
    return Math.max(GAIN_RANGE_DB.min, gainDb + by);
  };
  return {
    ...track,
    gainDb: moved(track.gainDb),
    automation: track.automation.map((lane) =>
      lane.target === 'gainDb'
        ? { ...lane, points: lane.points.map((point) => ({ ...point, value: moved(point.value) })) }
        : lane,
    ),
  };
}

const fold = (name: string): string => name.toLowerCase().replaceAll(/[\s_]+/g, '-');
const same = (a: string, b: string): boolean => fold(a) === fold(b);
const keyOf = (track: Track): string => (track.source.kind === 'rest' ? 'rest' : fold(track.name));
const isNamed = (track: Track, name: string): boolean =>
  keyOf(track) === fold(name) || same(track.name, name);

function isOf(track: Track, name: string): boolean {
  const instrument = instrumentNamed(name);
  return instrument !== null && track.source.kind === 'stem' && track.instrument === instrument;
}
