import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { runMeasure } from '../../../../../src-main/audio/render/measure.ts';
import { exportNow, makeProject, partsOf } from './export-helpers.ts';
import { useFolder } from '../helpers.ts';

const at = useFolder();
const RATE = 44_100;
const tone = (amplitude: number, seconds: number): Float32Array =>
  Float32Array.from(
    { length: RATE * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * 997 * n) / RATE),
  );

const made = (input = {}) =>
  makeProject({
    at,
    recording: [tone(0.5, 4)],
    recordingFormat: 's24',
    stems: [[tone(0.5, 4)], [new Float32Array(RATE * 4)]],
    names: ['Flute', 'Rest'],
    masterGainDb: 8,
    input,
  });
const context = (signal = new AbortController().signal) => ({
  signal,
  progress: () => undefined,
  event: () => undefined,
});

it('tells what an export will reach, and writes nothing', async () => {
  const { input } = await made();
  const parts = { ...input.parts, processed: input.document.tracks.map(({ id }) => id) };
  const before = await readdir(at(''));
  const levels = await runMeasure({ ...input, parts }, context());
  expect(await readdir(at(''))).toEqual(before);
  const peakDb = 20 * Math.log10(0.5) + 8;
  expect(levels.mix.truePeakDbtp).toBeCloseTo(peakDb, 1);
  // BS.1770: a sine around 1 kHz in one channel reads its peak level less 3.01 dB.
  expect(levels.mix.integratedLufs).toBeCloseTo(peakDb - 3.01, 1);
  expect(levels.sidesLufs).toEqual({ left: levels.mix.integratedLufs, right: levels.mix.integratedLufs });
  expect(levels.files.map(({ player }) => player)).toEqual(['Mix', 'Flute', 'Rest']);
  expect(levels.files[0]?.peakDbfs).toBeCloseTo(peakDb, 2);
  const over = tone(0.5 * 10 ** (8 / 20), 4).filter((value) => Math.abs(value) > 1).length;
  expect(levels.files[0]?.overs).toBe(over);
  expect(levels.files[2]).toEqual({ player: 'Rest', region: '', peakDbfs: null, overs: 0 });
  expect(levels.separatedGainDb).toBeNull();
});

it('a loudness goal brings the mix to it, over all regions together, and never over the ceiling', async () => {
  const regions = [
    { name: 'A', range: { start: 0, end: RATE * 2 } },
    { name: 'B', range: { start: RATE * 2, end: RATE * 4 } },
  ];
  const { input } = await made({ regions, fileName: null, template: '{region}' });
  const goal = { targetLufs: -23, ceilingDbtp: null };
  const quiet = await exportNow({ ...input, loudness: goal, fileName: null });
  for (const { loudness } of quiet.files) expect(loudness?.integratedLufs).toBeCloseTo(-23, 1);
  const limited = await exportNow({
    ...input,
    loudness: { targetLufs: 0, ceilingDbtp: -1 },
    overwrite: true,
  });
  for (const { loudness } of limited.files) expect(loudness?.truePeakDbtp).toBeLessThan(-0.95);
  expect(limited.goalGainDb).toBeCloseTo(-1 - (20 * Math.log10(0.5) + 8), 1);
});

it('finds the gain at which separated stems fit', async () => {
  const { input } = await makeProject({
    at,
    recording: [Float32Array.of(0.9, 0.1)],
    recordingFormat: 's16',
    stems: [[Float32Array.of(-0.9, 0)], [Float32Array.of(1.8, 0.1)]],
    what: 'separated',
  });
  expect((await runMeasure(input, context())).separatedGainDb).toBe(-5.3);
  const one = { ...input, parts: partsOf(input.document.tracks.slice(0, 1), 'separated') };
  expect((await runMeasure(one, context())).separatedGainDb).toBeNull();
});

it('ends when it is cancelled', async () => {
  const { input } = await made();
  const stop = new AbortController();
  stop.abort();
  await expect(runMeasure(input, context(stop.signal))).rejects.toMatchObject({ code: 'call/cancelled' });
});
