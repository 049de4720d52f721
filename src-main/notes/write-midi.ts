import { writeMidi, type MidiEvent } from 'midi-file';
import type { NotesDocument } from '../../src-shared/project/notes.ts';

const TICKS_PER_BEAT = 480;
/** Half a second to the beat: the file's times are the recording's. */
const MICROSECONDS_PER_BEAT = 500_000;

/** General MIDI programs from 0, for those who play the file. */
const PROGRAMS: Readonly<Record<string, number>> = {
  violin: 40,
  viola: 41,
  cello: 42,
  'double-bass': 43,
  flute: 73,
  oboe: 68,
  clarinet: 71,
  bassoon: 70,
  horn: 60,
  trumpet: 56,
  saxophone: 65,
  piano: 0,
  harp: 46,
  guitar: 24,
  voice: 52,
};

/** A Standard MIDI File of format 1, a track a player, at the recording's own time; pitches are rounded to semitones. */
export function notesToMidi(document: NotesDocument): Uint8Array {
  const ticksOf = (samples: number): number =>
    Math.round((samples / document.sampleRate) * (1e6 / MICROSECONDS_PER_BEAT) * TICKS_PER_BEAT);
  const tempo: MidiEvent[] = [
    { deltaTime: 0, meta: true, type: 'setTempo', microsecondsPerBeat: MICROSECONDS_PER_BEAT },
    { deltaTime: 0, meta: true, type: 'endOfTrack' },
  ];
  const tracks = document.players.map(({ id, instrument, label }, index) => {
    // Channel 10 is percussion.
    const channel = index < 9 ? index : (index + 1) % 16;
    const events = document.notes
      .filter(({ player }) => player === id)
      .flatMap(({ onset, offset, pitch }) => {
        const noteNumber = Math.round(pitch);
        const [begin, end] = [ticksOf(onset), Math.max(ticksOf(onset) + 1, ticksOf(offset))];
        return [
          { ticks: begin, order: 1, noteNumber, type: 'noteOn' as const },
          { ticks: end, order: 0, noteNumber, type: 'noteOff' as const },
        ];
      })
      // Where one note ends as the next begins, the end comes first.
      .sort((a, b) => a.ticks - b.ticks || a.order - b.order);
    let ticks = 0;
    const notes = events.map((event): MidiEvent => {
      const deltaTime = event.ticks - ticks;
      ticks = event.ticks;
      const velocity = event.type === 'noteOn' ? 80 : 0;
      return { deltaTime, type: event.type, channel, noteNumber: event.noteNumber, velocity };
    });
    const header: MidiEvent[] = [
      { deltaTime: 0, meta: true, type: 'trackName', text: asLatin(label) },
      { deltaTime: 0, type: 'programChange', channel, programNumber: PROGRAMS[instrument] ?? 0 },
    ];
    const end: MidiEvent = { deltaTime: 0, meta: true, type: 'endOfTrack' };
    return [...header, ...notes, end];
  });
  return Uint8Array.from(
    writeMidi({
      header: { format: 1, numTracks: tracks.length + 1, ticksPerBeat: TICKS_PER_BEAT },
      tracks: [tempo, ...tracks],
    }),
  );
}

/** The writer puts a character into a byte. */
const asLatin = (text: string): string =>
  Array.from(text)
    .map((letter) => (letter.charCodeAt(0) < 256 ? letter : '?'))
    .join('');
