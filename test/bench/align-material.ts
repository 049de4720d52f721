/** Mixtures and scores of the data folder, changed in ways that an alignment must bear. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMidi, writeMidi, type MidiEvent } from 'midi-file';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';
import { runTask } from '../../src-main/jobs/tasks/run-task.ts';

/** One channel. */
export interface Mix {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** The sum of a folder's FLAC files. */
export async function mixOf(folder: string): Promise<Mix> {
  const scratch = mkdtempSync(join(tmpdir(), 'divisi-bench-'));
  try {
    let sum = new Float32Array();
    let sampleRate = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.flac'))) {
      const audioPath = join(scratch, `${name}.wav`);
      await runTask(
        forkProcess,
        'import',
        {
          sourcePath: join(folder, name),
          storage: 'reference',
          audioPath,
          peaksPath: `${audioPath}.peaks`,
        },
        { signal: new AbortController().signal },
      );
      const reader = await openPcm(audioPath);
      const [samples] = await reader.read(0, reader.frames);
      await reader.close();
      sampleRate = reader.sampleRate;
      const before = sum;
      sum = Float32Array.from(samples!, (value, n) => value + (before[n] ?? 0));
    }
    if (sum.length === 0) throw new Error(`no recordings in ${folder}`);
    return { samples: sum, sampleRate };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Writes mixtures of one rate after one another as a WAV file of floats. */
export async function writeMixes(path: string, mixes: readonly Mix[]): Promise<void> {
  const rate = mixes[0]!.sampleRate;
  const bytes = 4 * mixes.reduce((sum, { samples }) => sum + samples.length, 0);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(3, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(4 * rate, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(32, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  const file = await open(path, 'w');
  try {
    await file.write(header);
    for (const { samples } of mixes) {
      await file.write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
    }
  } finally {
    await file.close();
  }
}

/**
 * Writes scores one after another as one.
 * @param tempo 2 where every quarter is to last twice as long
 */
export function joinScores(paths: readonly string[], to: string, tempo: number): void {
  const files = paths.map((path) => parseMidi(readFileSync(path)));
  const ticksPerBeat = files[0]!.header.ticksPerBeat!;
  const tracks: MidiEvent[][] = files[0]!.tracks.map(() => []);
  const reached = tracks.map(() => 0);
  let start = 0;
  for (const { tracks: parts, header } of files) {
    if (header.ticksPerBeat !== ticksPerBeat || parts.length !== tracks.length) {
      throw new Error('scores of different kinds');
    }
    let end = start;
    for (const [part, events] of parts.entries()) {
      let ticks = start;
      for (const event of events) {
        ticks += event.deltaTime;
        if (event.type === 'endOfTrack') continue;
        const deltaTime = ticks - reached[part]!;
        reached[part] = ticks;
        tracks[part]!.push(
          event.type === 'setTempo'
            ? { ...event, deltaTime, microsecondsPerBeat: Math.round(event.microsecondsPerBeat * tempo) }
            : { ...event, deltaTime },
        );
      }
      end = Math.max(end, ticks);
    }
    start = end;
  }
  const ended = tracks.map((events): MidiEvent[] => [
    ...events,
    { deltaTime: 0, meta: true, type: 'endOfTrack' },
  ]);
  writeFileSync(to, Uint8Array.from(writeMidi({ header: files[0]!.header, tracks: ended })));
}
