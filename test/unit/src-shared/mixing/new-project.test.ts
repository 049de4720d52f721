import { describe, expect, it } from 'vitest';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import { exampleProject } from '../../../support/project.ts';

describe('newProject', () => {
  it('is a valid document with one track a stem, the rest last, and survives saving', () => {
    const document = exampleProject();
    expect(parseProject(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.tracks.map((track) => [track.name, track.source.kind])).toEqual([
      ['Viola', 'stem'],
      ['Rest', 'rest'],
    ]);
    expect(document).toMatchObject({ frames: 44_100, offset: 100 });
  });
});
