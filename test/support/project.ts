import { newProject } from '../../src-shared/mixing/new-project.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { newProjectId, newRecordingId, newSeparationId, newStemId } from '../../src-shared/project/ids.ts';

/** A project with a viola and the rest, as the library creates it from a separation. */
export function exampleProject(): ProjectDocument {
  const separationId = newSeparationId();
  return newProject({
    id: newProjectId(),
    recording: { id: newRecordingId(), title: 'Trio', sampleRate: 44_100 },
    separation: {
      id: separationId,
      from: 100,
      to: 44_200,
      players: ensembleOf(['viola']),
      stems: [
        { name: 'rest', label: 'Rest', instrument: null, isRest: true },
        { name: 'viola', label: 'Viola', instrument: 'viola', isRest: false },
      ].map((stem) => ({
        ...stem,
        instrument: stem.instrument as 'viola' | null,
        id: newStemId(),
        separationId,
        channels: 2,
        frames: 44_100,
        sampleRate: 44_100,
      })),
    },
  });
}
