/** Mixtures and scores of the data folder, changed in ways that an alignment must bear. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMidi, writeMidi, type MidiEvent } from 'midi-file';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';
import { runTask } from '../../src-main/jobs/tasks/run-task.ts';
import { readScore } from '../../src-main/notes/read-score.ts';
import { scoreToMusicXml } from '../../src-main/notes/write-musicxml.ts';

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

/** Writes a score of MIDI as MusicXML with a repeat sign after the first half of its bars. */
export async function repeatFirstHalf(from: string, to: string): Promise<void> {
  const { score, title } = await readScore(readFileSync(from));
  const last = Math.floor(score.measures.length / 2) - 1;
  let measure = 0;
  const xml = scoreToMusicXml(score, title).replaceAll(/<part id=|<\/measure>/g, (found) => {
    measure = found === '</measure>' ? measure + 1 : 0;
    const ends = found === '</measure>' && measure === last + 1;
    return ends ? `<barline location="right"><repeat direction="backward"/></barline>${found}` : found;
  });
  writeFileSync(to, xml);
}

interface HeardNote {
  readonly seconds: number;
  readonly pitch: number;
}

/** Cost of a note that only one of two sequences has, and of a pitch that differs by a semitone, and by more. */
const [ALONE, SEMITONE_OFF, OTHER_PITCH] = [1, 0.5, 1.5];
/** Cost of a second between the times, small enough to decide only between notes of the same pitch. */
const SECOND_OFF = 0.1;

/**
 * For each note of a line its counterpart in another version of that line, or null: as in an edit distance, by the order of
 * the pitches. The nearest note in time would not do: after a note that only one of them has, all that follow it
 * would be taken for their neighbours.
 */
export function sameNotes<N extends HeardNote>(
  line: readonly HeardNote[],
  other: readonly N[],
): (N | null)[] {
  const width = other.length + 1;
  const costs = new Float64Array((line.length + 1) * width).fill(Infinity);
  const cost = (i: number, j: number): number => (i < 0 || j < 0 ? Infinity : costs[i * width + j]!);
  const both = (i: number, j: number): number => {
    const [a, b] = [line[i - 1], other[j - 1]];
    if (a === undefined || b === undefined) return Infinity;
    const apart = Math.abs(a.pitch - b.pitch);
    const pitch = apart < 0.75 ? 0 : apart < 1.5 ? SEMITONE_OFF : OTHER_PITCH;
    return cost(i - 1, j - 1) + pitch + SECOND_OFF * Math.abs(a.seconds - b.seconds);
  };
  costs[0] = 0;
  for (let i = 0; i <= line.length; i += 1) {
    for (let j = 0; j <= other.length; j += 1) {
      if (i + j > 0)
        costs[i * width + j] = Math.min(cost(i - 1, j) + ALONE, cost(i, j - 1) + ALONE, both(i, j));
    }
  }
  const same: (N | null)[] = line.map(() => null);
  for (let [i, j] = [line.length, other.length]; i > 0 && j > 0;) {
    if (cost(i, j) === both(i, j)) {
      [i, j] = [i - 1, j - 1];
      same[i] = other[j]!;
    } else if (cost(i, j) === cost(i - 1, j) + ALONE) i -= 1;
    else j -= 1;
  }
  return same;
}
