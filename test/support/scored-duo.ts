/** A short duo with every note known: its audio, and its score as MusicXML. */
export const RATE = 22_050;
export const BEAT = 0.5;
/** Two lines in quarter notes at 120 per minute: one scale up and down above another. */
export const FLUTE = [72, 74, 76, 77, 79, 77, 76, 74, 72, 76, 79, 84, 83, 79, 77, 74];
export const CELLO = [48, 48, 52, 52, 55, 55, 52, 52, 48, 48, 45, 45, 43, 43, 50, 50];

const STEPS = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
const noteOf = (pitch: number): string => {
  const [step = '', sharp] = STEPS[pitch % 12] ?? '';
  const alter = sharp === undefined ? '' : '<alter>1</alter>';
  const octave = Math.floor(pitch / 12) - 1;
  return `<note><pitch><step>${step}</step>${alter}<octave>${octave}</octave></pitch><duration>1</duration><type>quarter</type></note>`;
};
const START = `<attributes><divisions>1</divisions><key><fifths>0</fifths></key><time><beats>4</beats><beat-type>4</beat-type></time></attributes><direction><direction-type><words/></direction-type><sound tempo="120"/></direction>`;
const partOf = (id: string, pitches: readonly number[]): string =>
  `<part id="${id}">${[0, 4, 8, 12]
    .map((at, bar) => {
      const notes = pitches
        .slice(at, at + 4)
        .map(noteOf)
        .join('');
      return `<measure number="${bar + 1}">${bar === 0 ? START : ''}${notes}</measure>`;
    })
    .join('')}</part>`;
export const scoreOf = (flute: readonly number[], cello: readonly number[]): string =>
  `<?xml version="1.0"?><score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Flute</part-name></score-part><score-part id="P2"><part-name>Violoncello</part-name></score-part></part-list>${partOf('P1', flute)}${partOf('P2', cello)}</score-partwise>`;

/** Decaying harmonic tones of one beat each, after half a second of silence. */
export function sample(frame: number): number {
  const t = frame / RATE - 0.5;
  const beat = Math.floor(t / BEAT);
  if (t < 0 || beat >= FLUTE.length) return 0;
  const since = t - beat * BEAT;
  const tone = (pitch: number): number => {
    const hz = 440 * 2 ** ((pitch - 69) / 12);
    let sum = 0;
    for (let k = 1; k <= 6; k += 1) sum += Math.sin(2 * Math.PI * k * hz * since) / k ** 1.5;
    return sum * Math.min(1, since / 0.01) * Math.exp(-3 * since);
  };
  return 0.2 * tone(FLUTE[beat] ?? 0) + 0.2 * tone(CELLO[beat] ?? 0);
}
