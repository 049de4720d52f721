import { describe, expect, it } from 'vitest';
import { applyCommand, labelOf, type Command } from '../../../../src-renderer/document/commands.ts';
import { findProblem } from '../../../../src-shared/mixing/parse-project.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { MOST_REGIONS } from '../../../../src-shared/project/limits.ts';
import { exampleProject, FRAMES } from './arbitrary.ts';

const after = (...commands: readonly Command[]): ProjectDocument =>
  commands.reduce(applyCommand, exampleProject());
const marker = (id: string, start: number): Command => ({
  type: 'addRegion',
  region: { id, name: `Marker ${id}`, start, end: null },
});

describe('markers and regions', () => {
  it('stay in order of their starts, whatever is added and moved', () => {
    const document = after(
      marker('a', 5000),
      { type: 'addRegion', region: { id: 'b', name: 'Trio', start: 100, end: 900 } },
      marker('c', 3000),
      { type: 'setRegion', regionId: 'b', patch: { start: 4000, end: 4800 } },
    );
    expect(document.regions.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(findProblem(document)).toBeNull();
  });

  it('stay within the project and are never empty', () => {
    const { regions } = after(
      marker('a', FRAMES + 500),
      { type: 'addRegion', region: { id: 'b', name: 'End', start: FRAMES + 10, end: FRAMES + 20 } },
      { type: 'addRegion', region: { id: 'c', name: 'Turned', start: 700.4, end: 300 } },
    );
    expect(regions.map(({ start, end }) => [start, end])).toEqual([
      [700, 701],
      [FRAMES - 1, FRAMES],
      [FRAMES, null],
    ]);
  });

  it('are renamed and removed; a name is trimmed and never empty', () => {
    const named = after(marker('a', 10), { type: 'setRegion', regionId: 'a', patch: { name: '  Coda ' } });
    expect(named.regions[0]?.name).toBe('Coda');
    expect(() => applyCommand(named, { type: 'setRegion', regionId: 'a', patch: { name: '  ' } })).toThrow(
      'must not be empty',
    );
    expect(applyCommand(named, { type: 'removeRegion', regionId: 'a' }).regions).toEqual([]);
    expect(() => applyCommand(named, { type: 'removeRegion', regionId: 'z' })).toThrow('no region z');
  });

  it('give the same document where nothing changes', () => {
    const document = after(marker('a', 10));
    expect(applyCommand(document, { type: 'setRegion', regionId: 'a', patch: { start: 10 } })).toBe(document);
  });

  it('are as many as a project may have', () => {
    const full = {
      ...exampleProject(),
      regions: Array.from({ length: MOST_REGIONS }, (_, at) => ({
        id: `r${at}`,
        name: 'x',
        start: at,
        end: null,
      })),
    };
    expect(applyCommand(full, marker('more', 5))).toBe(full);
  });

  it('have names in undo', () => {
    expect(labelOf(marker('a', 1))).toBe('addMarker');
    expect(labelOf({ type: 'setRegion', regionId: 'a', patch: { name: 'b' } })).toBe('renameRegion');
    expect(labelOf({ type: 'setRegion', regionId: 'a', patch: { start: 2 } })).toBe('changeRegion');
  });
});
