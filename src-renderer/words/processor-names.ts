import type { StripEntry } from '../../src-shared/project/strip-entry.ts';
import { findDeclaration } from '../../src-shared/mixing/processors/registry.ts';
import type { ParameterSpec } from '../../src-shared/mixing/processors/types.ts';
import { words } from './words.ts';

/** A processor's name in the window's language; its id if this program does not have it. */
export function titleOf({ processor, version }: Pick<StripEntry, 'processor' | 'version'>): string {
  return words().processors.titles[processor] ?? findDeclaration(processor, version)?.title ?? processor;
}

/** A parameter's name in the window's language. A number at the end of its id is that of its band. */
export function parameterName({ id, label }: ParameterSpec): string {
  const { parameters, band, bandParameter } = words().processors;
  const [, base = '', number = ''] = /^(\D+)(\d*)$/.exec(id) ?? [];
  const name = parameters[base];
  if (name === undefined) return label;
  return number === '' ? name : bandParameter(band(Number(number)), name);
}
