import { Failure } from '../../src-shared/contract/failure.ts';
import { usualDepth } from '../../src-shared/exporting/formats.ts';
import { newProject } from '../../src-shared/mixing/new-project.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { newProjectId, type SeparationId } from '../../src-shared/project/ids.ts';
import { exportSources } from '../jobs/kinds/export-sources.ts';
import type { Library } from '../library/open.ts';
import { mixesOf } from '../library/rows/mixes.ts';
import { getProject, projectOfSeparation, type StoredProjectRow } from '../library/rows/projects.ts';
import { getRecording, type StoredRecording } from '../library/rows/recordings.ts';
import { getSeparation, type StoredSeparation } from '../library/rows/separations.ts';
import { coverPathOf } from './covers.ts';
import type { OpenedProject } from './files/project-source.ts';
import type { Work } from './files/work.ts';
import { openExisting } from './find-in-library.ts';
import { Sources } from './sources.ts';
import { storedDocument } from './stored-document.ts';

export interface LibraryMix {
  readonly libraryDir: string;
  readonly separationId: SeparationId;
  /** The mix's name; the one that was opened last where left out. */
  readonly mix: string | undefined;
}

/**
 * A mix of a separation in a library, which is only read, even while another program has it open.
 * @throws Failure `library/*`, `file/*`, `project/invalid`; `call/invalid` for a mix that the separation does not have
 */
export async function openLibraryMix(
  { libraryDir, separationId, mix }: LibraryMix,
  work: Work,
): Promise<OpenedProject> {
  const library = await openExisting(libraryDir);
  try {
    const separation = getSeparation(library.read, separationId);
    if (separation === null) {
      throw new Failure('library/not-found', `There is no separation ${separationId} in the library`);
    }
    const row =
      mix === undefined
        ? projectOfSeparation(library.read, separationId)
        : rowNamed(library, separationId, mix);
    const recording = getRecording(library.read, separation.recordingId);
    const document = row === null ? firstMix(separation, recording) : storedDocument(row.document);
    const isTrusted = (): boolean => work.program.trust.isTrusted(libraryDir);
    const sources = await exportSources(
      {
        write: library.read,
        folder: library.folder,
        sources: new Sources(library.folder, isTrusted, () => undefined),
      },
      document,
    );
    const bitDepth = recording?.state === 'ready' ? usualDepth('wav', recording.sampleFormat) : '32f';
    const { folder } = library;
    const { audio, stems, peaks, covers, impulses } = folder;
    const kept = [sources.recording.path, audio, stems, peaks, covers, impulses];
    const stemVersion = separation.version;
    return {
      ...{ document, stemVersion, bitDepth, kept },
      sources: () => Promise.resolve(sources),
      cover: () => Promise.resolve(coverPathOf(folder, recording?.cover ?? null)),
    };
  } finally {
    library.close();
  }
}

/** What the window would open first: a separation that nobody has opened yet has no mix of its own. */
function firstMix(separation: StoredSeparation, recording: StoredRecording | null): ProjectDocument {
  if (separation.state !== 'ready' || recording?.state !== 'ready') {
    throw new Failure('library/not-found', 'The separation is not finished');
  }
  return newProject({ id: newProjectId(), recording, separation });
}

/** Names that only differ in case are told apart by their case. */
function rowNamed({ read }: Library, separationId: SeparationId, name: string): StoredProjectRow | null {
  const mixes = mixesOf(read, separationId).filter(({ removed }) => !removed);
  const found =
    mixes.find((mix) => mix.name === name) ??
    mixes.find((mix) => mix.name.toLowerCase() === name.trim().toLowerCase());
  if (found !== undefined) return getProject(read, found.projectId);
  const known = mixes.map((mix) => (mix.name === '' ? 'an unnamed one' : `"${mix.name}"`)).join(', ');
  throw new Failure('call/invalid', `The separation has no mix "${name}"; it has ${known}`);
}
