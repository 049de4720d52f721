import type { StripEntry } from '../project/strip-entry.ts';
import { BANDS, hasGain, hasQ, isOn, kindOf } from './processors/equaliser/bands.ts';
import { equaliser } from './processors/equaliser/equaliser.ts';
import { findDeclaration } from './processors/registry.ts';
import type { ParameterSpec } from './processors/types.ts';
import { entryTarget } from './targets.ts';

/** A parameter that the user can be offered a lane for. */
export interface Automatable {
  /** Of the lane. */
  readonly target: string;
  readonly entry: StripEntry;
  readonly spec: ParameterSpec;
}

/**
 * The parameters of a strip that it makes sense to move over time: all that are continuous, and of an equaliser those of
 * the bands in use. Lanes of others (a named choice jumps) are played where a project has them.
 */
export function automatableIn(strip: readonly StripEntry[]): readonly Automatable[] {
  return strip.flatMap((entry) =>
    (findDeclaration(entry.processor, entry.version)?.parameters ?? [])
      .filter((spec) => spec.choices === undefined && isInUse(entry, spec))
      .map((spec) => ({ target: entryTarget(entry.id, spec.id), entry, spec })),
  );
}

function isInUse({ processor, params }: StripEntry, spec: ParameterSpec): boolean {
  if (processor !== equaliser.id) return true;
  const band = BANDS.find(({ frequency, gain, q }) => spec === frequency || spec === gain || spec === q);
  if (band === undefined || !isOn(band, params)) return false;
  const kind = kindOf(band, params);
  return spec === band.frequency || (spec === band.gain ? hasGain(kind) : hasQ(kind));
}
