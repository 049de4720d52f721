import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { NotesDocument } from '../../src-shared/project/notes.ts';
import { RATE, sample } from '../support/scored-duo.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const SECONDS = 3;

it('stems beside a project file get other names, and their notes go along', async () => {
  const dir = tempDir();
  const wav = writeWav(join(dir, 'trio.wav'), { rate: RATE, channels: 1, seconds: SECONDS, sample });
  const csv = join(dir, 'notes.csv');
  writeFileSync(csv, 'player,onset_s,offset_s,pitch\nviolin-1,0,1,72\nviolin-2,1,2,69\nviola,2,3,60\n');
  const out = join(dir, 'stems');
  const separated = await divisi([
    ...['separate', wav, '--instruments', 'violin:2,viola', '--notes', csv, '--out', out],
  ]);
  expect(separated.status).toBe(0);
  const project = join(out, 'project.json');
  const named = join(dir, 'named');
  const ring = ['violin-1=violin-2', 'violin-2=viola', 'viola=violin-1'];
  const { status, out: printed } = await divisi(['swap', project, ...ring, '--out', named, '--json']);
  expect(status).toBe(0);
  const notes = join(named, 'named-notes.json');
  expect(JSON.parse(printed)).toMatchObject({
    ...{ from_s: 0, to_s: SECONDS, notes },
    stems: { 'violin-1': { changed: true }, viola: { changed: true }, rest: { changed: false } },
  });
  const samplesOf = async (folder: string, name: string) => {
    const reader = await openPcm(join(folder, `${name}.wav`));
    const [samples] = await reader.read(0, reader.frames);
    await reader.close();
    return samples;
  };
  expect(await samplesOf(named, 'violin-2')).toEqual(await samplesOf(out, 'violin-1'));
  expect(await samplesOf(named, 'viola')).toEqual(await samplesOf(out, 'violin-2'));
  expect(await samplesOf(named, 'violin-1')).toEqual(await samplesOf(out, 'viola'));
  expect(await samplesOf(named, 'rest')).toEqual(await samplesOf(out, 'rest'));
  const playersIn = (path: string) =>
    NotesDocument.parse(JSON.parse(readFileSync(path, 'utf8'))).notes.map(({ player }) => player);
  expect(playersIn(join(out, 'notes.json'))).toEqual(['violin-1', 'violin-2', 'viola']);
  expect(playersIn(notes)).toEqual(['violin-2', 'viola', 'violin-1']);

  // Named once more, in the same folder, everything is as it was.
  const back = ['violin-2=violin-1', 'viola=violin-2', 'violin-1=viola'];
  const again = await divisi(['swap', join(named, 'project.json'), ...back, '--out', named, '--force']);
  expect(again.out).toContain('named-notes.json');
  expect(playersIn(notes)).toEqual(['violin-1', 'violin-2', 'viola']);
  expect(await samplesOf(named, 'viola')).toEqual(await samplesOf(out, 'viola'));

  const refused = async (...args: string[]): Promise<string> => {
    const call = await divisi(['swap', project, ...args, '--out', join(dir, 'other')]);
    expect(call.status).toBe(2);
    return call.err;
  };
  expect(await refused('violin-1=viola', 'viola=violin-2')).toContain('the name of another one');
  expect(await refused('violin-1=viola', 'viola=violin-1', '--to', '2')).toContain('--from and --to');
  expect(await refused('violin-1=viola', 'viola')).toContain('STEM=PLAYER');
  expect(await refused('violin-1=oboe', 'oboe=violin-1')).toContain('oboe');
  expect(await refused('violin-1')).toContain('STEM is missing');
  expect(await refused('violin-1', 'violin-2', 'viola')).toContain('one argument too many');
});
