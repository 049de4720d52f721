import type { StripEntry, Track } from '../../src-shared/project/document.ts';
import { clampToSpec, defaultParams } from '../../src-shared/mixing/processors/parameters.ts';
import { entryOf, findProcessor, PROCESSORS } from '../../src-shared/mixing/processors/registry.ts';
import type { ProcessorSpec } from '../../src-shared/mixing/processors/types.ts';
import { entryTarget } from '../../src-shared/mixing/targets.ts';
import { MOST_ENTRIES } from '../../src-shared/project/limits.ts';
import { clampTo, moved, patched } from './edits.ts';

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
);

export function applyStripCommand(track: Track, command: StripCommand): Track {
  switch (command.type) {
    case 'setParam':
      return withEntry(track, command.entryId, (entry) => setParam(entry, command.param, command.value));
    case 'setBypass':
      return withEntry(track, command.entryId, (entry) => patched(entry, { bypassed: command.bypassed }));
    case 'resetEntry':
      return withEntry(track, command.entryId, resetEntry);
    case 'addEntry':
      return addEntry(track, command.processor, command.index);
    case 'removeEntry':
      return removeEntry(track, command.entryId);
    case 'moveEntry':
      return patched(track, { strip: moved(track.strip, entryIn(track, command.entryId), command.index) });
  }
}

function processorOf(entry: StripEntry): ProcessorSpec {
  const processor = findProcessor(entry.processor, entry.version);
  if (processor === undefined) throw new Error(`no processor "${entry.processor}", version ${entry.version}`);
  return processor;
}

function entryIn(track: Track, entryId: string): StripEntry {
  const entry = track.strip.find((candidate) => candidate.id === entryId);
  if (entry === undefined) throw new Error(`no processor ${entryId} on track ${track.id}`);
  return entry;
}

function withEntry(track: Track, entryId: string, change: (entry: StripEntry) => StripEntry): Track {
  const before = entryIn(track, entryId);
  const after = change(before);
  if (after === before) return track;
  return { ...track, strip: track.strip.map((entry) => (entry === before ? after : entry)) };
}

function setParam(entry: StripEntry, param: string, value: number): StripEntry {
  const spec = processorOf(entry).parameters.find((candidate) => candidate.id === param);
  if (spec === undefined) throw new Error(`no parameter ${param} in ${entry.processor}`);
  const next = clampToSpec(spec, clampTo(value, spec.min, spec.max));
  return patched(entry, { params: patched(entry.params, { [param]: next }) });
}

function resetEntry(entry: StripEntry): StripEntry {
  const standard = defaultParams(processorOf(entry).parameters);
  const params = patched(entry.params, standard);
  return patched(entry, { params });
}

function addEntry(track: Track, processorId: string, index: number): Track {
  const processor = PROCESSORS.find((spec) => spec.id === processorId);
  if (processor === undefined) throw new Error(`no processor "${processorId}"`);
  if (track.strip.length >= MOST_ENTRIES) throw new Error(`a strip holds ${MOST_ENTRIES} processors`);
  if (!Number.isInteger(index) || index < 0 || index > track.strip.length)
    throw new Error(`no place ${index}`);
  const taken = new Set(track.strip.map((entry) => entry.id));
  let id = processorId;
  for (let number = 2; taken.has(id); number += 1) id = `${processorId}-${number}`;
  const strip = [...track.strip.slice(0, index), entryOf(processor, id, false), ...track.strip.slice(index)];
  return { ...track, strip };
}

function removeEntry(track: Track, entryId: string): Track {
  const gone = entryIn(track, entryId);
  return {
    ...track,
    strip: track.strip.filter((entry) => entry !== gone),
    automation: track.automation.filter((lane) => !lane.target.startsWith(entryTarget(entryId, ''))),
  };
}
