import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { writeMidi } from 'midi-file';
import { describe, expect, it } from 'vitest';
import type { Score } from '../../../../src-main/notes/score.ts';
import { leaveOut } from '../../../../src-main/notes/leave-out.ts';
import { readScore } from '../../../../src-main/notes/read-score.ts';

type ScoreFile = Awaited<ReturnType<typeof readScore>>;
const withoutRepeats = ({ score, repeats }: ScoreFile): Score => leaveOut(score, repeats);

const FIXTURES = join(import.meta.dirname, '../../../fixtures/scores');
const fixture = (name: string): Uint8Array => readFileSync(join(FIXTURES, name));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Notes of each part as `pitch@onset+duration`, to a hundredth of a quarter. */
function lines(score: Score): string[] {
  return score.parts.map((_, part) =>
    score.notes
      .filter((note) => note.part === part)
      .map(({ pitch, onset, duration }) => `${pitch}@${onset.toFixed(1)}+${duration.toFixed(1)}`)
      .join(' '),
  );
}

describe('a score in MusicXML', () => {
  it('is read at sounding pitch, with its repeat written out and left out, ties merged and a grace note before its beat', async () => {
    const file = await readScore(fixture('trio.musicxml'));
    const { format, title, score: written, repeats } = file;
    expect([format, title]).toEqual(['musicxml', 'Small trio']);
    expect(repeats).toEqual([{ from: 1, to: 3 }]);
    expect(written.parts).toEqual([
      { name: 'Violine', instrument: 'violin' },
      { name: 'Klarinette in B', instrument: 'clarinet' },
      { name: 'Violoncello', instrument: 'cello' },
    ]);
    const once = '72@1.0+1.0 74@2.0+1.0 74@3.0+0.0 76@3.0+4.0 78@7.0+2.0';
    const twice = '72@9.0+1.0 74@10.0+0.9 74@10.9+0.0 76@11.0+4.0 78@15.0+2.0';
    expect(lines(written)).toEqual([
      `67@0.0+1.0 ${once} ${twice} 79@17.0+3.0`,
      '60@1.0+4.0 62@5.0+4.0 60@9.0+4.0 62@13.0+4.0 67@17.0+3.0',
      '48@1.0+8.0 48@9.0+8.0 43@17.0+3.0',
    ]);
    expect(written.measures.map(({ label, pass, onset }) => `${label}/${pass}@${onset}`)).toEqual([
      '0/1@0',
      '1/1@1',
      '2/1@5',
      '1/2@9',
      '2/2@13',
      '3/1@17',
    ]);
    expect(written.tempi).toEqual([{ onset: 0, quartersPerMinute: expect.closeTo(90, 3) }]);
    expect(lines(withoutRepeats(file))[2]).toBe('48@1.0+8.0 43@9.0+3.0');
  });

  it('is read from .mxl, whatever the file is called', async () => {
    const container = '<container><rootfiles><rootfile full-path="inner/music.xml"/></rootfiles></container>';
    const mxl = zipSync({
      'META-INF/container.xml': text(container),
      'inner/music.xml': fixture('trio.musicxml'),
    });
    expect((await readScore(mxl)).score.notes).toHaveLength(20);
  });

  it('has the second ending alone where its repeat is left out', async () => {
    const file = await readScore(fixture('endings.musicxml'));
    expect([file.score, withoutRepeats(file)].map(lines)).toEqual([
      ['72@0.0+2.0 74@2.0+2.0 72@4.0+2.0 76@6.0+2.0'],
      ['72@0.0+2.0 76@2.0+2.0'],
    ]);
    expect(withoutRepeats(file).measures.map(({ label, onset }) => `${label}@${onset}`)).toEqual([
      '1@0',
      '3@2',
    ]);
  });

  it('ends a tie at a repeat where the next bar is another one', async () => {
    const bar = (number: number, step: string, inside: string): string =>
      `<measure number="${number}">${number === 1 ? '<attributes><divisions>1</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>' : ''}<note><pitch><step>${step}</step><octave>4</octave></pitch><duration>4</duration>${inside}</note>`;
    const tied = (type: string): string =>
      `<tie type="${type}"/><type>whole</type><notations><tied type="${type}"/></notations>`;
    const score = `<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Flute</part-name></score-part></part-list><part id="P1">${[
      `${bar(1, 'C', '<type>whole</type>')}</measure>`,
      `${bar(2, 'D', tied('start'))}<barline location="right"><repeat direction="backward"/></barline></measure>`,
      `${bar(3, 'D', tied('stop'))}</measure>`,
    ].join('')}</part></score-partwise>`;
    const file = await readScore(text(score));
    expect(file.score.measures.map(({ label, pass }) => `${label}/${pass}`)).toEqual([
      ...['1/1', '2/1', '1/2', '2/2', '3/1'],
    ]);
    expect(lines(file.score)).toEqual(['60@0.0+4.0 62@4.0+4.0 60@8.0+4.0 62@12.0+8.0']);
    expect(lines(withoutRepeats(file))).toEqual(['60@0.0+4.0 62@4.0+8.0']);
  });

  it('leaves out percussion without pitch, and says so', async () => {
    const { score, notices } = await readScore(fixture('with-drum.musicxml'));
    expect(score.parts.map(({ name }) => name)).toEqual(['Flute']);
    expect(notices).toEqual([expect.stringContaining('Percussion')]);
  });
});

