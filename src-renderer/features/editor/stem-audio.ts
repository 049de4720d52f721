import type { Stem } from '../../../src-shared/contract/separation.ts';
import { stemAudioId, StemId, type AudioId, type SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { fetchPcm } from '../../api/media.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { FetchPcm } from '../../engine/stream.ts';

interface Options {
  readonly separationId: SeparationId;
  readonly version: number;
  readonly stems: readonly Pick<Stem, 'id'>[];
  readonly store: DocumentStore;
  /** The audio of all stems is another one now. */
  onChanged: (version: number) => void;
  onFailure: (error: unknown) => void;
}

/** The audio of the project's stems, in the version that is in use: the tracks keep their stems' own ids. */
export interface StemAudio {
  /** Fetches stems in the version in use, and everything else as it is. */
  readonly fetchPcm: FetchPcm;
  /** Another version is in use: an undo step, unless it was put in use by undo or redo. */
  follow: (version: number) => void;
}

export function createStemAudio(options: Options): StemAudio {
  const { separationId, store, onChanged, onFailure } = options;
  const known = new Set<AudioId>(options.stems.map(({ id }) => id));
  let current = options.version;
  /** The version that undo or redo asked for. */
  let asked: number | null = null;
  const put = (version: number): void => {
    asked = version;
    api.stemVersions.use({ separationId, version }).catch((error: unknown) => {
      asked = null;
      onFailure(error);
    });
  };
  return {
    fetchPcm: (audioId, ...rest) =>
      fetchPcm(known.has(audioId) ? stemAudioId(StemId.parse(audioId), current) : audioId, ...rest),
    follow(version) {
      if (version === current) return;
      const before = current;
      current = version;
      onChanged(version);
      if (version === asked) asked = null;
      else store.recordEffect('editStems', { undo: () => put(before), redo: () => put(version) });
    },
  };
}
