import { Failure } from '../../../src-shared/contract/failure.ts';
import { everSends } from '../../../src-shared/mixing/send.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { existsSync } from 'node:fs';
import { impulsePath } from '../../audio/impulses/keep-impulse.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import { insidePath, type LibraryFolder } from '../../library/folder.ts';
import { getSeparation } from '../../library/rows/separations.ts';
import type { SourceCheck } from './changes.ts';
import { readableRecording } from './recording-audio.ts';

interface Access {
  readonly write: ReadableDatabase;
  readonly folder: LibraryFolder;
  readonly sources: SourceCheck;
}

/**
 * The stems of a project, by id, its recording, and the impulse responses that are there.
 * @throws Failure `library/not-found`, `library/untrusted`, `file/*`
 */
export async function exportSources(
  access: Access,
  document: Pick<ProjectDocument, 'separationId' | 'recordingId' | 'rooms'>,
): Promise<{
  readonly stems: Record<string, AudioFile>;
  readonly recording: AudioFile;
  readonly impulses: Record<string, string>;
}> {
  const missing = 'What the project was made from is no longer in the library';
  const separation = getSeparation(access.write, document.separationId);
  if (separation?.state !== 'ready') throw new Failure('library/not-found', missing);
  const { audio } = await readableRecording(access, document.recordingId, missing);
  const stems = Object.fromEntries(
    separation.stems.map(({ id, path, channels }): [string, AudioFile] => [
      id,
      {
        path: insidePath(access.folder, path),
        channelMap: Array.from({ length: channels }, (_, channel) => channel),
      },
    ]),
  );
  const impulses = document.rooms.flatMap(({ impulse }) => {
    if (impulse === null) return [];
    const path = impulsePath(access.folder.impulses, impulse.id);
    return existsSync(path) ? [[impulse.id, path] as const] : [];
  });
  return { stems, recording: audio, impulses: Object.fromEntries(impulses) };
}

/**
 * Names of impulse responses that are not there although a track sends to their room, which is silent without them.
 * @param there paths by id, as `exportSources` found them
 */
export function missingImpulses(
  { rooms, tracks }: Pick<ProjectDocument, 'rooms' | 'tracks'>,
  there: Readonly<Record<string, string>>,
): string[] {
  return rooms.flatMap(({ impulse }, room) =>
    impulse !== null && !(impulse.id in there) && tracks.some((track) => everSends(track, room))
      ? [impulse.name]
      : [],
  );
}
