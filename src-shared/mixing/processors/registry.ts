import type { StripEntry } from '../../project/strip-entry.ts';
import type { Declaration, ProcessorSpec } from './types.ts';
import { compressor } from './compressor/compressor.ts';
import { equaliser } from './equaliser/equaliser.ts';
import { highPass } from './high-pass/high-pass.ts';
import { LIMITER } from './limiter/limiter.ts';
import { room } from './room/room.ts';
import { utility } from './utility/utility.ts';
import { defaultParams } from './parameters.ts';

/** All strip processors, in menu order. To add one, create its folder and add it here. */
export const PROCESSORS: readonly ProcessorSpec[] = [highPass, equaliser, compressor, utility];

/** All that a strip entry can refer to: also what has its fixed place in the mix, the rooms and the master's limiter. */
export const DECLARATIONS: readonly Declaration[] = [...PROCESSORS, room, LIMITER];

/** Undefined if this program does not have the given processor or version. */
export function findProcessor(id: string, version: number): ProcessorSpec | undefined {
  return PROCESSORS.find((spec) => spec.id === id && spec.version === version);
}

/** What an entry's processor declares; undefined if this program does not have it. */
export function findDeclaration(id: string, version: number): Declaration | undefined {
  return DECLARATIONS.find((spec) => spec.id === id && spec.version === version);
}

/** A strip entry with a processor's default settings. */
export function entryOf(spec: Declaration, id: string, bypassed: boolean): StripEntry {
  return {
    id,
    processor: spec.id,
    version: spec.version,
    params: defaultParams(spec.parameters),
    bypassed,
  };
}

/** The strip of a new track; with these settings it passes its input bit for bit. */
export function defaultStrip(): StripEntry[] {
  return [
    entryOf(highPass, 'high-pass', true),
    entryOf(equaliser, 'equaliser', false),
    entryOf(compressor, 'compressor', true),
  ];
}
