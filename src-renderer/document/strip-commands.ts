import type { ProjectDocument } from '../../src-shared/project/document.ts';
import type { StripEntry } from '../../src-shared/project/strip-entry.ts';
import { clampToSpec, defaultParams } from '../../src-shared/mixing/processors/parameters.ts';
import { entryOf, findDeclaration, PROCESSORS } from '../../src-shared/mixing/processors/registry.ts';
import type { Declaration } from '../../src-shared/mixing/processors/types.ts';
import { MOST_ENTRIES } from '../../src-shared/project/limits.ts';
import { clampTo, moved, patched } from './edits.ts';
import { withStrip } from './strip-owners.ts';

/** `trackId`: a track, or one of the other owners of `strip-owners.ts`. */
export type StripCommand = { readonly trackId: string } & (
  | {
      readonly type: 'setParam';
      readonly entryId: string;
      readonly param: string;
      readonly value: number;
    }
  | { readonly type: 'setBypass'; readonly entryId: string; readonly bypassed: boolean }
  /** Parameters to their standard values; bypass stays. */
  | { readonly type: 'resetEntry'; readonly entryId: string }
  /** `index`: its place in the strip, from 0. */
  | { readonly type: 'addEntry'; readonly processor: string; readonly index: number }
  /** Its automation goes with it. */
  | { readonly type: 'removeEntry'; readonly entryId: string }
  | { readonly type: 'moveEntry'; readonly entryId: string; readonly index: number }
  /** Replaces the strip by copies of these; automation of entries that are gone goes with them. */
  | { readonly type: 'setStrip'; readonly entries: readonly Omit<StripEntry, 'id'>[] }
  | { readonly type: 'setEntryParams'; readonly entryId: string; readonly params: StripEntry['params'] }
);

export const STRIP_COMMANDS = [
  'setParam',
  'setBypass',
  'resetEntry',
  'addEntry',
  'removeEntry',
  'moveEntry',
  'setStrip',
  'setEntryParams',
] as const satisfies readonly StripCommand['type'][];

export function isStripCommand(command: { readonly type: string }): command is StripCommand {
  return (STRIP_COMMANDS as readonly string[]).includes(command.type);
}

export function applyStripCommand(document: ProjectDocument, command: StripCommand): ProjectDocument {
  return withStrip(document, command.trackId, (strip) => changedStrip(strip, command));
}

function changedStrip(strip: StripEntry[], command: StripCommand): StripEntry[] {
  switch (command.type) {
    case 'setParam':
      return withEntry(strip, command.entryId, (entry) => setParam(entry, command.param, command.value));
    case 'setBypass':
      return withEntry(strip, command.entryId, (entry) => patched(entry, { bypassed: command.bypassed }));
    case 'resetEntry':
      return withEntry(strip, command.entryId, (entry) =>
        setParams(entry, defaultParams(declarationOf(entry).parameters)),
      );
    case 'addEntry':
      return addEntry(strip, command.processor, command.index);
    case 'removeEntry': {
      const gone = entryIn(strip, command.entryId);
      return strip.filter((entry) => entry !== gone);
    }
    case 'moveEntry':
      return moved(strip, entryIn(strip, command.entryId), command.index);
    case 'setStrip':
      return copiesOf(command.entries);
    case 'setEntryParams':
      return withEntry(strip, command.entryId, (entry) => setParams(entry, command.params));
  }
}

function declarationOf(entry: Pick<StripEntry, 'processor' | 'version'>): Declaration {
  const declaration = findDeclaration(entry.processor, entry.version);
  if (declaration === undefined)
    throw new Error(`no processor "${entry.processor}", version ${entry.version}`);
  return declaration;
}

function entryIn(strip: readonly StripEntry[], entryId: string): StripEntry {
  const entry = strip.find((candidate) => candidate.id === entryId);
  if (entry === undefined) throw new Error(`no processor ${entryId} in the strip`);
  return entry;
}

function withEntry(
  strip: StripEntry[],
  entryId: string,
  change: (entry: StripEntry) => StripEntry,
): StripEntry[] {
  const before = entryIn(strip, entryId);
  const after = change(before);
  return after === before ? strip : strip.map((entry) => (entry === before ? after : entry));
}

function setParam(entry: StripEntry, param: string, value: number): StripEntry {
  return setParams(entry, { [param]: value });
}

/** Only the given parameters change; numbers are clamped to their ranges. */
function setParams(entry: StripEntry, params: Readonly<Record<string, number>>): StripEntry {
  const { parameters } = declarationOf(entry);
  const next = Object.entries(params).map(([param, value]) => {
    const spec = parameters.find((candidate) => candidate.id === param);
    if (spec === undefined) throw new Error(`no parameter ${param} in ${entry.processor}`);
    return [param, clampToSpec(spec, clampTo(value, spec.min, spec.max))] as const;
  });
  return patched(entry, { params: patched(entry.params, Object.fromEntries(next)) });
}

function addEntry(strip: StripEntry[], processorId: string, index: number): StripEntry[] {
  const processor = PROCESSORS.find((spec) => spec.id === processorId);
  if (processor === undefined) throw new Error(`no processor "${processorId}"`);
  if (strip.length >= MOST_ENTRIES) throw new Error(`a strip holds ${MOST_ENTRIES} processors`);
  if (!Number.isInteger(index) || index < 0 || index > strip.length) throw new Error(`no place ${index}`);
  const entry = entryOf(processor, freeId(processorId, strip), false);
  return [...strip.slice(0, index), entry, ...strip.slice(index)];
}

/** Copies with ids of their own, as they would get if they were added one by one. */
function copiesOf(entries: readonly Omit<StripEntry, 'id'>[]): StripEntry[] {
  if (entries.length > MOST_ENTRIES) throw new Error(`a strip holds ${MOST_ENTRIES} processors`);
  const strip: StripEntry[] = [];
  for (const { processor, version, params, bypassed } of entries) {
    const plain = { id: freeId(processor, strip), processor, version, params: {}, bypassed };
    strip.push(setParams(plain, params));
  }
  return strip;
}

function freeId(processorId: string, strip: readonly StripEntry[]): string {
  const taken = new Set(strip.map((entry) => entry.id));
  let id = processorId;
  for (let number = 2; taken.has(id); number += 1) id = `${processorId}-${number}`;
  return id;
}
