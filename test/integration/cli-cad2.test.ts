import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';
import { forge, Repeated, sha256 } from './lab-archives.ts';

const folder = tempFolder();
afterAll(() => folder.remove());
const at = (...names: string[]): string => join(folder.path, ...names);

const levels = { flat: [20, 20, 20], sloping: [10, 35, 60] };
const GAINS = { g: { source_1: -6, source_2: 0 }, h: { source_1: 3, source_2: -10 } };

function writeTask(gains: unknown): void {
  const tone = (hz: number) => (frame: number, _: number, rate: number) =>
    0.2 * Math.sin((2 * Math.PI * hz * frame) / rate) * (1 + Math.sin(frame / 9000));
  const [violin, cello] = [tone(880), tone(147)];
  const form = { seconds: 0.8, channels: 2, format: 's16' } as const;
  mkdirSync(at('music', 'duo'), { recursive: true });
  writeWav(at('music', 'duo', 'violin.wav'), { ...form, sample: violin });
  writeWav(at('music', 'duo', 'cello.wav'), { ...form, sample: cello });
  writeWav(at('music', 'duo', 'mix.wav'), {
    ...form,
    sample: (frame, channel, rate) => violin(frame, channel, rate) + cello(frame, channel, rate),
  });
  const ears = (left: number[], right: number[]) => ({
    audiogram_cfs: [250, 1000, 6000],
    ...{ audiogram_levels_l: left, audiogram_levels_r: right },
  });
  const files = {
    music: {
      duo: {
        source_1: { instrument: 'Violin', track: 'duo/violin.wav', start: 0, duration: 0.8 },
        source_2: { instrument: 'Cello', track: 'duo/cello.wav', start: 0, duration: 0.8 },
        mixture: { instrument: 'Mixture', track: 'duo/mix.wav', start: 0, duration: 0.8 },
      },
    },
    scenes: { S50002: { music: 'duo', gain: 'h' }, S50001: { music: 'duo', gain: 'g' } },
    sceneListeners: { S50002: ['L1'], S50001: ['L2', 'L1'] },
    gains,
    listeners: { L1: ears(levels.flat, levels.sloping), L2: ears(levels.sloping, levels.flat) },
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(at(`${name}.json`), JSON.stringify(content));
}

const cad2 = (out: string, ...more: string[]) =>
  divisi([
    ...['cad2', '--music', at('music.json'), '--music-dir', at('music'), '--scenes', at('scenes.json')],
    ...['--scene-listeners', at('sceneListeners.json'), '--gains', at('gains.json')],
    ...['--listeners', at('listeners.json'), '--provider', 'cpu', '--threads', '1'],
    ...['--library', at('library'), '--out', at(out), ...more],
  ]);

const entries = (out: string): Record<string, string> => {
  const dir = at(out, 'enhanced_signals', 'valid');
  return Object.fromEntries(readdirSync(dir).map((name) => [name, sha256(readFileSync(join(dir, name)))]));
};

describe('the Cadenza task', () => {
  beforeAll(async () => {
    writeTask(GAINS);
    const ran = await cad2('whole');
    expect(ran.status, ran.err).toBe(0);
  });

  test('goes on where it stopped, to the same bytes', async () => {
    const begun = await cad2('parts', '--first', '1');
    expect(begun.status, begun.err).toBe(0);
    rmSync(at('parts', 'enhanced_signals', 'valid', 'S50002_L1_remix.flac'));
    const ended = await cad2('parts', '--json');
    expect(ended.status, ended.err).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ scenes: 2, written: 3, kept: 0 });
    expect(Object.keys(entries('whole'))).toHaveLength(3);
    expect(entries('parts')).toEqual(entries('whole'));
    const scores = readFileSync(at('whole', 'scores.csv'), 'utf8');
    expect(readFileSync(at('parts', 'scores.csv'), 'utf8')).toBe(scores);
    expect(scores.split('\n').map((row) => row.split(',').slice(0, 3).join())).toEqual([
      ...['scene,song,listener', 'S50001,duo,L1', 'S50001,duo,L2', 'S50002,duo,L1', ''],
    ]);
  });

  test('a wrong folder of music leaves nothing that a right one would not fit', async () => {
    const ran = await cad2('wrong', '--music-dir', at('nowhere'));
    expect([ran.status, ran.err]).toEqual([2, expect.stringContaining('nowhere')]);
    expect(readdirSync(at('wrong'))).toEqual([]);
  });

  test('a folder with results of other gains is refused, since its files would not belong together', async () => {
    writeFileSync(at('gains.json'), JSON.stringify({ ...GAINS, g: { source_1: 0, source_2: 0 } }));
    const ran = await cad2('whole');
    writeFileSync(at('gains.json'), JSON.stringify(GAINS));
    expect([ran.status, ran.err]).toEqual([2, expect.stringContaining('the scene "S50001"')]);
    const other = await cad2('whole', '--residual', '0.2');
    expect([other.status, other.err]).toEqual([2, expect.stringContaining('other settings')]);
  });

  test('one archive repeats it to identical files and scores, without anything beside it; a forged score is named', async () => {
    const made = await divisi([
      ...['lab', 'archive', at('whole'), '--with-sounds', '--out', at('run.zip'), '--json'],
    ]);
    expect(made.status, made.err).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ runs: 0, cad2: 1, studies: 0 });
    await forge(at('run.zip'), at('forged.zip'), 'cad2/1/scores.csv', (text) =>
      text.replace(/^(S50002,duo,L1,)[\d.]+/m, '$10.9'),
    );
    renameSync(at('music'), at('elsewhere'));
    const ran = await divisi([
      ...['lab', 'run', at('forged.zip'), '--library', at('library'), '--out', at('again'), '--json'],
    ]);
    renameSync(at('elsewhere'), at('music'));
    expect(ran.status, ran.err + ran.out).toBe(3);
    const [part] = Repeated.parse(JSON.parse(ran.out)).parts;
    expect(part).toMatchObject({ name: 'whole', kind: 'cad2' });
    expect(part?.compared).toBeGreaterThan(15);
    expect(part?.differences).toEqual([
      {
        what: 'scores.3',
        archived: expect.stringMatching(/^S50002,duo,L1,0\.9,/) as unknown,
        now: readFileSync(at('whole', 'scores.csv'), 'utf8').split('\n')[3],
      },
    ]);
    expect(entries('again/cad2-1')).toEqual(entries('whole'));
    const twice = await divisi(['lab', 'run', at('run.zip'), '--out', at('again')]);
    expect([twice.status, twice.err]).toEqual([2, expect.stringContaining('exists already')]);
  });

  test('a scene of an archive whose name would leave the folder is refused', async () => {
    await forge(at('run.zip'), at('escaping.zip'), 'cad2/1/cad2.json', (text) =>
      text.replaceAll('S50001', '../S50001'),
    );
    const escaping = await divisi(['lab', 'run', at('escaping.zip')]);
    expect([escaping.status, escaping.err]).toEqual([2, expect.stringContaining('cad2.json of the archive')]);
  });

  test('an unfinished folder, and music that was changed since, are refused', async () => {
    rmSync(at('parts', 'enhanced_signals', 'valid', 'S50001_L2_remix.flac'));
    const unfinished = await divisi(['lab', 'archive', at('parts'), '--out', at('never.zip')]);
    expect([unfinished.status, unfinished.err]).toEqual([
      2,
      expect.stringContaining('unfinished at scene "S50001" for "L2"'),
    ]);
    writeFileSync(at('music', 'duo', 'violin.wav'), readFileSync(at('music', 'duo', 'cello.wav')));
    const changed = await divisi(['lab', 'archive', at('whole'), '--out', at('never.zip')]);
    expect([changed.status, changed.err]).toEqual([2, expect.stringContaining('"violin" was changed')]);
    const goesOn = await cad2('parts');
    expect([goesOn.status, goesOn.err]).toEqual([2, expect.stringContaining('the track "duo/violin.wav"')]);
  });
});
