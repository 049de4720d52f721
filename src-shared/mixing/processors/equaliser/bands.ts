import { parameterValue } from '../parameters.ts';
import type { ParameterSpec } from '../types.ts';
import { BAND_KINDS, type BandKind, type BandSetting } from './prototype.ts';

/** An equaliser has this many bands; those that are off are not there for the user. */
export const MOST_BANDS = 12;

/** A band's parameters; their ids end with the band's number, from 1. */
export interface BandSpec {
  readonly number: number;
  readonly on: ParameterSpec;
  readonly kind: ParameterSpec;
  readonly frequency: ParameterSpec;
  readonly gain: ParameterSpec;
  readonly q: ParameterSpec;
  readonly slope: ParameterSpec;
}

/** The bands of a new equaliser, at 0 dB. */
const STANDARD: readonly { readonly kind: BandKind; readonly hz: number; readonly q: number }[] = [
  { kind: 'low-shelf', hz: 150, q: 0.71 },
  { kind: 'bell', hz: 500, q: 0.9 },
  { kind: 'bell', hz: 3000, q: 0.9 },
  { kind: 'high-shelf', hz: 8000, q: 0.71 },
];

const KIND_NAMES = ['Bell', 'Low shelf', 'High shelf', 'High-pass', 'Low-pass', 'Notch'] as const;

function band(number: number): BandSpec {
  const standard = STANDARD[number - 1];
  const name = (what: string): string => `Band ${number} ${what}`;
  return {
    number,
    on: {
      id: `on${number}`,
      label: name('on'),
      unit: '',
      min: 0,
      max: 1,
      taper: 'linear',
      default: standard === undefined ? 0 : 1,
      choices: ['Off', 'On'],
    },
    kind: {
      id: `kind${number}`,
      label: name('kind'),
      unit: '',
      min: 0,
      max: BAND_KINDS.length - 1,
      taper: 'linear',
      default: BAND_KINDS.indexOf(standard?.kind ?? 'bell'),
      choices: KIND_NAMES,
    },
    frequency: {
      id: `frequency${number}`,
      label: name('frequency'),
      unit: 'Hz',
      min: 20,
      max: 20_000,
      taper: 'log',
      default: standard?.hz ?? 1000,
    },
    gain: {
      id: `gain${number}`,
      label: name('gain'),
      unit: 'dB',
      min: -18,
      max: 18,
      taper: 'linear',
      default: 0,
    },
    q: {
      id: `q${number}`,
      label: name('Q'),
      unit: 'Q',
      min: 0.2,
      max: 12,
      taper: 'log',
      default: standard?.q ?? 0.9,
    },
    slope: {
      id: `slope${number}`,
      label: name('slope'),
      unit: '',
      min: 0,
      max: 7,
      taper: 'linear',
      default: 1,
      choices: [6, 12, 18, 24, 30, 36, 42, 48].map((slope) => `${slope} dB per octave`),
    },
  };
}

export const BANDS: readonly BandSpec[] = Array.from({ length: MOST_BANDS }, (_, index) => band(index + 1));

/** Which of a band's parameters its kind has, besides the frequency. */
export const hasGain = (kind: BandKind): boolean => kind === 'bell' || kind.endsWith('shelf');
export const hasQ = (kind: BandKind): boolean => !kind.endsWith('pass');

/** Shelves of a higher Q overshoot by several decibels; a notch of a lower one takes most of the spectrum away. */
const HIGHEST_SHELF_Q = 1;
const LOWEST_NOTCH_Q = 1;

function qOf(kind: BandKind, q: number): number {
  if (kind === 'notch') return Math.max(LOWEST_NOTCH_Q, q);
  return kind.endsWith('shelf') ? Math.min(HIGHEST_SHELF_Q, q) : q;
}

export const isOn = (spec: BandSpec, params: Readonly<Record<string, number>>): boolean =>
  parameterValue(spec.on, params) >= 0.5;

export function kindOf(spec: BandSpec, params: Readonly<Record<string, number>>): BandKind {
  return BAND_KINDS[Math.round(parameterValue(spec.kind, params))] ?? 'bell';
}

export function settingOf(spec: BandSpec, params: Readonly<Record<string, number>>): BandSetting {
  const kind = kindOf(spec, params);
  return {
    kind,
    hz: parameterValue(spec.frequency, params),
    gainDb: parameterValue(spec.gain, params),
    q: qOf(kind, parameterValue(spec.q, params)),
    order: Math.round(parameterValue(spec.slope, params)) + 1,
  };
}
