import { writeWav } from '../support/wav.ts';

/** A 16-bit WAV file of interleaved samples. */
export function writeWav16(path: string, samples: Int16Array, channels: number, sampleRate: number): void {
  writeWav(path, {
    rate: sampleRate,
    channels,
    seconds: samples.length / channels / sampleRate,
    sample: (frame, channel) => (samples[frame * channels + channel] ?? 0) / 2 ** 15,
  });
}

/** Two channels of tones and a little seeded noise, interleaved. */
export function duo(frames: number, sampleRate: number): Int16Array {
  const samples = new Int16Array(frames * 2);
  let seed = 1;
  for (let frame = 0; frame < frames; frame += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    const noise = (seed / 0x7fffffff - 0.5) * 200;
    const time = (2 * Math.PI * frame) / sampleRate;
    samples[2 * frame] = Math.round(9000 * Math.sin(440 * time) + 4000 * Math.sin(147 * time) + noise);
    samples[2 * frame + 1] = Math.round(3000 * Math.sin(440 * time) + 8000 * Math.sin(147 * time) - noise);
  }
  return samples;
}
