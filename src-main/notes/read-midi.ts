import { parseMidi, type MidiData } from 'midi-file';
import { Failure } from '../../src-shared/contract/failure.ts';
import { instrumentOfName, instrumentOfProgram } from './instrument-words.ts';
import { DEFAULT_TEMPO } from './score.ts';
import type { ScoreFile, ScoreMeasure, ScoreNote, ScorePart, TempoMark } from './score.ts';

/** The General MIDI percussion channel, counted from 0. */
const PERCUSSION = 9;
/** What verovio writes for a note without pitch; as a pitch it would be 8 Hz. */
const UNPITCHED = 0;
const MAX_MEASURES = 20_000;

interface Voice {
  readonly track: number;
  readonly channel: number;
  name: string;
  program: number | null;
  readonly notes: { onset: number; duration: number; pitch: number }[];
}

/**
 * Reads a Standard MIDI File of format 0 or 1 whose time counts beats. Each channel of each track that plays is a part;
 * bars follow the time signatures, as MIDI knows neither bar lines nor repeats. Percussion is left out.
 * @throws Failure `score/invalid`, `score/no-notes`
 */
export function readMidi(bytes: Uint8Array): ScoreFile {
  const midi = parsed(bytes);
  const { ticksPerBeat, format } = midi.header;
  if (ticksPerBeat === undefined || !(ticksPerBeat > 0)) {
    throw new Failure('score/invalid', 'This MIDI file counts seconds instead of beats; Divisi needs beats');
  }
  if (format > 1) throw new Failure('score/invalid', 'This MIDI file holds several pieces (format 2)');
  const voices = new Map<string, Voice>();
  const tempi: TempoMark[] = [];
  const signatures: Signature[] = [];
  let title = '';
  let percussion = 0;
  let end = 0;
  for (const [track, events] of midi.tracks.entries()) {
    const sounding = new Map<number, { voice: Voice; onset: number; pitch: number }>();
    const programs = new Map<number, number>();
    let name = '';
    let ticks = 0;
    const stop = (key: number): void => {
      const note = sounding.get(key);
      if (note === undefined) return;
      sounding.delete(key);
      const onset = note.onset / ticksPerBeat;
      const duration = ticks / ticksPerBeat - onset;
      if (duration > 0) note.voice.notes.push({ onset, duration, pitch: note.pitch });
    };
    for (const event of events) {
      ticks += event.deltaTime;
      if (!Number.isFinite(ticks)) throw truncated();
      const at = ticks / ticksPerBeat;
      switch (event.type) {
        case 'trackName':
          if (name === '') name = cleanName(event.text);
          if (track === 0 && title === '') title = cleanName(event.text);
          break;
        case 'setTempo':
          if (event.microsecondsPerBeat > 0) {
            tempi.push({ onset: at, quartersPerMinute: 60e6 / event.microsecondsPerBeat });
          }
          break;
        case 'timeSignature':
          signatures.push({
            onset: at,
            quarters: (4 * event.numerator) / event.denominator,
            beat: 4 / event.denominator,
          });
          break;
        case 'programChange':
          programs.set(event.channel, event.programNumber);
          break;
        case 'noteOn':
        case 'noteOff': {
          if (event.channel === PERCUSSION || event.noteNumber === UNPITCHED) {
            if (event.type === 'noteOn') percussion += 1;
            break;
          }
          const key = event.channel * 128 + event.noteNumber;
          stop(key);
          if (event.type === 'noteOff' || event.velocity === 0) break;
          const voice = voiceOf(voices, track, event.channel);
          voice.name = name;
          voice.program ??= programs.get(event.channel) ?? null;
          sounding.set(key, { voice, onset: ticks, pitch: event.noteNumber });
          break;
        }
        default:
      }
    }
    for (const key of [...sounding.keys()]) stop(key);
    end = Math.max(end, ticks / ticksPerBeat);
  }
  const played = [...voices.values()].filter(({ notes }) => notes.length > 0);
  if (played.length === 0) throw new Failure('score/no-notes', 'The score holds no notes that have a pitch');
  const last = Math.max(
    ...played.map(({ notes }) => notes.reduce((m, n) => Math.max(m, n.onset + n.duration), 0)),
  );
  return {
    format: 'midi',
    title,
    score: {
      parts: played.map(partOf),
      measures: measuresOf(signatures, last),
      notes: notesOf(played),
      tempi: tempiOf(tempi),
    },
    repeats: [],
    notices: percussion > 0 ? ['Percussion without pitch is left out.'] : [],
  };
}

