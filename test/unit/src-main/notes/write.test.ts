import { parseMidi } from 'midi-file';
import { describe, expect, it } from 'vitest';
import { readScore } from '../../../../src-main/notes/read-score.ts';
import { notesToMidi } from '../../../../src-main/notes/write-midi.ts';
import { notesToMusicXml } from '../../../../src-main/notes/write-musicxml.ts';
import type { AlignedBar } from '../../../../src-shared/project/alignment.ts';
import type { Note, NotesDocument } from '../../../../src-shared/project/notes.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

const RATE = 1000;

const note = (id: string, player: string, onset: number, offset: number, pitch: number): Note => ({
  id,
  player,
  onset,
  offset,
  pitch,
  origin: 'score',
  confidence: 1,
});

/** Two bars of two seconds: a violin of four notes, one of them over the bar line, and a cello that begins late. */
const DOCUMENT: NotesDocument = {
  format: 'divisi-notes',
  version: 1,
  recordingSha256: null,
  sampleRate: RATE,
  frames: 4000,
  players: ensembleOf(['violin', 'cello']),
  notes: [
    note('a', 'violin', 0, 500, 72.04),
    note('b', 'violin', 500, 1500, 73.9),
    note('c', 'violin', 1500, 3000, 76),
    note('d', 'violin', 3000, 4000, 79),
    note('e', 'cello', 1000, 3500, 48.1),
  ],
};

/** Notes of each part as `pitch@onset+duration` in quarters, rounded to a twentieth: verovio's notes end early by less. */
async function lines(bytes: Uint8Array): Promise<string[]> {
  const { score } = await readScore(bytes);
  const near = (value: number): number => Math.round(20 * value) / 20;
  return score.parts.map(({ name }, part) => {
    const own = score.notes.filter((each) => each.part === part);
    return `${name}: ${own.map(({ pitch, onset, duration }) => `${pitch}@${near(onset)}+${near(duration)}`).join(' ')}`;
  });
}

describe('notes as a MIDI file', () => {
  it('keep the recording’s time and the players’ names', async () => {
    const bytes = notesToMidi(DOCUMENT);
    expect(parseMidi(bytes).tracks).toHaveLength(3);
    // Half a second to the quarter.
    expect(await lines(bytes)).toEqual(['Violin: 72@0+1 74@1+2 76@3+3 79@6+2', 'Cello: 48@2+5']);
  });

  it('end a note before the next of the same pitch begins', async () => {
    const repeated = [note('a', 'cello', 0, 500, 48), note('b', 'cello', 500, 1000, 48)];
    expect(await lines(notesToMidi({ ...DOCUMENT, notes: repeated }))).toEqual(['Cello: 48@0+1 48@1+1']);
  });
});

describe('notes as MusicXML', () => {
  it('are written in plain bars, tied over bar lines', async () => {
    const xml = notesToMusicXml(DOCUMENT, null);
    expect(await lines(new TextEncoder().encode(xml))).toEqual([
      'Violin: 72@0+1 74@1+2 76@3+3 79@6+2',
      'Cello: 48@2+5',
    ]);
  });

  it('are written in the score’s bars where it was aligned, whatever their tempo', async () => {
    const bar = (label: string, start: number, end: number, quarters: number): AlignedBar => ({
      label,
      pass: 1,
      beat: 1,
      notated: null,
      quarters,
      start,
      end,
      fit: 1,
    });
    const bars = [
      bar('1', 0, 1000, 3),
      bar('2', 1000, 4000, 3),
      { ...bar('3', 0, 0, 3), start: null, end: null },
    ];
    const notes = [
      note('a', 'violin', 0, 667, 72),
      note('b', 'violin', 667, 2000, 74),
      note('c', 'violin', 2000, 4000, 76),
    ];
    const xml = notesToMusicXml({ ...DOCUMENT, notes }, { title: 'A & B', bars });
    expect(xml).toContain('<work-title>A &amp; B</work-title>');
    expect(xml).toContain('<beats>3</beats><beat-type>4</beat-type>');
    expect(await lines(new TextEncoder().encode(xml))).toEqual(['Violin: 72@0+2 74@2+2 76@4+2']);
  });
});
