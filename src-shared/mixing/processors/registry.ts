import type { StripEntry } from '../../project/document.ts';
import type { ProcessorSpec } from './types.ts';
import { compressor } from './compressor/compressor.ts';
import { equaliser } from './equaliser/equaliser.ts';
import { highPass } from './high-pass/high-pass.ts';
import { defaultParams } from './parameters.ts';

/** Every strip processor, in the order a menu lists them. A new one is a folder and a line here. */
export const PROCESSORS: readonly ProcessorSpec[] = [highPass, equaliser, compressor];

/** Undefined where a document names a processor, or a version of it, that this program does not have. */
export function findProcessor(id: string, version: number): ProcessorSpec | undefined {
  return PROCESSORS.find((spec) => spec.id === id && spec.version === version);
}

/** A strip entry with a processor's standard settings. */
export function entryOf(spec: ProcessorSpec, id: string, bypassed: boolean): StripEntry {
  return {
    id,
    processor: spec.id,
    version: spec.version,
    params: defaultParams(spec.parameters),
    bypassed,
  };
}

/** What a new track starts with; it passes its input bit for bit until something is turned. */
export function defaultStrip(): StripEntry[] {
  return [
    entryOf(highPass, 'high-pass', true),
    entryOf(equaliser, 'equaliser', false),
    entryOf(compressor, 'compressor', true),
  ];
}
