import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAlign, type AlignInput } from '../../../../src-main/notes/align-task.ts';
import { notesToMidi } from '../../../../src-main/notes/write-midi.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import { alignNotes, type AlignedScore } from '../../../../src-main/notes/align/align.ts';
import { measureBands } from '../../../../src-main/notes/align/bands.ts';
import { estimateTuning } from '../../../../src-main/notes/align/tuning.ts';
import { readerOf, writeRecording } from '../../../support/music.ts';
import {
  composed,
  musicXmlOf,
  nominal,
  performed,
  RATE,
  type PieceNote,
} from '../../../support/played-score.ts';
import { tempDir } from '../../../support/temp.ts';

const BARS = 12;
/** Seeds of the pieces: 11 is played, 12 is another piece. */
const PIECE = composed(BARS, 11);
const OTHER = composed(BARS, 12);

/** Half a second to the quarter, more and less by a quarter, in waves of 16 quarters: t' = 0.5 + 0.125·sin(2πq/16). */
const rubato = (q: number): number =>
  0.5 * q + ((0.125 * 16) / (2 * Math.PI)) * (1 - Math.cos((2 * Math.PI * q) / 16));

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

async function aligned(
  samples: Float32Array,
  notes: readonly PieceNote[],
  secondsPerQuarter: number,
  anchors: { score: number; recording: number }[] = [],
): Promise<AlignedScore & { cents: number }> {
  const passage = new Passage(readerOf([samples], RATE), 0, samples.length);
  const cents = await estimateTuning(passage, quiet.signal);
  const bands = await measureBands(passage, cents, quiet);
  const found = alignNotes(bands, nominal(notes, secondsPerQuarter), cents >= -10 ? [0, 1] : [0], anchors);
  if (found === null) throw new Error('no path');
  return { ...found, cents };
}

/** Onset errors in seconds of the notes that were placed. */
function errors(
  { notes }: AlignedScore,
  piece: readonly PieceNote[],
  timeOf: (q: number) => number,
): number[] {
  return notes.flatMap((note, index) =>
    note === null ? [] : [Math.abs(note.onset - timeOf(piece[index]!.onset))],
  );
}

function expectClose(found: readonly number[], count: number): void {
  expect(found.length).toBeGreaterThanOrEqual(count);
  expect(found.filter((error) => error <= 0.05).length / found.length).toBeGreaterThanOrEqual(0.95);
  expect(Math.max(...found)).toBeLessThanOrEqual(0.3);
}

const PERFORMANCE = performed(PIECE, rubato, rubato(4 * BARS) + 0.5);

