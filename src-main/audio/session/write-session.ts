import { hasSession } from '../../../src-shared/exporting/plan.ts';
import { fileNameOf } from '../../../src-shared/format/file-name.ts';
import type { ExportedFile, ExportInput } from '../render/export-input.ts';
import type { WrittenFile } from '../render/write-files.ts';
import { freePaths } from '../write/file-names.ts';
import { createPartFile } from '../write/part-file.ts';
import { reaperProject } from './reaper.ts';
import { sessionNote } from './session-note.ts';
import type { Place, Session } from './session.ts';

/**
 * Writes the project files that an export asks for, beside its stems.
 * @param written every audio file of the export, complete
 * @throws Failure `disk/*`, `file/*`, `call/cancelled`
 */
export async function writeSession(
  input: ExportInput,
  written: readonly WrittenFile[],
  signal: AbortSignal,
): Promise<ExportedFile[]> {
  if (!hasSession(input.parts)) return [];
  const session = sessionOf(input, written);
  const files: ExportedFile[] = [];
  const add = async (
    name: string,
    extension: string,
    write: (path: string) => Promise<number>,
  ): Promise<void> => {
    const [file] = await freePaths(input.folder, [name], extension, input.overwrite);
    if (file === undefined) throw new Error('one name gives one path');
    files.push({ ...file, bytes: await write(file.path), loudness: null, clippedSamples: 0 });
  };
  const name = fileNameOf(input.title);
  const { dawproject, reaper, note } = input.parts.session;
  if (dawproject) {
    const { writeDawproject } = await import('./dawproject.ts');
    await add(name, 'dawproject', (path) => writeDawproject(path, session, signal));
  }
  if (reaper) await add(name, 'rpp', (path) => writeText(path, reaperProject(session)));
  if (note) await add(`${name} session`, 'txt', (path) => writeText(path, sessionNote(session)));
  return files;
}

function sessionOf(input: ExportInput, written: readonly WrittenFile[]): Session {
  const tracks = input.document.tracks.flatMap((track) => {
    const file = written.find(
      ({ placed: { planned } }) =>
        planned.kind === 'separated' && planned.region === null && planned.trackIds.includes(track.id),
    );
    if (file === undefined) return [];
    return [{ track, path: file.placed.path, fileName: file.placed.name, channels: file.channels }];
  });
  const { title, metadata, document, sampleRate, gainDb, bitDepth, version } = input;
  const places = placesOf(input);
  return { title, metadata, document, tracks, sampleRate, places, stemsGainDb: gainDb, bitDepth, version };
}

/** In order of time; a region that was chosen for the export is mostly one of the document's. */
function placesOf({ document, regions }: ExportInput): Place[] {
  const own = document.regions.map(({ name, start, end }): Place => ({ name, start, end }));
  const others = regions
    .map(({ name, range }): Place => ({ name, ...range }))
    .filter((place) => !own.some(({ start, end }) => start === place.start && end === place.end));
  return [...own, ...others].sort((a, b) => a.start - b.start);
}

async function writeText(path: string, text: string): Promise<number> {
  const file = await createPartFile(path);
  try {
    await file.append(Buffer.from(text, 'utf8'));
    const bytes = file.length;
    await file.finish();
    return bytes;
  } catch (error) {
    await file.abort();
    throw error;
  }
}
