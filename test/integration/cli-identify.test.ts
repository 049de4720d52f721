import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import { INSTRUMENTS } from '../../src-shared/project/players.ts';
import { tempFolder } from '../support/temp.ts';
import { hzOf, writeTinyEmbedder } from '../unit/src-main/inference/tiny-embedder.ts';
import { divisi } from './cli-fixture.ts';

const RATE = 44_100;
const folder = tempFolder();
const at = (name: string): string => join(folder.path, name);
const identify = (file: string, ...more: string[]) =>
  divisi(['identify', at(file), '--model', 'tiny-ears', '--library', at('library'), ...more]);

/** Six seconds of a horn, and an oboe beside it in the last three; or silence. */
async function write(name: string, level: number): Promise<void> {
  const [horn, oboe] = (['horn', 'oboe'] as const).map((of) => (2 * Math.PI * hzOf(of)) / RATE);
  const samples = Float32Array.from({ length: 6 * RATE }, (_, n) => {
    const second = n < 3 * RATE ? 0 : Math.sin((oboe ?? 0) * n);
    return level * (Math.sin((horn ?? 0) * n) + second);
  });
  const writer = await createPcmWriter(at(name), { sampleRate: RATE, channels: 1, sampleFormat: 's16' });
  await writer.write([samples]);
  await writer.finish();
}

beforeAll(async () => {
  await writeTinyEmbedder(join(at('library'), 'models'));
  await write('duo.wav', 0.1);
  await write('silent.wav', 0);
  writeFileSync(at('text.wav'), 'no audio');
});
afterAll(() => folder.remove());

describe('divisi identify', () => {
  test('prints one object, most probable first', async () => {
    const { status, out } = await identify('duo.wav', '--json');
    expect(status).toBe(0);
    const found = JSON.parse(out) as { instruments: Record<string, number> };
    expect(found).toMatchObject({
      model: 'tiny-ears',
      seconds: 6,
      silent: false,
      ensemble: ['oboe', 'horn'],
    });
    expect(found).not.toHaveProperty('timeline');
    expect(Object.keys(found.instruments).sort()).toEqual([...INSTRUMENTS].sort());
    expect(Object.keys(found.instruments).slice(0, 2)).toEqual(['horn', 'oboe']);
    const values = Object.values(found.instruments);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  test('adds who plays when, of a passage too', async () => {
    const { out } = await identify('duo.wav', '--json', '--timeline', '--from', '3.2');
    const { timeline, seconds } = JSON.parse(out) as {
      seconds: number;
      timeline: { hop_s: number; sounding: boolean[]; instruments: Record<string, number[]> };
    };
    expect(seconds).toBeCloseTo(2.8);
    expect(timeline.hop_s).toBeCloseTo(1.486, 3);
    expect(timeline.sounding).toEqual([true, true]);
    expect(timeline.instruments['oboe']).toHaveLength(2);
    expect(timeline.instruments['oboe']?.[0]).toBeCloseTo(Math.SQRT1_2, 1);
    const text = await identify('duo.wav', '--timeline');
    expect(text.out).toMatch(/^horn +0\.9\d {3}0:00-0:06$/m);
    expect(text.out).toMatch(/^oboe +0\.\d\d {3}0:0[34]-0:06$/m);
    expect(text.out).toMatch(/^violin +0\.0\d$/m);
    expect(text.out).toMatch(/^Heard: oboe,horn$/m);
  });

  test('says that silence is silent', async () => {
    expect(await identify('silent.wav')).toMatchObject({ status: 0, out: 'The recording is silent\n' });
  });

  test.each([
    ['a file that is not there', ['nothing.wav'], /"[^"]*nothing\.wav" is not there/],
    ['a file that is no audio', ['text.wav'], /text\.wav/],
    ['a passage past the end', ['duo.wav', '--from', '7'], /The passage begins past the end/],
    ['an unknown model', ['duo.wav', '--model', 'nobody'], /no model "nobody"/],
    [
      'a model that separates',
      ['duo.wav', '--model', 'harmonic-unet'],
      /made for separation, not for embedding/,
    ],
  ])('refuses %s in one line', async (_, args, message) => {
    const [file = '', ...more] = args;
    const { status, out, err } = await identify(file, ...more, '--json');
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err.trimEnd().split('\n').at(-1)).toMatch(message);
    expect(err).not.toMatch(/internal error|\n\s+at /);
  });
});