describe('a score aligned to its performance', () => {
  it.each([
    ['at about its own tempo', 0.5],
    ['written at half the tempo', 1],
    ['written at double the tempo', 0.25],
  ])('%s finds every note', async (_, secondsPerQuarter) => {
    const found = await aligned(PERFORMANCE, PIECE, secondsPerQuarter);
    expectClose(errors(found, PIECE, rubato), PIECE.length);
  });

  it('whose first half is missing finds the rest of the notes where they are', async () => {
    const cut = rubato(24);
    const found = await aligned(PERFORMANCE.subarray(Math.round(cut * RATE)), PIECE, 0.5);
    const later = found.notes.filter((_, index) => PIECE[index]!.onset >= 24);
    expect(later.every((note) => note !== null)).toBe(true);
    const earlier = found.notes.filter((_, index) => PIECE[index]!.onset < 20);
    expect(earlier.every((note) => note === null)).toBe(true);
    expectClose(
      errors(
        { ...found, notes: found.notes.map((note, index) => (PIECE[index]!.onset >= 24 ? note : null)) },
        PIECE,
        (q) => rubato(q) - cut,
      ),
      later.length,
    );
  });

  it.each([16.5, 26.9, 33.4])(
    'that begins within notes, at quarter %s, starts none of them too late',
    async (quarter) => {
      const cut = rubato(quarter);
      const found = await aligned(PERFORMANCE.subarray(Math.round(cut * RATE)), PIECE, 0.5);
      const isLater = (index: number): boolean => PIECE[index]!.onset >= quarter;
      const later = { ...found, notes: found.notes.map((note, index) => (isLater(index) ? note : null)) };
      const onsets = errors(later, PIECE, (q) => rubato(q) - cut);
      expectClose(onsets, PIECE.filter(({ onset }) => onset >= quarter).length);
      for (const [index, note] of found.notes.entries()) {
        if (note !== null && !isLater(index)) expect(note.onset).toBeLessThan(0.05);
      }
    },
  );

  it('finds a player who is ahead of the other by an eighth of a second', async () => {
    const ahead = (q: number): number => 0.25 + 0.5 * q - 0.125;
    const together = (q: number): number => 0.25 + 0.5 * q;
    const [first, second] = [ahead, together].map((timeOf, part) =>
      performed(
        PIECE.filter((note) => note.part === part),
        timeOf,
        2 * BARS + 1,
      ),
    );
    const found = await aligned(
      first!.map((value, n) => value + second![n]!),
      PIECE,
      0.5,
    );
    for (const [part, timeOf] of [ahead, together].entries()) {
      const own = found.notes.map((note) => (note?.part === part ? note : null));
      const late = errors({ ...found, notes: own }, PIECE, timeOf);
      expect(late.filter((error) => error <= 0.05).length / late.length).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('is found in a recording that goes on before and after it', async () => {
    const around = [...OTHER.filter(({ onset }) => onset < 16)];
    const shifted = PIECE.map((note) => ({ ...note, onset: note.onset + 16 }));
    const after = OTHER.filter(({ onset }) => onset < 16).map((note) => ({
      ...note,
      onset: note.onset + 64,
    }));
    const timeOf = (q: number): number => 0.5 * q;
    const samples = performed([...around, ...shifted, ...after], timeOf, 40);
    const found = await aligned(samples, PIECE, 0.5);
    expectClose(
      errors(found, PIECE, (q) => timeOf(q + 16)),
      PIECE.length,
    );
  });

  it.each([
    [430, 0],
    [415.3, 1],
  ])('tuned to %s Hz tells the tuning', async (hertz, shift) => {
    const samples = performed(PIECE, rubato, rubato(4 * BARS) + 0.5, hertz);
    const found = await aligned(samples, PIECE, 0.5);
    expect(440 * 2 ** (found.cents / 1200 - found.found.shift / 12)).toBeCloseTo(hertz, -0.3);
    expect(found.found.shift).toBe(shift);
    expectClose(errors(found, PIECE, rubato), PIECE.length);
  });

  it('waits on a fermata', async () => {
    // Four quarters' time longer on the last quarter of the sixth bar.
    const timeOf = (q: number): number => 0.5 * q + (q > 23 ? 2 * Math.min(1, q - 23) : 0);
    const found = await aligned(performed(PIECE, timeOf, timeOf(4 * BARS) + 0.5), PIECE, 0.5);
    expectClose(errors(found, PIECE, timeOf), PIECE.length);
  });

  it('goes through a bar that was pinned', async () => {
    const pin = { score: 12, recording: rubato(24) + 0.3 };
    const free = await aligned(PERFORMANCE, PIECE, 0.5);
    const bound = await aligned(PERFORMANCE, PIECE, 0.5, [pin]);
    const at = (found: AlignedScore): number => {
      const index = found.map.score.findIndex((score) => score >= pin.score);
      return found.map.recording[index]!;
    };
    expect(Math.abs(at(free) - rubato(24))).toBeLessThan(0.15);
    expect(Math.abs(at(bound) - pin.recording)).toBeLessThan(0.15);
  });
});

describe('the aligning task', () => {
  async function run(piece: Float32Array, score: string | Uint8Array, change: Partial<AlignInput> = {}) {
    const dir = tempDir();
    const audioPath = join(dir, 'piece.wav');
    const scorePath = join(dir, 'score');
    await writeRecording(audioPath, [piece], RATE, 's16');
    writeFileSync(scorePath, score);
    return runAlign(
      {
        audio: { path: audioPath, channelMap: [0] },
        recordingSha256: null,
        scorePath,
        players: ensembleOf(['cello', 'violin']),
        matching: null,
        repeats: null,
        anchors: [],
        ...change,
      },
      { signal: quiet.signal, progress: () => undefined, event: () => undefined },
    );
  }

  const even = (q: number): number => 0.5 * q;
  const repeated = 4;
  const score = musicXmlOf(PIECE, BARS, repeated);
  /** With the first four bars played twice. */
  const withRepeat: PieceNote[] = [
    ...PIECE.filter(({ onset }) => onset < 4 * repeated),
    ...PIECE.map((note) => ({ ...note, onset: note.onset + 4 * repeated })),
  ];

  it.each([
    ['as-written', withRepeat, BARS + repeated],
    ['left-out', PIECE, BARS],
  ])(
    'proposes the repeats as they were played: %s',
    async (repeats, played, bars) => {
      const { notes, report } = await run(performed(played, even, 2 * bars + 0.5), score);
      expect(report.repeats).toBe(repeats);
      expect(report.bars.map(({ start }) => Math.abs((start ?? -1) / RATE)).map(Math.round)).toEqual(
        Array.from({ length: bars }, (_, bar) => 2 * bar),
      );
      expect(Math.min(...report.bars.map(({ fit }) => fit ?? 0))).toBeGreaterThan(0.5);
      expect(report.parts.map(({ player }) => player)).toEqual(['violin', 'cello']);
      expect(notes.notes).toHaveLength(played.length);
      expect(notes.notes.every(({ pitch }) => Math.abs(pitch - Math.round(pitch)) < 0.1)).toBe(true);
    },
    60_000,
  );

  it('proposes each repeat by itself, and takes the choice of one', async () => {
    const second = score
      .replaceAll(
        '<measure number="5">',
        '<measure number="5"><barline location="left"><repeat direction="forward"/></barline>',
      )
      .replaceAll(
        /(<measure number="8">.*?)<\/measure>/g,
        '$1<barline location="right"><repeat direction="backward"/></barline></measure>',
      );
    // The first four bars once, the next four twice.
    const played = [
      ...PIECE.filter(({ onset }) => onset < 32),
      ...PIECE.filter(({ onset }) => onset >= 16).map((note) => ({ ...note, onset: note.onset + 16 })),
    ];
    const samples = performed(played, even, 2 * 16 + 0.5);
    const { report, notes } = await run(samples, second);
    expect([report.repeats, report.passages]).toEqual([
      'some',
      [
        { from: '1', to: '4', played: false },
        { from: '5', to: '8', played: true },
      ],
    ]);
    expect(notes.notes).toHaveLength(played.length);
    expect(report.bars.map(({ label, pass }) => `${label}/${pass}`).slice(4, 12)).toEqual([
      ...['5/1', '6/1', '7/1', '8/1', '5/2', '6/2', '7/2', '8/2'],
    ]);
    const chosen = await run(samples, second, { repeats: [false, true] });
    expect(chosen.report.passages).toEqual(report.passages);
    await expect(run(samples, second, { repeats: [true] })).rejects.toMatchObject({ code: 'call/invalid' });
  });

  it('reads the MIDI file that it writes', async () => {
    const samples = performed(PIECE, even, 2 * BARS + 0.5);
    const { notes } = await run(samples, score);
    const again = await run(samples, notesToMidi(notes));
    expect(again.notes.notes).toHaveLength(notes.notes.length);
    expect(again.report.parts.map(({ name, player }) => `${name}: ${String(player)}`)).toEqual([
      'Cello: cello',
      'Violin: violin',
    ]);
  });

  it('refuses a score of another piece, with the reason', async () => {
    const refused = run(PERFORMANCE, musicXmlOf(OTHER, BARS, repeated));
    await expect(refused).rejects.toMatchObject({
      code: 'notes/does-not-fit',
      message: expect.stringContaining('another piece'),
    });
  });

  it('refuses anchors and players that are not there', async () => {
    const anchors = [{ bar: 99, sample: 0 }];
    await expect(run(PERFORMANCE, score, { anchors })).rejects.toMatchObject({ code: 'call/invalid' });
    const crossed = [
      { bar: 2, sample: 5 * RATE },
      { bar: 4, sample: 4 * RATE },
    ];
    await expect(run(PERFORMANCE, score, { anchors: crossed })).rejects.toMatchObject({
      code: 'call/invalid',
      message: expect.stringContaining('order'),
    });
    await expect(run(PERFORMANCE, score, { matching: ['flute', null] })).rejects.toMatchObject({
      code: 'call/invalid',
    });
  });
});
