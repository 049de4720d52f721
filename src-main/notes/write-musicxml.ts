import type { AlignedBar } from '../../src-shared/project/alignment.ts';
import type { NotesDocument } from '../../src-shared/project/notes.ts';
import type { Score } from './score.ts';

/** The grid to which notes are written: eight to the quarter note, thirty-seconds. */
const DIVISIONS = 8;
/** Without a score's bars: four quarters, each half a second. */
const PLAIN_QUARTERS = 4;
const PLAIN_SECONDS = 2;

interface Bar {
  readonly label: string;
  /** Samples. */
  readonly start: number;
  readonly end: number;
  /** Divisions. */
  readonly length: number;
}

/**
 * MusicXML 4.0 (partwise) with a part for each player. With the bars of an alignment the notes are written in the score's
 * measure, else in bars of two seconds; either way to the nearest thirty-second and semitone. Each part is one line: a
 * note ends where the next begins.
 */
export function notesToMusicXml(
  document: NotesDocument,
  alignment: { readonly title: string; readonly bars: readonly AlignedBar[] } | null,
): string {
  const aligned = alignment === null ? [] : heardBars(alignment.bars);
  const bars = aligned.length > 0 ? aligned : plainBars(document);
  return partwise(
    alignment?.title ?? '',
    bars,
    document.players.map(({ id, label }) => ({
      label,
      notes: document.notes.filter(({ player }) => player === id),
    })),
  );
}

/** Quarter notes on a grid that holds every onset of a MIDI file closely enough. */
const STEPS_PER_QUARTER = 960;

/** The same for a score that was read from MIDI, which is no notation: to the nearest thirty-second, a line a part. */
export function scoreToMusicXml({ parts, measures, notes }: Score, title: string): string {
  const place = (quarters: number): number => Math.round(quarters * STEPS_PER_QUARTER);
  const bars = measures.map(({ label, onset, duration }): Bar => {
    const length = Math.max(1, Math.round(duration * DIVISIONS));
    return { label, start: place(onset), end: place(onset + duration), length };
  });
  const lines = parts.map(({ name }, index) => ({
    label: name,
    notes: notes
      .filter(({ part }) => part === index)
      .map(({ onset, duration, pitch }) => ({
        onset: place(onset),
        offset: place(onset + duration),
        pitch,
      })),
  }));
  return partwise(title, bars, lines);
}

interface Line {
  readonly label: string;
  readonly notes: readonly { readonly onset: number; readonly offset: number; readonly pitch: number }[];
}

