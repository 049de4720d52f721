import type { VerovioToolkit } from 'verovio/esm';
import { abcVoices, type AbcVoice } from './abc-voices.ts';
import { instrumentOfName } from './instrument-words.ts';
import { repeatsOf } from './leave-out.ts';
import { readMidi } from './read-midi.ts';
import { scoreText, type ScoreText } from './score-text.ts';
import type { Score, ScoreFile, ScoreMeasure, ScoreNote } from './score.ts';
import { openToolkit, playedBars, timemapOf, type PlayedBar } from './toolkit.ts';

/**
 * Reads MusicXML, .mxl, MEI, Humdrum and ABC with verovio: it writes out repeats, merges ties, brings transposing
 * instruments to sounding pitch and gives grace notes a short time before their note; ornaments sound as their main note.
 * Loads 7 MB of WebAssembly and can take seconds: call it in a process that may be killed.
 * @throws Failure `file/unsupported`, `file/too-large`, `score/invalid`, `score/no-notes`
 */
export async function readEngraved(bytes: Uint8Array): Promise<ScoreFile> {
  const source = scoreText(bytes);
  const voices = source.format === 'abc' ? abcVoices(source.text) : [];
  if (voices.length > 1) return readVoices(voices);
  return readOne(source);
}

async function readOne(source: ScoreText): Promise<ScoreFile> {
  const toolkit = await openToolkit(source, { transposeToSoundingPitch: true });
  const mei = toolkit.getMEI();
  const { score, notices } = writtenOut(toolkit, labelsOf(mei));
  return {
    format: source.format,
    title: titleOf(mei),
    score,
    repeats: repeatsOf(score.measures.map(({ notated }) => notated)),
    notices,
  };
}

/** Each voice becomes a part; the bars are those of the voice that has most of them. */
async function readVoices(voices: readonly AbcVoice[]): Promise<ScoreFile> {
  const files: ScoreFile[] = [];
  for (const { text } of voices) files.push(await readOne({ format: 'abc', text }));
  const longest = files.reduce((a, b) => (b.score.measures.length > a.score.measures.length ? b : a));
  const notes = files
    .flatMap(({ score }, part) =>
      score.notes.map((note) => ({ ...note, part, id: `v${part + 1}${note.id}` })),
    )
    .sort((a, b) => a.onset - b.onset || a.part - b.part);
  const parts = voices.map(({ name }) => ({ name, instrument: instrumentOfName(name) }));
  return { ...longest, score: { ...longest.score, parts, notes } };
}

function writtenOut(
  toolkit: VerovioToolkit,
  labels: ReadonlyMap<string, string>,
): Pick<ScoreFile, 'score' | 'notices'> {
  const { score, notices } = readMidi(Buffer.from(toolkit.renderToMIDI(), 'base64'));
  const measures = playedBars(timemapOf(toolkit)).map((bar, index) => measureOf(bar, index, labels, score));
  return { score: { ...score, measures, notes: endedAtRepeats(score.notes, measures) }, notices };
}

/** Verovio adds both notes of a tie each time; where the music goes back instead, the first one ends. */
function endedAtRepeats(notes: readonly ScoreNote[], measures: readonly ScoreMeasure[]): ScoreNote[] {
  const jumps = measures.flatMap(({ onset, notated }, index) =>
    notated <= (measures[index - 1]?.notated ?? -1) ? [onset] : [],
  );
  return notes.map((note) => {
    const jump = jumps.find((at) => at > note.onset + 1e-6 && at < note.onset + note.duration - 1e-6);
    return jump === undefined ? note : { ...note, duration: jump - note.onset };
  });
}

/**
 * The number of each bar by its id. Verovio finds the attributes of an element by a search through the whole score, so asking
 * for one bar after the other would take a time that grows with the square of their number.
 */
function labelsOf(mei: string): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [tag] of mei.matchAll(/<measure\b[^>]*>/g)) {
    const id = /\bxml:id="([^"]*)"/.exec(tag)?.[1];
    const number = /\sn="([^"]*)"/.exec(tag)?.[1];
    if (id !== undefined && number !== undefined) labels.set(id, unescaped(number));
  }
  return labels;
}

function measureOf(
  { id, notated, pass, onset, duration }: PlayedBar,
  index: number,
  labels: ReadonlyMap<string, string>,
  { measures }: Score,
): ScoreMeasure {
  // The MIDI file knows metres, and no bar lines.
  const beat = measures.findLast((bar) => bar.onset <= onset + 1e-3)?.beat ?? 1;
  return { label: labels.get(id) ?? String(index + 1), notated, pass, onset, duration, beat };
}

/** The first title of the MEI header, which verovio writes for every format. */
function titleOf(mei: string): string {
  const title = /<title\b[^>]*>([^<]*)<\/title>/.exec(mei)?.[1] ?? '';
  return unescaped(title).trim().slice(0, 200);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
