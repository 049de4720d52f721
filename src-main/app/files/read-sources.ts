import { dirname, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import type { ProjectFile } from './project-file.ts';
import { openAudio } from './source.ts';
import type { Work } from './work.ts';

/**
 * Every stem as PCM, by stem id, and the recording where it is needed.
 * @throws Failure `project/invalid` if a stem does not fit the document, `file/*`
 */
export async function readSources(
  { document, stems: files, recording }: ProjectFile,
  projectPath: string,
  needsRecording: boolean,
  scratch: string,
  work: Work,
  reading: number,
): Promise<{ stems: Record<string, AudioFile>; recording: AudioFile }> {
  const folder = dirname(resolve(projectPath));
  const stems: Record<string, AudioFile> = {};
  // Stems without a track count in the sum of separated tracks.
  const ids = needsRecording
    ? Object.keys(files)
    : [...new Set(document.tracks.map(({ source }) => source.stemId))];
  const share = reading / (ids.length + (needsRecording ? 1 : 0));
  for (const [at, id] of ids.entries()) {
    const file = files[id]?.file ?? '';
    const options = { share, key: `stem-${at}` };
    const { audio, reader } = await openAudio(resolve(folder, file), scratch, work, options);
    await reader.close();
    if (reader.sampleRate !== document.sampleRate || reader.frames !== document.frames) {
      throw new Failure(
        'project/invalid',
        `"${file}" has another sample rate or length than the project says`,
      );
    }
    stems[id] = audio;
  }
  const [anyStem] = Object.values(stems);
  if (anyStem === undefined) throw new Failure('project/invalid', `"${projectPath}" has no tracks`);
  if (!needsRecording) return { stems, recording: anyStem };
  const opened = await openAudio(resolve(folder, recording.file), scratch, work, { share, key: 'recording' });
  await opened.reader.close();
  return { stems, recording: opened.audio };
}
