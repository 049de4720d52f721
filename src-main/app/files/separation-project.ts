import { basename, extname } from 'node:path';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { newProjectId, newRecordingId, newSeparationId, newStemId } from '../../../src-shared/project/ids.ts';
import { newProject } from '../../../src-shared/mixing/new-project.ts';
import { DeclaredInstrument, type Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import type { SeparateResult, SeparatedStem } from '../../separation/separate.ts';

/** The project that a library would create for a separation, and the stem for each id in it. */
export function documentOf(
  file: string,
  source: ImportResult,
  separation: SeparateResult,
  from: number,
  players: Ensemble,
): { document: ProjectDocument; stemsById: ReadonlyMap<string, SeparatedStem> } {
  const separationId = newSeparationId();
  const stems = separation.stems.map((stem) => ({ stem, id: newStemId() }));
  const document = newProject({
    id: newProjectId(),
    recording: {
      id: newRecordingId(),
      title: basename(file, extname(file)).slice(0, 200) || 'Recording',
      sampleRate: source.info.sampleRate,
    },
    separation: {
      id: separationId,
      from,
      to: from + separation.frames,
      players,
      stems: stems.map(({ stem, id }) => ({
        id,
        separationId,
        name: stem.name,
        label: stem.label,
        instrument: DeclaredInstrument.nullable().parse(stem.instrument),
        isRest: stem.isRest,
        channels: separation.channels,
        frames: separation.frames,
        sampleRate: separation.sampleRate,
      })),
    },
  });
  return { document, stemsById: new Map(stems.map(({ stem, id }) => [id, stem])) };
}

/** The project with its tracks named after their stems, so that scripts can predict the file names. */
export function namedAfterStems(
  document: ProjectDocument,
  stemsById: ReadonlyMap<string, SeparatedStem>,
): ProjectDocument {
  const tracks = document.tracks.map((track) => ({
    ...track,
    name: stemsById.get(track.source.stemId)?.name ?? track.name,
  }));
  return { ...document, tracks };
}
