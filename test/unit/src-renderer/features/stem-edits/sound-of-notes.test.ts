import { expect, it } from 'vitest';
import { SoundSelection } from '../../../../../src-shared/project/sound-selection.ts';
import { soundOfNotes } from '../../../../../src-renderer/features/stem-edits/sound-of-notes.ts';

const note = (onset: number, pitch: number) => ({ onset, offset: onset + 100, pitch });

it('the sound of notes is their harmonics while they sound', () => {
  const sound = soundOfNotes([note(0, 69), note(50, 81)]);
  expect(SoundSelection.parse(sound)).toEqual([
    { kind: 'harmonics', erase: false, from: 0, to: 100, hz: 440, count: 16, cents: 100 },
    { kind: 'harmonics', erase: false, from: 50, to: 150, hz: 880, count: 16, cents: 100 },
  ]);
});

it('no notes have none, and neither have more notes than a selection takes', () => {
  expect(soundOfNotes([])).toBeNull();
  expect(soundOfNotes(Array.from({ length: 501 }, (_, at) => note(at, 60)))).toBeNull();
});
