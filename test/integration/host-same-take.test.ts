import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { tempDir } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { ended, startHost } from './host-harness.ts';

/** Seconds between two tones, each with a level of its own. */
const RHYTHM = 0.23;

/** Tones that decay, as plucked strings do; `melody` decides their levels. */
const played = (melody: number, seconds: number): number => {
  const note = Math.floor(seconds / RHYTHM);
  const level = 0.1 + 0.8 * Math.abs(Math.sin(melody * (note + 1)));
  return level * Math.exp((-6 * (seconds - note * RHYTHM)) / RHYTHM) * Math.sin(2 * Math.PI * 440 * seconds);
};

it('finds the same take at another rate, level and number of channels, and no other music of its length', async () => {
  const dir = tempDir();
  const started = await startHost(join(dir, 'library'));
  const { client, host } = started;
  const add = async (name: string, rate: number, channels: number, gain: number, melody: number) => {
    const path = join(dir, `${name}.wav`);
    writeWav(path, { rate, channels, seconds: 6, sample: (frame) => gain * played(melody, frame / rate) });
    const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read', temporary: false });
    const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'reference' });
    await ended(client, jobIds[0] as (typeof jobIds)[number]);
    return recordingIds[0] as RecordingId;
  };
  const first = await add('Trio', 44_100, 2, 1, 1.7);
  const second = await add('Trio again', 48_000, 1, 0.4, 1.7);
  const other = await add('Another', 44_100, 2, 1, 2.9);

  expect(await client.library.sameTake({ recordingId: first })).toEqual([
    { id: second, title: 'Trio again', format: 'wav' },
  ]);
  expect(await client.library.sameTake({ recordingId: second })).toMatchObject([{ id: first }]);
  expect(await client.library.sameTake({ recordingId: other })).toEqual([]);
});
