import { describe, expect, it } from 'vitest';
import { neighbour, placed } from '../../../../../../src-renderer/features/editor/regions/region-edits.ts';
import { framed } from '../../../../../../src-renderer/features/editor/regions/overview-frame.ts';
import type { Item } from '../../../../../../src-shared/contract/item-schemas.ts';
import { newExcerptId, newRecordingId, newStemId } from '../../../../../../src-shared/project/ids.ts';
import { exampleProject } from '../../../document/arbitrary.ts';

describe('the neighbours of the playhead', () => {
  const regions = [1000, 50_000, 50_000, 90_000].map((start, at) => ({
    id: `${at}`,
    name: 'x',
    start,
    end: null,
  }));
  const project = { regions, sampleRate: 10_000 };

  it('are the next start, and the one before, past the one just reached', () => {
    expect(neighbour(project, 0, 1)).toBe(1000);
    expect(neighbour(project, 1000, 1)).toBe(50_000);
    expect(neighbour(project, 90_000, 1)).toBeNull();
    expect(neighbour(project, 90_000, -1)).toBe(50_000);
    // Within half a second after a marker, "previous" goes to the one before it.
    expect(neighbour(project, 52_000, -1)).toBe(1000);
    expect(neighbour(project, 56_000, -1)).toBe(50_000);
    expect(neighbour(project, 1000, -1)).toBeNull();
  });
});

describe('excerpts of the library', () => {
  it('are placed in the project, where they lie wholly within it', () => {
    const project = exampleProject();
    const stemId = project.tracks[0]?.source.stemId ?? newStemId();
    const excerpt = (from: number, to: number, of: typeof stemId | null): Item => ({
      id: newExcerptId(),
      kind: 'excerpt',
      title: `${from}`,
      recordingId: newRecordingId(),
      recordingTitle: 'Quartet',
      fileName: 'quartet.wav',
      separationId: null,
      stemId: of,
      instruments: [],
      audioId: of ?? newRecordingId(),
      ...{ from, to, sampleRate: 48_000, channels: 2, tags: [], vector: 'ready' },
    });
    // The project begins at sample 1000 of the recording and has 480,000.
    const found = placed(
      [
        excerpt(3000, 5000, null),
        excerpt(500, 5000, null),
        excerpt(480_000, 481_001, null),
        excerpt(3000, 5000, stemId),
        excerpt(3000, 5000, newStemId()),
      ],
      project,
    );
    expect(found.map(({ stem, start, end }) => [stem, start, end])).toEqual([
      [null, 2000, 4000],
      ['violin', 3000, 5000],
    ]);
  });
});

describe('the frame of the overview', () => {
  const extent = { frames: 10_000, width: 100 };
  const view = { start: 2000, framesPerPixel: 20 };

  it('moves as a whole, within the project', () => {
    expect(framed(view, extent, 'whole', 5000)).toEqual({ start: 5000, framesPerPixel: 20 });
    expect(framed(view, extent, 'whole', -50)).toEqual({ start: 0, framesPerPixel: 20 });
    expect(framed(view, extent, 'whole', 9900)).toEqual({ start: 8000, framesPerPixel: 20 });
  });

  it('zooms by its edges, the other edge staying', () => {
    expect(framed(view, extent, 'start', 1000)).toEqual({ start: 1000, framesPerPixel: 30 });
    expect(framed(view, extent, 'end', 3000)).toEqual({ start: 2000, framesPerPixel: 10 });
    expect(framed(view, extent, 'end', 0)).toEqual({ start: 2000, framesPerPixel: 6 });
    expect(framed(view, extent, 'start', 9999)).toEqual({ start: 3400, framesPerPixel: 6 });
    expect(framed(view, extent, 'end', 99_999)).toEqual({ start: 2000, framesPerPixel: 80 });
  });
});
