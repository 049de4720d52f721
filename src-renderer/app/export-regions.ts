import type { ExportRegion } from '../../src-shared/contract/export.ts';
import type { Item } from '../../src-shared/contract/item-schemas.ts';
import { distinctNames } from '../../src-shared/format/file-name.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';

const LONGEST_NAME = 80;

/** The project's own regions; its markers have no length. */
export function documentRegions({ regions }: Pick<ProjectDocument, 'regions'>): ExportRegion[] {
  return regions.flatMap(({ name, start, end }): ExportRegion[] =>
    end === null ? [] : [{ name: name.slice(0, LONGEST_NAME), range: { start, end } }],
  );
}

/** Excerpts of the recording and of the project's stems, in the project's samples; those outside of it are left out. */
export function excerptRegions(
  { offset, frames, separationId }: Pick<ProjectDocument, 'offset' | 'frames' | 'separationId'>,
  excerpts: readonly Item[],
): ExportRegion[] {
  return excerpts.flatMap((item): ExportRegion[] => {
    if (item.separationId !== null && item.separationId !== separationId) return [];
    const shift = item.stemId === null ? offset : 0;
    const start = Math.max(0, item.from - shift);
    const end = Math.min(frames, item.to - shift);
    return start < end ? [{ name: item.title.slice(0, LONGEST_NAME), range: { start, end } }] : [];
  });
}

/** Regions whose names differ, letter case aside. */
export function distinctRegions(regions: readonly ExportRegion[]): ExportRegion[] {
  const names = distinctNames(regions.map(({ name }) => name));
  return regions.map(({ range }, index) => ({ name: names[index] ?? '', range }));
}