describe('other formats', () => {
  it('MEI is read with its repeat', async () => {
    const { score } = await readScore(fixture('duo.mei'));
    expect(score.measures.map(({ label, pass }) => `${label}/${pass}`)).toEqual(['1/1', '1/2', '2/1']);
    expect(score.parts.map(({ instrument }) => instrument)).toEqual(['oboe', 'bassoon']);
  });

  it('Humdrum is read', async () => {
    const { score } = await readScore(fixture('duo.krn'));
    expect(lines(score)).toEqual([
      '60@0.0+1.0 62@1.0+1.0 64@2.0+2.0 60@4.0+4.0',
      '48@0.0+2.0 55@2.0+2.0 48@4.0+4.0',
    ]);
  });

  it('ABC is read, of one voice and of several', async () => {
    const { score } = await readScore(text('X:1\nT:Air\nM:3/4\nL:1/4\nK:G\nG A B | c3 |]\n'));
    expect(lines(score)).toEqual(['67@0.0+1.0 69@1.0+1.0 71@2.0+1.0 72@3.0+3.0']);
    const { score: duo, title } = await readScore(fixture('duo.abc'));
    expect(title).toBe('Duo');
    expect(duo.parts.map(({ name, instrument }) => [name, instrument])).toEqual([
      ['Violin', 'violin'],
      ['Cello', 'cello'],
    ]);
    expect(lines(duo)).toEqual(['67@0.0+1.0 69@1.0+1.0 71@2.0+1.0 72@3.0+3.0', '43@0.0+3.0 48@3.0+3.0']);
    expect(duo.measures.map(({ onset, duration }) => [onset, duration])).toEqual([
      [0, 3],
      [3, 3],
    ]);
    expect(new Set(duo.notes.map(({ id }) => id)).size).toBe(6);
  });
});

/** A MIDI file of one note at a tempo in microseconds to the quarter. */
const midi = (ticks: number, microsecondsPerBeat: number): Uint8Array =>
  Uint8Array.from(
    writeMidi({
      header: { format: 0, numTracks: 1, ticksPerBeat: 1 },
      tracks: [
        [
          { deltaTime: 0, meta: true, type: 'setTempo', microsecondsPerBeat },
          { deltaTime: 0, type: 'noteOn', channel: 0, noteNumber: 60, velocity: 80 },
          { deltaTime: ticks, type: 'noteOff', channel: 0, noteNumber: 60, velocity: 0 },
          { deltaTime: 0, meta: true, type: 'endOfTrack' },
        ],
      ],
    }),
  );

describe('what is no score', () => {
  const bomb = zipSync({ 'score.xml': new Uint8Array(60 * 1024 * 1024) });
  /** Says in both of its headers that the score is a kilobyte long. */
  const lying = Uint8Array.from(bomb);
  const sizes = new DataView(lying.buffer);
  for (let at = 0; at + 28 < lying.length; at += 1) {
    if (sizes.getUint32(at, true) === 0x02014b50) sizes.setUint32(at + 24, 1000, true);
    if (sizes.getUint32(at, true) === 0x04034b50) sizes.setUint32(at + 22, 1000, true);
  }
  const entities =
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><score-partwise>&b;</score-partwise>';
  it.each([
    ['an empty file', new Uint8Array(), 'file/empty'],
    ['more than 10 MB', new Uint8Array(11 * 1024 * 1024), 'file/too-large'],
    ['an .mxl that unpacks to 60 MB', bomb, 'file/too-large'],
    ['an .mxl that unpacks to more than it says', lying, '/'],
    ['an .mxl without a score', zipSync({ 'readme.txt': text('x') }), 'score/invalid'],
    ['an .mxl that ends too early', bomb.subarray(0, bomb.length / 2), 'score/invalid'],
    ['XML entities', text(entities), 'score/invalid'],
    ['a truncated MusicXML', fixture('trio.musicxml').subarray(0, 900), 'score/'],
    ['a truncated MIDI file', text('MThd\0\0\0\u0006\0\u0001\0\u0002\u0001\u00e0MTrk'), 'score/'],
    ['a score of a hundred hours', midi(0xfffffff, 1_000_000), 'score/invalid'],
    ['a score of rests', fixture('no-notes.musicxml'), 'score/no-notes'],
    ['a score of drums', fixture('only-drum.musicxml'), 'score/no-notes'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'file/unsupported'],
    ['other XML', text('<html><body/></html>'), 'file/unsupported'],
  ])('%s is refused with a code', async (_, bytes, code) => {
    await expect(readScore(bytes)).rejects.toMatchObject({
      name: 'Failure',
      code: expect.stringContaining(code),
    });
  });
});
