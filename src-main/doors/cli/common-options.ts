import { resolve } from 'node:path';
import { BitDepth } from '../../../src-shared/contract/audio.ts';
import { parseEnsemble, type Ensemble } from '../../../src-shared/project/players.ts';
import { defaultLibraryDir } from '../../app/program/paths.ts';
import {
  channelNumbers,
  choice,
  flag,
  invalid,
  text,
  time,
  value,
  wholeNumber,
  type Option,
} from './options.ts';

/** The library's folder; defaults to the user's own library. */
export const libraryOption = (about: string): Option<string> => ({
  ...text('DIR', `${about}; your own where left out`),
  read: (given) => resolve(given.at(-1) ?? defaultLibraryDir()),
});

export const json = flag('prints one JSON object on stdout:');
export const modelsLibrary = libraryOption('the library whose added models may be used');
export const channels = value(
  'A,B',
  'which channels of a file with more than two, counted from 1',
  channelNumbers,
);
export const from = value('T', 'where a passage begins, in seconds or as H:MM:SS', time);
export const to = value('T', 'where it ends', time);
export const fast = flag(
  'overlaps the pieces that a model separates by a quarter instead of a half: a sixth less time, and joins that differ a little more',
);
export const threads = value(
  'N',
  'inference threads; on the CPU the same number gives the same bytes',
  wholeNumber(1, 256),
);
export const provider = text(
  'NAME',
  'runs on this execution provider only (divisi doctor lists what there is)',
);
export const bitDepth = choice(BitDepth.options, 'bits of a sample; the recording’s own where left out');
export const ensemble = (about: string): Option<Ensemble | undefined> => value('LIST', about, parseEnsemble);

/** @throws Failure `call/invalid` */
export function requireForwards(values: {
  readonly from: number | undefined;
  readonly to: number | undefined;
}): void {
  if (values.from !== undefined && values.to !== undefined && values.to <= values.from) {
    throw invalid('--to must come after --from');
  }
}

/** The passage given by the options `--from` and `--to`. @throws Failure `call/invalid` */
export function spanOf(values: { readonly from: number | undefined; readonly to: number | undefined }) {
  requireForwards(values);
  return { fromSeconds: values.from ?? null, toSeconds: values.to ?? null };
}
