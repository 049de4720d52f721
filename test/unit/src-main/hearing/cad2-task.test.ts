import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAny } from '../../../../src-main/audio/open-any.ts';
import { runCad2Scene } from '../../../../src-main/hearing/cad2-task.ts';
import { camfitCompressor } from '../../../../src-shared/hearing/camfit.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { tempDir } from '../../../support/temp.ts';
import { writeWav } from '../../../support/wav.ts';

const context = { signal: new AbortController().signal, progress: () => undefined, event: () => undefined };
const tone =
  (hz: number) =>
  (frame: number, channel: number, rate: number): number =>
    0.05 * (1 + channel) * Math.sin((2 * Math.PI * hz * frame) / rate);

test('a scene is rebalanced and fitted, written at 32 kHz, and scored against its sources', async () => {
  const dir = tempDir();
  const at = (name: string): string => join(dir, name);
  const options = { format: 'f32', channels: 2, seconds: 0.5 } as const;
  const [high, low] = [tone(880), tone(220)];
  writeWav(at('violin.wav'), { ...options, sample: high });
  writeWav(at('cello.wav'), { ...options, sample: low });
  const sample = (frame: number, channel: number, rate: number): number =>
    high(frame, channel, rate) + low(frame, channel, rate);
  writeWav(at('mixture.wav'), { ...options, sample });
  const sources = [
    { path: at('violin.wav'), gainDb: 6 },
    { path: at('cello.wav'), gainDb: -6 },
  ];
  const { NH } = STANDARD_AUDIOGRAMS;
  const { entries } = await runCad2Scene(
    {
      mixture: at('mixture.wav'),
      fromS: 0,
      toS: 0.5,
      stems: sources,
      references: sources,
      gainsDb: [6, -6],
      residual: 0,
      listeners: [
        {
          hearing: { left: NH, right: NH },
          fittings: { left: camfitCompressor(NH), right: camfitCompressor(NH) },
          out: at('entry.flac'),
        },
      ],
      scratch: dir,
    },
    context,
  );
  expect(entries[0]?.clippedSamples).toBe(0);
  expect(entries[0]?.scores?.left).toBeGreaterThan(0.9);
  const reader = await openAny(at('entry.flac'), at('decoded'), context);
  const channels = await reader.read(0, reader.frames);
  await reader.close();
  expect([reader.sampleRate, reader.channels, reader.frames]).toEqual([32_000, 2, 16_000]);
  // A fitting for normal hearing changes phases only. The level's correction brings the gains' mean power back to one.
  channels.forEach((samples, channel) => {
    const power = samples.subarray(4000, 12_000).reduce((sum, value) => sum + value * value, 0) / 8000;
    const expected = (0.05 * (1 + channel)) ** 2;
    expect(10 * Math.log10(power / expected)).toBeCloseTo(0, 1);
  });
});
