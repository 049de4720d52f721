import { describe, expect, it } from 'vitest';
import type { LinePlayer } from '../../../../../src-main/notes/heard/costs.ts';
import type { Peak } from '../../../../../src-main/notes/heard/peaks.ts';
import { Streams, type StreamedFrame } from '../../../../../src-main/notes/heard/streams.ts';

const violin: LinePlayer = { kind: 0, centre: 74, spread: 9 };
const cello: LinePlayer = { kind: 1, centre: 52, spread: 9 };
/** A peak of which the model hears so much in the violins and the rest in the cello. */
const peak = (pitch: number, mass = 0.8, violins = 1, place: number | null = null): Peak => ({
  pitch,
  mass,
  byKind: [mass * violins, mass * (1 - violins)],
  place,
});

function streamed(players: readonly LinePlayer[], frames: readonly (readonly Peak[])[]): StreamedFrame[] {
  const streams = new Streams(players);
  return [...frames.flatMap((peaks) => streams.push(peaks)), ...streams.end()];
}
const pitchesOf = (frames: readonly StreamedFrame[], player: number): (number | null)[] =>
  frames.map((frame) => frame[player]?.pitch ?? null);
/** Each note for six frames. */
const held = <T>(notes: readonly T[]): T[] => notes.flatMap((note) => Array.from({ length: 6 }, () => note));

describe('Streams', () => {
  it('follows two equal players by their steps, through pauses of one of them', () => {
    const upper = held([79, 77, 76, 77, 79, 81]);
    const lower = held([64, 65, null, 65, 67, 65]);
    const frames = upper.map((pitch, at) => {
      const other = lower[at];
      return [peak(pitch), ...(other == null ? [] : [peak(other)])];
    });
    const found = streamed([violin, violin], frames);
    expect(pitchesOf(found, 0)).toEqual(upper);
    expect(pitchesOf(found, 1)).toEqual(lower);
  });

  it('lets unlike players cross where the model hears whose a note is', () => {
    const high = held([60, 62, 64, 65]);
    const low = held([64, 62.9, 60, 59]);
    const frames = high.map((pitch, at) => [peak(pitch, 0.8, 0.9), peak(low[at]!, 0.8, 0.1)]);
    const found = streamed([violin, cello], frames);
    expect(pitchesOf(found, 0)).toEqual(high);
    expect(pitchesOf(found, 1)).toEqual(low);
  });

  it('lets equal players leap past each other where their places are known', () => {
    const first = held([72, 74, 65, 64, 66]);
    const second = held([65, 64, 73, 74, 72]);
    const frames = first.map((pitch, at) => [peak(pitch, 0.8, 1, 5), peak(second[at]!, 0.8, 1, -5)]);
    const seated = (centre: number): LinePlayer => ({ ...violin, place: { centre, spread: 2 } });
    const found = streamed([seated(5), seated(-5)], frames);
    expect(pitchesOf(found, 0)).toEqual(first);
    expect(pitchesOf(found, 1)).toEqual(second);
    const unseated = streamed([violin, violin], frames);
    expect(pitchesOf(unseated, 0)).not.toEqual(first);
  });

  it('hears a note far from every player’s place as well as any other', () => {
    const notes = held([peak(70, 0.3, 1, -15)]);
    const seated: LinePlayer = { ...violin, place: { centre: 10, spread: 1 } };
    expect(
      streamed(
        [seated],
        notes.map((note) => [note]),
      ),
    ).toEqual(notes.map((note) => [note]));
  });

  it('takes no notice of what is too faint, and gives one fundamental to one player', () => {
    const found = streamed(
      [violin, violin],
      held([peak(70)]).map((note) => [note, peak(88, 0.11)]),
    );
    const sounding = found.map((frame) => frame.filter((value) => value !== null).map(({ pitch }) => pitch));
    expect(sounding).toEqual(sounding.map(() => [70]));
  });

  it('decides as it goes: every frame once, in order, whatever the length', () => {
    const streams = new Streams([violin]);
    const pitches = Array.from({ length: 1500 }, (_, at) => 70 + (Math.floor(at / 20) % 5));
    let decided: StreamedFrame[] = [];
    for (const [at, pitch] of pitches.entries()) {
      decided = [...decided, ...streams.push([peak(pitch)])];
      expect(at + 1 - decided.length).toBeLessThanOrEqual(400);
    }
    expect(pitchesOf([...decided, ...streams.end()], 0)).toEqual(pitches);
  });
});
