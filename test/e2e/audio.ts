/** Reads what the program wrote, and the demo's own audio, for measuring. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runImport } from '../../src-main/audio/import.ts';
import { openPcm } from '../../src-main/audio/read/open.ts';

export interface Audio {
  readonly sampleRate: number;
  readonly sampleFormat: string;
  readonly channels: readonly Float32Array[];
}

/** The whole file, decoded as an import decodes it. */
export async function readAudio(sourcePath: string): Promise<Audio> {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-read-'));
  try {
    const { audioPath, channelMap } = await runImport(
      {
        sourcePath,
        storage: 'reference',
        audioPath: join(folder, 'audio.wav'),
        peaksPath: join(folder, 'peaks'),
      },
      { signal: new AbortController().signal, progress: () => undefined, event: () => undefined },
    );
    const reader = await openPcm(audioPath, { channelMap });
    const channels = await reader.read(0, reader.frames);
    await reader.close();
    return { sampleRate: reader.sampleRate, sampleFormat: reader.sampleFormat, channels };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Largest difference of two recordings of equal shape, as a ratio of full scale. */
export function largestDifference(a: Audio, b: Audio): number {
  if (a.channels.length !== b.channels.length)
    throw new Error(`${a.channels.length} and ${b.channels.length} channels`);
  let largest = 0;
  for (const [channel, samples] of a.channels.entries()) {
    const other = b.channels[channel];
    if (other?.length !== samples.length) throw new Error(`${samples.length} and ${other?.length} frames`);
    for (const [index, value] of samples.entries())
      largest = Math.max(largest, Math.abs(value - (other[index] ?? 0)));
  }
  return largest;
}

export function sum(parts: readonly Audio[]): Audio {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('nothing to add up');
  const channels = first.channels.map((samples, channel) =>
    samples.map((value, index) =>
      others.reduce((total, part) => total + (part.channels[channel]?.[index] ?? 0), value),
    ),
  );
  return { ...first, channels };
}

/** Mean power in dB of a band, from Goertzel filters over one-second pieces of the first channel. */
export function bandLevelDb(audio: Audio, frequencies: readonly number[]): number {
  const samples = audio.channels[0] ?? new Float32Array();
  let power = 0;
  for (const hz of frequencies) {
    const turn = 2 * Math.cos((2 * Math.PI * hz) / audio.sampleRate);
    for (let from = 0; from + audio.sampleRate <= samples.length; from += audio.sampleRate) {
      let before = 0;
      let now = 0;
      for (let index = from; index < from + audio.sampleRate; index += 1) {
        const next = (samples[index] ?? 0) + turn * now - before;
        before = now;
        now = next;
      }
      power += now * now + before * before - turn * now * before;
    }
  }
  return 10 * Math.log10(power);
}
