import {
  BANDS,
  hasGain,
  hasQ,
  isOn,
  settingOf,
} from '../../../src-shared/mixing/processors/equaliser/bands.ts';
import { parameterValue } from '../../../src-shared/mixing/processors/parameters.ts';
import { findProcessor } from '../../../src-shared/mixing/processors/registry.ts';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';

/** A value of a device, and the parameter of the strip that automation moves; null where none does. */
export interface DeviceValue {
  readonly value: number;
  readonly parameter: string | null;
}

export interface DeviceBand {
  readonly type: 'highPass' | 'lowPass' | 'highShelf' | 'lowShelf' | 'bell' | 'notch';
  readonly hz: DeviceValue;
  readonly gainDb: DeviceValue | null;
  readonly q: DeviceValue | null;
  /** Of passes: 1 for 6 dB per octave. */
  readonly order: number | null;
}

/** A strip's processor as other programs know it. */
export type Device =
  | { readonly kind: 'equaliser'; readonly title: string; readonly bands: readonly DeviceBand[] }
  | {
      readonly kind: 'compressor';
      readonly title: string;
      readonly thresholdDb: DeviceValue;
      readonly ratio: DeviceValue;
      readonly attackSeconds: DeviceValue;
      readonly releaseSeconds: DeviceValue;
      readonly outputDb: DeviceValue;
    };

const BAND_TYPES = {
  bell: 'bell',
  'low-shelf': 'lowShelf',
  'high-shelf': 'highShelf',
  'high-pass': 'highPass',
  'low-pass': 'lowPass',
  notch: 'notch',
} as const;

/** Null for a processor that other programs have no common form of. */
export function deviceOf(entry: StripEntry): Device | null {
  const spec = findProcessor(entry.processor, entry.version);
  if (spec === undefined) return null;
  const value = (parameter: string): DeviceValue => {
    const known = spec.parameters.find(({ id }) => id === parameter);
    if (known === undefined) throw new Error(`${spec.id} has no parameter ${parameter}`);
    return { value: parameterValue(known, entry.params), parameter };
  };
  /** Automation of a value in another unit is not transferred. */
  const converted = (parameter: string, factor: number): DeviceValue => ({
    value: value(parameter).value * factor,
    parameter: null,
  });
  const { title } = spec;
  switch (spec.id) {
    case 'high-pass': {
      const order = value('slope').value >= 0.5 ? 4 : 2;
      const band = { type: 'highPass', hz: value('frequency'), gainDb: null, q: null, order } as const;
      return { kind: 'equaliser', title, bands: [band] };
    }
    case 'equaliser': {
      const bands = BANDS.filter((band) => isOn(band, entry.params)).map((band): DeviceBand => {
        const { kind, q, order } = settingOf(band, entry.params);
        return {
          type: BAND_TYPES[kind],
          hz: value(band.frequency.id),
          gainDb: hasGain(kind) ? value(band.gain.id) : null,
          // Some kinds limit their Q, which automation could pass.
          q: hasQ(kind) ? { value: q, parameter: null } : null,
          order: hasGain(kind) || kind === 'notch' ? null : order,
        };
      });
      return { kind: 'equaliser', title, bands };
    }
    case 'compressor':
      return {
        kind: 'compressor',
        title,
        thresholdDb: value('threshold'),
        ratio: value('ratio'),
        attackSeconds: converted('attack', 0.001),
        releaseSeconds: converted('release', 0.001),
        outputDb: value('makeUp'),
      };
    default:
      return null;
  }
}
