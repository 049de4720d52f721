import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { ended, startHost } from './host-harness.ts';

const RATE = 22_050;
const BEAT = 0.5;
/** Two lines in quarter notes at 120 a minute: a scale up and down above another one. */
const FLUTE = [72, 74, 76, 77, 79, 77, 76, 74, 72, 76, 79, 84, 83, 79, 77, 74];
const CELLO = [48, 48, 52, 52, 55, 55, 52, 52, 48, 48, 45, 45, 43, 43, 50, 50];

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
const scoreOf = (flute: readonly number[], cello: readonly number[]): string =>
  `<?xml version="1.0"?><score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Flute</part-name></score-part><score-part id="P2"><part-name>Violoncello</part-name></score-part></part-list>${partOf('P1', flute)}${partOf('P2', cello)}</score-partwise>`;

/** Decaying harmonic tones, a beat each, after half a second of silence. */
function sample(frame: number): number {
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

it(
  'a score is aligned by the queue; its notes are stored, told to a separation, and another piece is refused',
  { timeout: 300_000 },
  async () => {
    const dir = tempDir();
    const { host, client } = await startHost(join(dir, 'library'));
    const wav = writeWav(join(dir, 'duo.wav'), { rate: RATE, channels: 1, seconds: 9.5, sample });
    const file = (path: string) => host.grants.grantPath(path, { kind: 'file', access: 'read' }).grantId;
    const { jobIds, recordingIds } = await client.library.import({ grantId: file(wav), mode: 'copy' });
    const [recordingId] = recordingIds;
    const [importId] = jobIds;
    if (recordingId === undefined || importId === undefined) throw new Error('nothing was imported');
    expect((await ended(client, importId)).failure).toBeNull();
    await expect(client.notes.align({ recordingId })).rejects.toMatchObject({ code: 'call/invalid' });

    const score = join(dir, 'duo.musicxml');
    writeFileSync(score, scoreOf(FLUTE, CELLO));
    const aligned = await client.notes.align({ recordingId, score: file(score) });
    expect(await ended(client, aligned.jobId)).toMatchObject({ state: 'done', kind: 'align', failure: null });
    const { document, score: stored, hash } = await client.notes.get({ recordingId });
    expect(stored).toMatchObject({
      fileName: 'duo.musicxml',
      report: { parts: [{ player: 'flute' }, { player: 'cello' }] },
    });
    // The players come from the score where nobody was declared.
    expect((await client.library.get({ recordingId })).recording.players.map(({ id }) => id)).toEqual([
      'flute',
      'cello',
    ]);
    const flute = document?.notes.filter(({ player }) => player === 'flute') ?? [];
    expect(flute.map(({ pitch }) => Math.round(pitch))).toEqual(FLUTE);
    for (const [index, { onset }] of flute.entries()) {
      expect(Math.abs(onset / RATE - (0.5 + index * BEAT))).toBeLessThan(0.06);
    }

    const players = (await client.library.get({ recordingId })).recording.players;
    const passage = { from: 0, to: 2 * RATE };
    const told = await client.separation.start({ recordingId, players, ...passage });
    const untold = await client.separation.start({ recordingId, players, ...passage, tellNotes: false });
    for (const { jobId } of [told, untold]) expect((await ended(client, jobId)).failure).toBeNull();
    const { separations } = await client.library.get({ recordingId });
    const takesNotes =
      (await client.models.list()).find(({ task, isDefault }) => task === 'separation' && isDefault)
        ?.takesNotes === true;
    const hashOf = (id: string) => separations.find((separation) => separation.id === id)?.notesSha256;
    expect(hashOf(told.separationId)).toBe(takesNotes ? hash : null);
    expect(hashOf(untold.separationId)).toBeNull();
    expect(existsSync(join(dir, 'library', 'stems', told.separationId, 'notes.json'))).toBe(takesNotes);

    const other = join(dir, 'other.musicxml');
    writeFileSync(
      other,
      scoreOf(
        FLUTE.map((_, at) => 61 + ((at * 7) % 11)),
        CELLO.map((_, at) => 42 + ((at * 5) % 13)),
      ),
    );
    const refused = await client.notes.align({ recordingId, score: file(other) });
    expect(await ended(client, refused.jobId)).toMatchObject({
      state: 'failed',
      failure: { code: 'notes/does-not-fit' },
    });
    expect((await client.notes.get({ recordingId })).hash).toBe(hash);
    await client.jobs.dismiss({ jobId: refused.jobId });
    const scores = readdirSync(join(dir, 'library', 'audio')).filter((name) => name.includes('.score'));
    expect(scores).toEqual([`${recordingId}.score.musicxml`]);
  },
);
