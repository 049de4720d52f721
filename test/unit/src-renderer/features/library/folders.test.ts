import { describe, expect, it } from 'vitest';
import { chosenFolder, foldersOf } from '../../../../../src-renderer/features/library/folders.ts';

const facet = [
  { value: '/music/Brahms/Quartets', count: 5 },
  { value: '/music/Brahms', count: 2 },
  { value: '/music/Brahms Live', count: 1 },
  { value: '/music/Haydn/Op. 20', count: 4 },
];
const shown = (chosen: string | null) => {
  const { way, inside } = foldersOf(facet, chosen);
  return {
    way: way.map(({ path, count }) => `${path} ${count}`),
    inside: inside.map(({ name, count }) => `${name} ${count}`),
  };
};

describe('the folders of recordings', () => {
  it('begin below what all share, each with what lies below it', () => {
    expect(shown(null)).toEqual({ way: ['/music 12'], inside: ['Brahms 7', 'Haydn 4', 'Brahms Live 1'] });
  });

  it('show the inside of the chosen one, and the way to it', () => {
    expect(shown('/music/Brahms')).toEqual({ way: ['/music 12', '/music/Brahms 7'], inside: ['Quartets 5'] });
    expect(shown('/music/Haydn/Op. 20').inside).toEqual([]);
  });

  it('work with drives, with nothing in common and with none', () => {
    const { way, inside } = foldersOf(
      [
        { value: 'C:/a', count: 1 },
        { value: 'D:/b/c', count: 2 },
      ],
      null,
    );
    expect([way, inside.map(({ path }) => path)]).toEqual([[], ['D:', 'C:']]);
    expect(foldersOf([], null)).toEqual({ way: [], inside: [] });
  });

  it('are chosen by a whole condition only', () => {
    expect(chosenFolder('brahms folder="/music/Brahms" player:viola')).toBe('/music/Brahms');
    expect(chosenFolder('folder:brahms')).toBeNull();
    expect(chosenFolder('-folder="/music"')).toBeNull();
    expect(chosenFolder('length>')).toBeNull();
  });
});
