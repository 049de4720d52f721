import { SeparationId } from '../../../src-shared/project/ids.ts';
import { openProjectFile, type OpenedProject } from '../../app/files/project-source.ts';
import type { Work } from '../../app/files/work.ts';
import { openLibraryMix } from '../../app/library-project.ts';
import { libraryOption } from './common-options.ts';
import { invalid, text } from './options.ts';

/** The options that say which mix is rendered. */
export const mixOptions = {
  mix: text('NAME', 'a mix of a separation in the library; the one that was opened last where left out'),
  snapshot: text('LETTER', 'a snapshot, by its letter or name, in place of the present mix'),
  library: libraryOption(
    'the library of a separation that is given by its id, of listeners, and of the calibration',
  ),
};

/**
 * The project that a positional names: a file, or a separation's id.
 * @throws Failure `call/invalid` for a mix of a file
 */
export function projectOf(
  given: string,
  { mix, library }: { readonly mix: string | undefined; readonly library: string },
): (work: Work) => Promise<OpenedProject> {
  const id = SeparationId.safeParse(given);
  if (id.success) {
    return (work) => openLibraryMix({ libraryDir: library, separationId: id.data, mix }, work);
  }
  if (mix !== undefined)
    throw invalid('--mix takes a separation of a library, by its id: a project file has one mix');
  return (work) => openProjectFile(given, work);
}
