import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { ProjectId, RecordingId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { newProject } from '../../../src-shared/mixing/new-project.ts';
import { DeclaredInstrument, type Ensemble } from '../../../src-shared/project/players.ts';
import type { ImportResult } from '../../audio/import.ts';
import type { SeparateResult, SeparatedStem } from '../../separation/separate.ts';

/** What was separated, and how. */
export interface Separated {
  readonly file: string;
  readonly source: ImportResult;
  readonly separation: SeparateResult;
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly players: Ensemble;
}

/**
 * The project that a library would create for a separation, and the stem for each id in it. Its ids follow from the
 * recording and the settings, so that the same separation gives the same file.
 */
export function documentOf({ file, source, separation, from, to, players }: Separated): {
  document: ProjectDocument;
  stemsById: ReadonlyMap<string, SeparatedStem>;
} {
  const { modelId, modelVersion, weightsSha256 } = separation.pin;
  const suffix = suffixesOf(
    ...[source.sha256, source.channelMap, from, to, players, modelId, modelVersion, weightsSha256],
    separation.notesSha256,
  );
  const separationId = SeparationId.parse(`sep_${suffix('separation')}`);
  const stems = separation.stems.map((stem) => ({
    stem,
    id: StemId.parse(`stem_${suffix(`stem ${stem.name}`)}`),
  }));
  const document = newProject({
    id: ProjectId.parse(`proj_${suffix('project')}`),
    recording: {
      id: RecordingId.parse(`rec_${suffix('recording')}`),
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

/** Makes the suffixes of ids from what identifies them: 16 digits of base 36 from a SHA-256. */
function suffixesOf(...facts: readonly unknown[]): (what: string) => string {
  return (what) => {
    const hash = createHash('sha256').update(JSON.stringify([what, ...facts]));
    return (BigInt(`0x${hash.digest('hex')}`) % 36n ** 16n).toString(36).padStart(16, '0');
  };
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