function partwise(title: string, bars: readonly Bar[], lines: readonly Line[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">',
    '<score-partwise version="4.0">',
    `<work><work-title>${escaped(title)}</work-title></work>`,
    '<part-list>',
    ...lines.map(
      ({ label }, index) =>
        `<score-part id="P${index + 1}"><part-name>${escaped(label)}</part-name></score-part>`,
    ),
    '</part-list>',
    ...lines.flatMap(({ notes }, index) => [
      `<part id="P${index + 1}">`,
      ...measuresOf(bars, notes),
      '</part>',
    ]),
    '</score-partwise>',
    '',
  ].join('\n');
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

function heardBars(bars: readonly AlignedBar[]): Bar[] {
  return bars.flatMap(({ label, start, end, quarters }): Bar[] =>
    start === null || end === null || end <= start
      ? []
      : [{ label, start, end, length: Math.max(1, Math.round(quarters * DIVISIONS)) }],
  );
}

function plainBars({ frames, sampleRate }: NotesDocument): Bar[] {
  const samples = PLAIN_SECONDS * sampleRate;
  return Array.from({ length: Math.ceil(frames / samples) }, (_, index) => ({
    label: String(index + 1),
    start: index * samples,
    end: (index + 1) * samples,
    length: PLAIN_QUARTERS * DIVISIONS,
  }));
}

interface GridNote {
  readonly onset: number;
  offset: number;
  readonly pitch: number;
}

/** Notes in divisions from the first bar's beginning: one line, at least a division each. */
function onGrid(bars: readonly Bar[], notes: Line['notes']): GridNote[] {
  const starts: number[] = [];
  let total = 0;
  for (const { length } of bars) {
    starts.push(total);
    total += length;
  }
  const place = (sample: number): number => {
    const found = bars.findLastIndex(({ start }) => start <= sample);
    const bar = bars[Math.max(0, found)]!;
    const share = Math.min(1, Math.max(0, (sample - bar.start) / (bar.end - bar.start)));
    return Math.min(total, Math.round(starts[Math.max(0, found)]! + share * bar.length));
  };
  const line: GridNote[] = [];
  for (const { onset, offset, pitch } of [...notes].sort((a, b) => a.onset - b.onset)) {
    const begin = place(onset);
    const last = line.at(-1);
    if (last !== undefined && last.onset >= begin) continue;
    if (last !== undefined) last.offset = Math.min(last.offset, begin);
    if (begin < total) {
      line.push({ onset: begin, offset: Math.max(begin + 1, place(offset)), pitch: Math.round(pitch) });
    }
  }
  return line;
}

function measuresOf(bars: readonly Bar[], notes: Line['notes']): string[] {
  const clef = clefOf(notes);
  const line = onGrid(bars, notes);
  let [start, written] = [0, 0];
  return bars.map(({ label, length }, index) => {
    const end = start + length;
    const body: string[] = [];
    for (const note of line) {
      if (note.offset <= start || note.onset >= end) continue;
      const [from, to] = [Math.max(note.onset, start), Math.min(note.offset, end)];
      body.push(...rests(from - Math.max(written, start)));
      body.push(...tied(note, from, to));
      written = to;
    }
    body.push(...rests(end - Math.max(written, start)));
    written = end;
    const before = bars[index - 1]?.length;
    const attributes =
      before === length
        ? ''
        : `<attributes>${before === undefined ? `<divisions>${DIVISIONS}</divisions>` : ''}${timeOf(length)}${before === undefined ? clef : ''}</attributes>`;
    start = end;
    return `<measure number="${escaped(label)}">${attributes}${body.join('')}</measure>`;
  });
}

/** Below this middle pitch (A3) a line stands in the bass clef. */
const LOWEST_TREBLE = 57;

function clefOf(notes: Line['notes']): string {
  const pitches = notes.map(({ pitch }) => pitch).sort((a, b) => a - b);
  const middle = pitches[pitches.length >> 1] ?? LOWEST_TREBLE;
  const [sign, line] = middle < LOWEST_TREBLE ? ['F', 4] : ['G', 2];
  return `<clef><sign>${sign}</sign><line>${line}</line></clef>`;
}

function timeOf(length: number): string {
  const [beats, type] = [4, 8, 16, 32]
    .map((unit): [number, number] => [(length * unit) / (4 * DIVISIONS), unit])
    .find(([count]) => Number.isInteger(count)) ?? [length, 32];
  return `<time><beats>${beats}</beats><beat-type>${type}</beat-type></time>`;
}

/** Written lengths in divisions, longest first: [length, type, dotted]. */
const LENGTHS: readonly (readonly [number, string, boolean])[] = [
  [32, 'whole', false],
  [24, 'half', true],
  [16, 'half', false],
  [12, 'quarter', true],
  [8, 'quarter', false],
  [6, 'eighth', true],
  [4, 'eighth', false],
  [3, '16th', true],
  [2, '16th', false],
  [1, '32nd', false],
];

function written(length: number): (readonly [number, string, boolean])[] {
  const pieces: (readonly [number, string, boolean])[] = [];
  for (let left = length; left > 0;) {
    const piece = LENGTHS.find(([size]) => size <= left)!;
    pieces.push(piece);
    left -= piece[0];
  }
  return pieces;
}

const lengthXml = ([length, type, dotted]: readonly [number, string, boolean], ties: string): string =>
  `<duration>${length}</duration>${ties}<voice>1</voice><type>${type}</type>${dotted ? '<dot/>' : ''}`;

const rests = (length: number): string[] =>
  written(length).map((piece) => `<note><rest/>${lengthXml(piece, '')}</note>`);

function tied(note: GridNote, from: number, to: number): string[] {
  let at = from;
  return written(to - from).map((piece) => {
    const isFirst = at === note.onset;
    at += piece[0];
    const isLast = at === note.offset;
    const types = [...(isFirst ? [] : ['stop']), ...(isLast ? [] : ['start'])];
    const ties = types.map((type) => `<tie type="${type}"/>`).join('');
    const drawn = types.map((type) => `<tied type="${type}"/>`).join('');
    const notations = drawn === '' ? '' : `<notations>${drawn}</notations>`;
    return `<note>${pitchXml(note.pitch)}${lengthXml(piece, ties)}${notations}</note>`;
  });
}

const STEPS: readonly (readonly [string, number])[] = [
  ['C', 0],
  ['C', 1],
  ['D', 0],
  ['E', -1],
  ['E', 0],
  ['F', 0],
  ['F', 1],
  ['G', 0],
  ['A', -1],
  ['A', 0],
  ['B', -1],
  ['B', 0],
];

function pitchXml(pitch: number): string {
  const [step, alter] = STEPS[pitch % 12]!;
  const octave = Math.max(0, Math.floor(pitch / 12) - 1);
  return `<pitch><step>${step}</step>${alter === 0 ? '' : `<alter>${alter}</alter>`}<octave>${octave}</octave></pitch>`;
}
