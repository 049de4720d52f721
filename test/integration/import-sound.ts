import { expect } from 'vitest';
import type { Host } from '../../src-main/api/host.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { RATE } from '../support/scored-duo.ts';
import { writeWav } from '../support/wav.ts';
import { ended, type Client } from './host-harness.ts';

/** Writes `seconds` of a sound to `path` as a WAV file of one channel, and imports it. */
export async function importSound(
  { host, client }: { readonly host: Host; readonly client: Client },
  path: string,
  sound: (frame: number) => number,
  seconds: number,
): Promise<RecordingId> {
  const wav = writeWav(path, { rate: RATE, channels: 1, seconds, sample: sound });
  const { grantId } = host.grants.grantPath(wav, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'copy' });
  const [[jobId], [id]] = [jobIds, recordingIds];
  if (jobId === undefined || id === undefined) throw new Error('nothing was imported');
  expect((await ended(client, jobId)).failure).toBeNull();
  return id;
}

/** White noise at a fifth of full scale, the same in every run. */
export function whiteNoise(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return 0.2 * (state / 2 ** 31 - 1);
  };
}
