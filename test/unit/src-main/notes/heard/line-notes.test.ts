import { expect, it } from 'vitest';
import { LineNotes, type HeardNote } from '../../../../../src-main/notes/heard/line-notes.ts';
import type { StreamedFrame } from '../../../../../src-main/notes/heard/streams.ts';

const at = (pitch: number | null, mass = 0.5, place: number | null = null) =>
  pitch === null ? null : { pitch, mass, byKind: [mass], place };

function notesOf(frames: readonly StreamedFrame[], players: number): HeardNote[] {
  const lines = new LineNotes(players);
  return [...frames.flatMap((frame) => lines.push(frame)), ...lines.end()];
}

it('cuts a line where the pitch leaves the note, and bridges two unheard frames', () => {
  const line = [60, 60.2, null, null, 60.1, 62, 62, null, null, null, 62, 62];
  const notes = notesOf(
    line.map((pitch) => [at(pitch)]),
    1,
  );
  expect(notes.map(({ from, to }) => [from, to])).toEqual([
    [0, 5],
    [5, 7],
    [10, 12],
  ]);
  expect(notes[0]?.pitch).toBeCloseTo(60.1, 10);
  expect(notes.map(({ heard }) => heard)).toEqual([0.5, 0.5, 0.5]);
});

it('leaves out a note of one frame, and never tells more than certainty', () => {
  const frames: StreamedFrame[] = [
    [at(70, 1.5), at(50)],
    [at(70, 1.5), null],
  ];
  expect(notesOf(frames, 2)).toEqual([
    { player: 0, from: 0, to: 2, pitch: 70, heard: 1, byKind: [1.5], place: null },
  ]);
});

it('averages the place by probability, over the frames where it is known', () => {
  const frames: StreamedFrame[] = [[at(70, 0.5, 6)], [at(70, 0.25, 3)], [at(70, 0.5, null)]];
  expect(notesOf(frames, 1).map(({ place }) => place)).toEqual([5]);
});
