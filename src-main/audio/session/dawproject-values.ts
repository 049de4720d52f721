import { element, type XmlElement } from '../write/xml.ts';

/** Units of the format's real parameters that devices use. */
export type Unit = 'hertz' | 'decibel' | 'linear' | 'percent' | 'seconds';

/** Ids in the file are XML names. */
export const safeId = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '-');

/** @param owner the track's number, or the master's id */
export const parameterId = (owner: string, target: string): string => `parameter-${owner}-${safeId(target)}`;

export function real(
  name: string,
  value: number,
  unit: string,
  more: Readonly<Record<string, string>> = {},
): XmlElement {
  return element(name, { ...more, unit, value: number(value) });
}

export const number = (value: number): string => String(Number(value.toFixed(9)));
