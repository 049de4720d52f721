import type { StripEntry } from '../project/strip-entry.ts';
import { compressor } from './processors/compressor/compressor.ts';
import { equaliser } from './processors/equaliser/equaliser.ts';
import { BAND_KINDS, type BandKind } from './processors/equaliser/prototype.ts';
import { defaultStrip, entryOf } from './processors/registry.ts';
import type { Declaration } from './processors/types.ts';

export type PresetEntry = Omit<StripEntry, 'id'>;

/** The strips that come with the program; their names are in `words`. */
export interface BuiltInPreset {
  readonly id: string;
  readonly entries: readonly PresetEntry[];
}

interface Band {
  readonly kind: BandKind;
  readonly hz: number;
  readonly db?: number;
  readonly q?: number;
  /** Of high-pass and low-pass, dB per octave. */
  readonly slope?: number;
}

function bands(...list: readonly Band[]): PresetEntry {
  const params: Record<string, number> = {};
  for (const { id } of equaliser.parameters) if (id.startsWith('on')) params[id] = 0;
  list.forEach(({ kind, hz, db = 0, q = 0.8, slope = 12 }, index) => {
    const at = index + 1;
    params[`on${at}`] = 1;
    params[`kind${at}`] = BAND_KINDS.indexOf(kind);
    params[`frequency${at}`] = hz;
    params[`gain${at}`] = db;
    params[`q${at}`] = q;
    params[`slope${at}`] = slope / 6 - 1;
  });
  return entry(equaliser, params);
}

function entry(spec: Declaration, params: Readonly<Record<string, number>>): PresetEntry {
  return withoutId(entryOf(spec, spec.id, false), params);
}

function withoutId(
  { processor, version, params, bypassed }: StripEntry,
  change: Readonly<Record<string, number>> = {},
): PresetEntry {
  return { processor, version, params: { ...params, ...change }, bypassed };
}

export const BUILT_IN_PRESETS: readonly BuiltInPreset[] = [
  { id: 'neutral', entries: defaultStrip().map((plain) => withoutId(plain)) },
  {
    id: 'softer-violin',
    entries: [
      bands(
        { kind: 'high-pass', hz: 150, slope: 18 },
        { kind: 'bell', hz: 3200, db: -2.5, q: 1 },
        { kind: 'high-shelf', hz: 9000, db: -1.5, q: 0.7 },
      ),
    ],
  },
  {
    id: 'clear-cello',
    entries: [
      bands(
        { kind: 'high-pass', hz: 45, slope: 24 },
        { kind: 'bell', hz: 240, db: -2, q: 0.9 },
        { kind: 'bell', hz: 1800, db: 1.5, q: 0.8 },
      ),
    ],
  },
  {
    id: 'airy-winds',
    entries: [
      bands(
        { kind: 'high-pass', hz: 110, slope: 18 },
        { kind: 'bell', hz: 900, db: -1.5, q: 1.2 },
        { kind: 'high-shelf', hz: 8500, db: 2.5, q: 0.7 },
      ),
    ],
  },
  {
    id: 'gentle-levelling',
    entries: [
      entry(compressor, {
        ...{ threshold: -30, ratio: 1.8, knee: 12, attack: 25, release: 300, makeUp: 2 },
        sideChain: 90,
      }),
    ],
  },
  {
    id: 'parallel-compression',
    entries: [
      entry(compressor, {
        ...{ threshold: -42, ratio: 6, knee: 6, attack: 5, release: 180, makeUp: 10 },
        ...{ sideChain: 120, mix: 35 },
      }),
    ],
  },
];
