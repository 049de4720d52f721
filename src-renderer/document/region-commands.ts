import type { ProjectDocument, Region } from '../../src-shared/project/document.ts';
import { LONGEST_REGION_NAME, MOST_REGIONS } from '../../src-shared/project/limits.ts';
import { clampTo, patched, sameValue } from './edits.ts';

/** Edits of markers and regions. Positions are samples of the project; `end` null makes a marker. */
export type RegionCommand =
  /** Ignored once a project has as many as it may have. */
  | { readonly type: 'addRegion'; readonly region: Region }
  | {
      readonly type: 'setRegion';
      readonly regionId: string;
      readonly patch: Partial<Pick<Region, 'name' | 'start' | 'end'>>;
    }
  | { readonly type: 'removeRegion'; readonly regionId: string };

export function applyRegionCommand(document: ProjectDocument, command: RegionCommand): ProjectDocument {
  const { regions, frames } = document;
  switch (command.type) {
    case 'addRegion': {
      const { region } = command;
      if (regions.some(({ id }) => id === region.id)) throw new Error(`there is a region ${region.id}`);
      if (regions.length >= MOST_REGIONS) return document;
      return { ...document, regions: inOrder([...regions, fitting(region, frames)]) };
    }
    case 'setRegion': {
      const before = regionOf(regions, command.regionId);
      const after = patched(before, fitting({ ...before, ...command.patch }, frames));
      if (sameValue(after, before)) return document;
      return {
        ...document,
        regions: inOrder(regions.map((region) => (region === before ? after : region))),
      };
    }
    case 'removeRegion': {
      const gone = regionOf(regions, command.regionId);
      return { ...document, regions: regions.filter((region) => region !== gone) };
    }
  }
}

function regionOf(regions: readonly Region[], id: string): Region {
  const region = regions.find((candidate) => candidate.id === id);
  if (region === undefined) throw new Error(`no region ${id}`);
  return region;
}

const inOrder = (regions: readonly Region[]): Region[] => [...regions].sort((a, b) => a.start - b.start);

/** Within the project, at least one sample long, and with a name. */
function fitting({ id, name, start, end }: Region, frames: number): Region {
  const trimmed = name.trim().slice(0, LONGEST_REGION_NAME);
  if (trimmed === '') throw new Error('a name must not be empty');
  if (end === null) return { id, name: trimmed, start: Math.round(clampTo(start, 0, frames)), end };
  const from = Math.round(clampTo(start, 0, frames - 1));
  return { id, name: trimmed, start: from, end: Math.round(clampTo(end, from + 1, frames)) };
}
