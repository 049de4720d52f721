import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScenes } from '../../../../../../src-main/app/files/cad2/metadata.ts';
import { tempDir } from '../../../../../support/temp.ts';

const levels = [10, 20, 30];
const FILES = {
  music: {
    song: {
      source_1: { instrument: 'Violin_1', track: 'a.flac' },
      source_2: { instrument: 'Sax', track: 'b.flac' },
      mixture: { instrument: 'Mixture', track: 'm.flac', start: 2, duration: 3 },
    },
  },
  scenes: { S1: { music: 'song', gain: 'g' } },
  sceneListeners: { S1: ['L1'] },
  gains: { g: { source_1: -6, source_2: 0 } },
  listeners: {
    L1: { audiogram_cfs: [250, 1000, 6000], audiogram_levels_l: levels, audiogram_levels_r: levels },
  },
  compressorParams: {
    L1: {
      cr_l: [1, 1, 1, 1, 1, 2],
      gain_l: [0, 0, 0, 0, 0, 3],
      cr_r: [1, 1, 1, 1, 1, 1],
      gain_r: [0, 0, 0, 0, 0, 0],
    },
  },
};

function written(changes: Partial<Record<keyof typeof FILES, unknown>> = {}) {
  const dir = tempDir();
  const at = (name: keyof typeof FILES): string => {
    const path = join(dir, `${name}.json`);
    writeFileSync(path, JSON.stringify(name in changes ? changes[name] : FILES[name]));
    return path;
  };
  return {
    music: at('music'),
    scenes: at('scenes'),
    sceneListeners: at('sceneListeners'),
    gains: at('gains'),
    listeners: at('listeners'),
    compressorParams: at('compressorParams'),
  };
}

test('scenes are read with their songs, gains and listeners', async () => {
  const [scene] = await readScenes(written());
  expect(scene).toMatchObject({
    id: 'S1',
    gainsDb: [-6, 0],
    song: { name: 'song', mixture: 'm.flac', fromS: 2, toS: 5 },
    listeners: [
      { id: 'L1', fittings: { left: { ratios: [1, 1, 1, 1, 1, 2], gainsDb: [0, 0, 0, 0, 0, 3] } } },
    ],
  });
  expect(scene?.song.sources.map(({ instrument }) => instrument)).toEqual(['violin', 'saxophone']);
});

test.each([
  [{ scenes: {} }, /Scene "S1" has listeners/],
  [{ scenes: { S1: { music: 'other', gain: 'g' } } }, /plays "other"/],
  [{ gains: { g: { source_1: 0 } } }, /have none for source_2/],
  [{ sceneListeners: { S1: ['L2'] } }, /listener "L2"/],
  [{ compressorParams: {} }, /"L1" has no parameters/],
  [{ gains: [] }, /is not as the challenge has it/],
  [{ gains: { g: { source_1: 600, source_2: 0 } } }, /"source_1" of "g": a gain is 60 dB or less/],
  [{ sceneListeners: { S1: ['L1', 'L1'] } }, /Scene "S1" has the listener "L1" twice/],
  [
    { compressorParams: { L1: { ...FILES.compressorParams.L1, cr_r: [1, 0, 1, 1, 1, 1] } } },
    /entry 2 of "cr_r" of "L1": a ratio is 0\.1 or more/,
  ],
  [
    { compressorParams: { L1: { ...FILES.compressorParams.L1, gain_r: [0] } } },
    /"gain_r" of "L1": there are 6 bands/,
  ],
  [{ listeners: [] }, /listeners\.json": The listeners are an object/],
])('files that do not fit each other are refused: %j', async (changes, message) => {
  await expect(readScenes(written(changes))).rejects.toThrow(message);
});

test('a scene that has no listeners is none to do', async () => {
  const two = { S1: { music: 'song', gain: 'g' }, S2: { music: 'song', gain: 'g' } };
  const scenes = await readScenes(written({ scenes: two, sceneListeners: { S1: [], S2: ['L1'] } }));
  expect(scenes.map(({ id }) => id)).toEqual(['S2']);
});
