import { expect, it } from 'vitest';
import { Mixer } from '../../../../../src-shared/mixing/mixer.ts';
import { mixOf } from '../../../../../src-shared/mixing/mix-of.ts';
import { createPcmWriter } from '../../../../../src-main/audio/write/writer.ts';
import { ImpulseId } from '../../../../../src-shared/project/ids.ts';
import { renderMix } from '../../../../support/render-mix.ts';
import { exportNow, makeProject, readWhole } from './export-helpers.ts';
import { noise, useFolder } from '../helpers.ts';

const at = useFolder();
const FRAMES = 60_001;

it('a room from an impulse response is exported as the mixer plays it, and is silent where the file is missing', async () => {
  const recording = [noise(FRAMES, 1, null, 0.2), noise(FRAMES, 2, null, 0.2)];
  const made = await makeProject({
    at,
    recording,
    recordingFormat: 'f32',
    stems: [recording],
    track: () => ({ sendsDb: [-6, -72] }),
  });
  const response = [noise(9000, 3, null, 0.02), noise(9000, 4, null, 0.02)];
  const id = ImpulseId.parse('imp_0123456789abcdef');
  const writer = await createPcmWriter(at('hall.wav'), {
    sampleRate: 44_100,
    channels: 2,
    sampleFormat: 'f32',
  });
  await writer.write(response);
  await writer.finish();
  const impulse = { id, name: 'hall.wav', channels: 2 as const, frames: 9000, sampleRate: 44_100 };
  const { document } = made.input;
  const rooms = document.rooms.map((room, index) => (index === 0 ? { ...room, impulse } : room));
  const input = { ...made.input, document: { ...document, rooms } };
  const mixed = async (known: boolean): Promise<Float32Array[]> => {
    const mixer = new Mixer(44_100);
    if (known) mixer.setImpulse(id, response);
    mixer.configure(mixOf(input.document));
    return Promise.resolve(renderMix(mixer, [recording], 0, FRAMES));
  };

  await exportNow({ ...input, impulses: { [id]: at('hall.wav') } });
  const heard = await readWhole(at('mix.wav'));
  expect(heard).toEqual(await mixed(true));
  await exportNow({ ...input, impulses: {}, overwrite: true });
  const dry = await readWhole(at('mix.wav'));
  expect(dry).toEqual(await mixed(false));
  expect(dry).toEqual(recording);
  expect(heard).not.toEqual(dry);
});
