/**
 * A small piece for two players, with its score and a performance by additive synthesis whose note times are known
 * exactly.
 */
import type { NominalNote } from '../../src-main/notes/align/align.ts';
import { seeded } from './random.ts';

export interface PieceNote {
  readonly part: 0 | 1;
  /** In quarter notes. */
  readonly onset: number;
  readonly duration: number;
  readonly pitch: number;
}

const SCALE = [0, 2, 4, 5, 7, 9, 11];

/** Bars of four quarters in C major: a violin in quarters and eighths over a cello in halves and quarters. */
export function composed(bars: number, seed: number): PieceNote[] {
  const random = seeded(seed);
  const line = (part: 0 | 1, lowest: number, lengths: readonly number[]): PieceNote[] => {
    const notes: PieceNote[] = [];
    let degree = 7;
    for (let onset = 0; onset < 4 * bars;) {
      const wanted = lengths[Math.floor(random() * lengths.length)] ?? 1;
      const duration = Math.min(wanted, 4 - (onset % 4));
      degree = Math.max(0, Math.min(14, degree + Math.floor(random() * 7) - 3));
      const pitch = lowest + 12 * Math.floor(degree / 7) + (SCALE[degree % 7] ?? 0);
      notes.push({ part, onset, duration, pitch });
      onset += duration;
    }
    return notes;
  };
  return [...line(0, 60, [0.5, 1, 1]), ...line(1, 40, [1, 2])];
}

/** Notes as an aligner receives them: at a tempo that may differ from the performance. */
export const nominal = (notes: readonly PieceNote[], secondsPerQuarter: number): NominalNote[] =>
  notes.map(({ part, onset, duration, pitch }) => ({
    part,
    pitch,
    onset: onset * secondsPerQuarter,
    offset: (onset + duration) * secondsPerQuarter,
  }));

export const RATE = 22_050;

/**
 * Synthesises notes with six slowly decaying harmonics and an attack of 10 ms, plus a little noise.
 * @param timeOf the time in seconds of a position in quarters; strictly increasing
 * @param tuningHz frequency of A
 */
export function performed(
  notes: readonly PieceNote[],
  timeOf: (quarters: number) => number,
  seconds: number,
  tuningHz = 440,
): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE));
  const random = seeded(1);
  for (let n = 0; n < samples.length; n += 1) samples[n] = 0.002 * (random() - 0.5);
  for (const { onset, duration, pitch } of notes) {
    const hertz = tuningHz * 2 ** ((pitch - 69) / 12);
    const begin = timeOf(onset);
    const end = timeOf(onset + duration) - 0.02;
    const [first, last] = [Math.max(0, Math.ceil(begin * RATE)), Math.min(samples.length, end * RATE)];
    for (let n = first; n < last; n += 1) {
      const age = n / RATE - begin;
      const envelope = Math.min(1, age / 0.01, (end - n / RATE) / 0.01) * Math.exp(-age / 2);
      let value = 0;
      for (let h = 1; h <= 6; h += 1) value += Math.sin(2 * Math.PI * hertz * h * age) / h;
      samples[n] = (samples[n] ?? 0) + 0.1 * envelope * value;
    }
  }
  return samples;
}

const STEP_NAMES = ['C', 'C', 'D', 'E', 'E', 'F', 'F', 'G', 'A', 'A', 'B', 'B'];

/** The piece as MusicXML, with the first `repeated` bars between repeat signs. Pitches are in C major. */
export function musicXmlOf(notes: readonly PieceNote[], bars: number, repeated: number): string {
  const types: Readonly<Record<number, string>> = { 0.5: 'eighth', 1: 'quarter', 2: 'half' };
  const written = ({ pitch, duration }: PieceNote): string =>
    `<note><pitch><step>${STEP_NAMES[pitch % 12] ?? ''}</step><octave>${Math.floor(pitch / 12) - 1}</octave></pitch>` +
    `<duration>${2 * duration}</duration><type>${types[duration] ?? ''}</type></note>`;
  const barline = (bar: number): string =>
    bar === repeated - 1 ? '<barline location="right"><repeat direction="backward"/></barline>' : '';
  const parts = [0, 1].map((part) => {
    const measures = Array.from({ length: bars }, (_, bar) => {
      const own = notes.filter((note) => note.part === part && Math.floor(note.onset / 4) === bar);
      const attributes =
        bar === 0
          ? '<attributes><divisions>2</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>'
          : '';
      return `<measure number="${bar + 1}">${attributes}${own.map(written).join('')}${barline(bar)}</measure>`;
    });
    return `<part id="P${part + 1}">${measures.join('')}</part>`;
  });
  const list = ['Violin', 'Cello']
    .map((name, part) => `<score-part id="P${part + 1}"><part-name>${name}</part-name></score-part>`)
    .join('');
  return `<score-partwise version="4.0"><part-list>${list}</part-list>${parts.join('')}</score-partwise>`;
}
