import { describe, expect, it } from 'vitest';
import { NO_PARTS, type ExportRegion } from '../../../../src-shared/contract/export.ts';
import {
  allParts,
  plannedFiles,
  plannedNames,
  plannedTitle,
  rangeOf,
} from '../../../../src-shared/exporting/plan.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';

const track = (id: string, name: string) => ({ id, name, group: id === 'c' ? null : 'strings' });
const document = {
  frames: 1000,
  tracks: [track('a', 'Violin'), track('b', 'violin'), track('c', 'Rest')],
  groups: [
    { id: 'strings', name: 'Strings' },
    { id: 'empty', name: 'Winds' },
  ],
} as unknown as ProjectDocument;
const regions: ExportRegion[] = [
  { name: 'Theme', range: { start: 0, end: 10 } },
  { name: 'Coda', range: { start: 500, end: 1000 } },
];
const facts = {
  template: '{number} {recording}[ - {region}] - {player}',
  recording: 'Trio',
  mix: '',
  composer: '',
  today: '2026-03-09',
  sampleRate: 44_100,
  format: 'wav',
} as const;

describe('the files of an export', () => {
  it('are mix, processed and separated tracks, with names that differ', () => {
    const parts = { ...NO_PARTS, mix: true, processed: ['b'], separated: ['c', 'b', 'gone'] };
    const planned = plannedFiles(document, parts, []);
    expect(planned.map(({ kind, trackIds }) => [kind, ...trackIds])).toEqual([
      ['mix', 'a', 'b', 'c'],
      ['processed', 'b'],
      ['separated', 'b'],
      ['separated', 'c'],
    ]);
    expect(plannedNames(planned, [], facts)).toEqual([
      '00 Trio - Mix',
      '02 Trio - violin (2) processed',
      '02 Trio - violin (2)',
      '03 Trio - Rest',
    ]);
    expect(planned.map((file) => plannedTitle(file, [], 'Trio'))).toEqual([
      'Trio',
      'Trio - violin (2) processed',
      'Trio - violin (2)',
      'Trio - Rest',
    ]);
  });

  it('of processed tracks have other names than the stems of a session beside them', () => {
    const session = { ...NO_PARTS.session, dawproject: true };
    const planned = plannedFiles(document, { ...NO_PARTS, processed: ['a'], session }, []);
    expect(plannedNames(planned, [], facts)).toEqual([
      '01 Trio - Violin processed',
      '01 Trio - Violin',
      '02 Trio - violin (2)',
      '03 Trio - Rest',
    ]);
  });

  it('of a group are its tracks together', () => {
    expect(allParts(document)).toEqual({ tracks: ['a', 'b', 'c'], groups: ['strings'] });
    const [group] = plannedFiles(document, { ...NO_PARTS, groups: ['strings'] }, []);
    expect(group).toEqual({
      kind: 'group',
      sourceId: 'strings',
      trackIds: ['a', 'b'],
      player: 'Strings',
      number: 4,
      region: null,
    });
  });

  it('come once a region', () => {
    const planned = plannedFiles(document, { ...NO_PARTS, mix: true, separated: ['c'] }, regions);
    expect(plannedNames(planned, regions, facts)).toEqual([
      '00 Trio - Theme - Mix',
      '03 Trio - Theme - Rest',
      '00 Trio - Coda - Mix',
      '03 Trio - Coda - Rest',
    ]);
    expect(planned.map(({ region }) => rangeOf(regions, region, document))).toEqual([
      { start: 0, end: 10 },
      { start: 0, end: 10 },
      { start: 500, end: 1000 },
      { start: 500, end: 1000 },
    ]);
    const titles = planned.map((file) => plannedTitle(file, regions, 'Trio'));
    expect(titles[3]).toBe('Trio, Coda - Rest');
  });

  it('of a session are all separated tracks of the whole, once', () => {
    const session = { dawproject: true, reaper: false, note: false };
    const alone = plannedFiles(document, { ...NO_PARTS, session }, []);
    expect(alone.map(({ kind, region }) => [kind, region])).toEqual(Array(3).fill(['separated', null]));
    const chosen = plannedFiles(document, { ...NO_PARTS, separated: ['a'], session }, []);
    expect(chosen).toEqual(alone);
    const inRegions = plannedFiles(document, { ...NO_PARTS, separated: ['a'], session }, regions);
    expect(inRegions.map(({ region }) => region)).toEqual([0, 1, null, null, null]);
  });
});
