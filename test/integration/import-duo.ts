import { join } from 'node:path';
import { tempDir } from '../support/temp.ts';
import { ended, startHost } from './host-harness.ts';
import { duo, writeWav16 } from './wav.ts';

export const RATE = 44_100;

/** A host whose library holds one stereo recording of so many frames, read in place. */
export async function importDuo(frames: number) {
  const dir = tempDir();
  const path = join(dir, 'duo.wav');
  writeWav16(path, duo(frames, RATE), 2, RATE);
  const started = await startHost(join(dir, 'library'));
  const { host, client } = started;
  const { grantId } = host.grants.grantPath(path, { kind: 'file', access: 'read' });
  const { jobIds, recordingIds } = await client.library.import({ grantId, mode: 'reference' });
  const [jobId] = jobIds;
  const [recordingId] = recordingIds;
  if (jobId === undefined || recordingId === undefined) throw new Error('nothing was imported');
  const { state, failure } = await ended(client, jobId);
  if (state !== 'done') throw new Error(`the import ended ${state}: ${failure?.message ?? ''}`);
  return { ...started, recordingId, dir };
}