function parsed(bytes: Uint8Array): MidiData {
  try {
    return parseMidi(bytes);
  } catch (cause) {
    // The parser throws bare strings and, past the end of the data, errors of indexing.
    throw truncated(cause);
  }
}

const truncated = (cause?: unknown): Failure =>
  new Failure('score/invalid', 'The MIDI file is damaged or ends too early', { cause });

function voiceOf(voices: Map<string, Voice>, track: number, channel: number): Voice {
  const key = `${track}/${channel}`;
  const known = voices.get(key);
  if (known !== undefined) return known;
  const voice: Voice = { track, channel, name: '', program: null, notes: [] };
  voices.set(key, voice);
  return voice;
}

const cleanName = (text: string): string =>
  Array.from(text)
    .filter((letter) => letter >= ' ' && letter !== '\u007f')
    .join('')
    .trim()
    .slice(0, 200);

function partOf({ name, program, track, channel }: Voice, index: number, all: readonly Voice[]): ScorePart {
  // Several pianos are what a program writes that was told no instruments.
  const isDefault = all.length > 1 && all.every(({ program: other }) => other === null || other < 8);
  const shares = all.filter((other) => other.track === track).length > 1;
  return {
    name: name === '' ? `Part ${index + 1}` : shares ? `${name} (channel ${channel + 1})` : name,
    instrument:
      instrumentOfName(name) ?? (program === null || isDefault ? null : instrumentOfProgram(program)),
  };
}

function notesOf(voices: readonly Voice[]): ScoreNote[] {
  return voices
    .flatMap(({ notes }, part) => notes.map((note) => ({ ...note, part })))
    .sort((a, b) => a.onset - b.onset || a.part - b.part || a.pitch - b.pitch)
    .map((note, index) => ({ id: `n${index + 1}`, ...note }));
}

function tempiOf(marks: readonly TempoMark[]): TempoMark[] {
  const sorted = [...marks].sort((a, b) => a.onset - b.onset);
  const latest = sorted.filter(({ onset }, index) => sorted[index + 1]?.onset !== onset);
  if (latest[0]?.onset === 0) return latest;
  return [{ onset: 0, quartersPerMinute: latest[0]?.quartersPerMinute ?? DEFAULT_TEMPO }, ...latest];
}

interface Signature {
  readonly onset: number;
  /** Of a bar. */
  readonly quarters: number;
  readonly beat: number;
}

function measuresOf(signatures: readonly Signature[], end: number): ScoreMeasure[] {
  const sorted = signatures.filter(({ quarters }) => quarters > 0).sort((a, b) => a.onset - b.onset);
  const measures: ScoreMeasure[] = [];
  let onset = 0;
  let next = 0;
  let [quarters, beat] = [4, 1];
  while (onset < end - 1e-6 && measures.length < MAX_MEASURES) {
    for (; (sorted[next]?.onset ?? Infinity) <= onset + 1e-6; next += 1) {
      ({ quarters, beat } = sorted[next]!);
    }
    // A change of metre inside of a bar ends it there.
    const duration = Math.min(quarters, (sorted[next]?.onset ?? Infinity) - onset);
    const index = measures.length;
    measures.push({ label: String(index + 1), notated: index, pass: 1, onset, duration, beat });
    onset += duration;
  }
  return measures;
}
