import { writeFileSync } from 'node:fs';

/** A 16-bit WAV file of interleaved samples, spelled out by hand: not by the code under test. */
export function writeWav16(path: string, samples: Int16Array, channels: number, sampleRate: number): void {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  writeFileSync(path, Buffer.concat([header, data]));
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
