import { entryTarget } from '../../../src-shared/mixing/targets.ts';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';
import { element, type XmlElement } from '../write/xml.ts';
import { parameterId, real, safeId, type Unit } from './dawproject-values.ts';
import { deviceOf, type Device, type DeviceBand, type DeviceValue } from './devices.ts';

/** @param owner the track's number, or the master's id */
export function deviceElements(strip: readonly StripEntry[], owner: string): XmlElement[] {
  return strip.flatMap((entry) => {
    const device = deviceOf(entry);
    return device === null ? [] : [deviceElement(device, entry, owner)];
  });
}

function deviceElement(device: Device, entry: StripEntry, owner: string): XmlElement {
  const value = (name: string, unit: Unit, from: DeviceValue): XmlElement =>
    real(name, from.value, unit, {
      ...(from.parameter === null ? {} : { id: parameterId(owner, entryTarget(entry.id, from.parameter)) }),
    });
  const attributes = {
    deviceName: device.title,
    deviceRole: 'audioFX',
    deviceVendor: 'Divisi',
    loaded: 'true',
    id: `device-${owner}-${safeId(entry.id)}`,
    name: device.title,
  };
  const enabled = element('Enabled', { value: String(!entry.bypassed), name: 'On/Off' });
  if (device.kind === 'equaliser') {
    return element('Equalizer', attributes, [
      enabled,
      ...device.bands.map((band) => bandElement(band, value)),
    ]);
  }
  return element('Compressor', attributes, [
    enabled,
    value('Attack', 'seconds', device.attackSeconds),
    element('AutoMakeup', { value: 'false' }),
    value('OutputGain', 'decibel', device.outputDb),
    // The schema gives no unit for ratios but percent and linear; 2:1 is written as its slope, 50 %.
    real('Ratio', 100 / device.ratio.value, 'percent'),
    value('Release', 'seconds', device.releaseSeconds),
    value('Threshold', 'decibel', device.thresholdDb),
  ]);
}

function bandElement(
  band: DeviceBand,
  value: (name: string, unit: Unit, from: DeviceValue) => XmlElement,
): XmlElement {
  return element('Band', { type: band.type, ...(band.order === null ? {} : { order: String(band.order) }) }, [
    value('Freq', 'hertz', band.hz),
    ...(band.gainDb === null ? [] : [value('Gain', 'decibel', band.gainDb)]),
    ...(band.q === null ? [] : [value('Q', 'linear', band.q)]),
    element('Enabled', { value: 'true' }),
  ]);
}

/** The parameters of an entry that the archive names, with their units. */
export function automatable(entry: StripEntry): { readonly id: string; readonly unit: Unit }[] {
  const device = deviceOf(entry);
  const named = (from: DeviceValue | null, unit: Unit) =>
    from === null || from.parameter === null ? [] : [{ id: from.parameter, unit }];
  if (device === null) return [];
  if (device.kind === 'compressor') {
    return [...named(device.outputDb, 'decibel'), ...named(device.thresholdDb, 'decibel')];
  }
  return device.bands.flatMap(({ hz, gainDb, q }) => [
    ...named(hz, 'hertz'),
    ...named(gainDb, 'decibel'),
    ...named(q, 'linear'),
  ]);
}
