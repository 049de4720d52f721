import { describe, expect, it } from 'vitest';
import { Passage } from '../../../../../src-main/audio/read/passage.ts';
import { noise } from '../../../../support/signals.ts';
import { readerOf } from '../../../../support/music.ts';

const planar = [noise(100_000, 1), noise(100_000, 2)];

describe('Passage', () => {
  it.each([
    [0, 10],
    [-5, 20],
    [69_990, 20],
    [32_000, 40_000],
    [-40_000, 30_000],
    [90_000, 10],
    [0, 70_000],
    [5, 0],
  ])('reads from %i %i samples, zeros outside, in any order', async (start, count) => {
    const passage = new Passage(readerOf(planar, 44_100), 10_000, 80_000);
    await passage.read(50_000, 100);
    const read = await passage.read(start, count);
    for (const [channel, samples] of read.entries()) {
      const expected = Float32Array.from({ length: count }, (_, n) => {
        const at = start + n;
        return at < 0 || at >= 70_000 ? 0 : planar[channel]![10_000 + at]!;
      });
      expect(samples).toEqual(expected);
    }
  });

  it('refuses what lies outside of the recording', () => {
    for (const [from, to] of [
      [-1, 5],
      [5, 5],
      [0, 100_001],
    ] as const) {
      expect(() => new Passage(readerOf(planar, 44_100), from, to)).toThrow(
        expect.objectContaining({ code: 'call/invalid' }),
      );
    }
  });

  it('says where a value is no number, in seconds of the recording', async () => {
    const damaged = [planar[0]!.slice()];
    damaged[0]![22_050] = Infinity;
    const passage = new Passage(readerOf(damaged, 44_100), 1000, 50_000);
    await expect(passage.read(0, 50)).rejects.toThrow(
      expect.objectContaining({ code: 'audio/not-finite', details: { seconds: 0.5 } }),
    );
  });

  it('notices a file that became shorter', async () => {
    const reader = { ...readerOf(planar, 44_100), frames: 200_000 };
    const passage = new Passage(reader, 0, 200_000);
    await expect(passage.read(99_000, 2000)).rejects.toThrow(
      expect.objectContaining({ code: 'file/truncated' }),
    );
  });
});
